"""Random convolutional networks: every setting of convolutions and pooling, between what networks have between them."""

import random

import numpy as np

import ngteach as ng
from ngteach.core.calling.errors import GraphError

BATCHES = (1, 2, 3, 4, 6, 7, 8, 12)


class Drawing:
    """Layers for images [n, channels, space...], of random settings, with weights of their own."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.n, self.axes = self.chance.choice(BATCHES), self.chance.choice([1, 2, 2, 2, 2, 3])
        self.element = self.chance.choice([ng.f32, ng.f64])

    def image(self):
        space = [self.chance.randint(4, 9 if self.axes < 3 else 5) for _ in range(self.axes)]
        return ng.parameter(self.element[(self.n, self.chance.choice([1, 2, 4]), *space)], "x")

    def weight(self, *shape):
        return ng.parameter(self.element[shape], "w")

    def per_axis(self, *choices):
        """One number for all axes, or one for each."""
        several = [self.chance.choice(choices) for _ in range(self.axes)]
        return several if self.chance.random() < 0.5 else several[0]

    def padding(self):
        pairs = [(self.chance.choice([0, 0, 1, 2, -1]), self.chance.choice([0, 0, 1, 2])) for _ in range(self.axes)]
        return self.chance.choice([0, 1, "same", "same_lower", "valid", pairs])

    def convolution(self, x):
        channels = x.shape[1]
        groups = self.chance.choice([1, 1, 1, *(g for g in (2, channels) if channels % g == 0)])
        size = [self.chance.choice([1, 2, 3, 3]) for _ in range(self.axes)]
        filters = self.weight(groups * self.chance.choice([1, 2, 3]), channels // groups, *size)
        y = ng.convolution(
            x,
            filters,
            strides=self.per_axis(1, 1, 1, 2, 3),
            padding=self.padding(),
            dilation=self.per_axis(1, 1, 1, 2),
            input_dilation=self.per_axis(1, 1, 1, 1, 2),
            groups=groups,
        )
        return y + self.weight(1, y.shape[1], *[1] * self.axes) if self.chance.random() < 0.5 else y

    def transposed(self, x):
        size = [self.chance.choice([1, 2, 3]) for _ in range(self.axes)]
        return ng.convolution_transpose(x, self.weight(x.shape[1], 2, *size), strides=self.per_axis(1, 2, 3))

    def pooling(self, x):
        settings = {
            "size": self.per_axis(2, 2, 3),
            "strides": self.chance.choice([None, None, self.per_axis(1, 2, 3)]),
            "padding": self.chance.choice([0, 0, 1, "same"]),
            "ceil_mode": self.chance.random() < 0.3,
        }
        if self.chance.random() < 0.3:
            return ng.average_pool(x, **settings, include_padding=self.chance.random() < 0.5)
        return ng.max_pool(x, **settings, dilation=self.per_axis(1, 1, 1, 2))

    def norm(self, x):
        axes = (0, *range(2, x.ndim))
        centred = x - ng.mean(x, axis=axes, keepdims=True)
        scale = 1.0 / ng.sqrt(ng.mean(centred * centred, axis=axes, keepdims=True) + 0.1)
        return centred * scale * self.weight(1, x.shape[1], *[1] * self.axes)

    def relu(self, x):
        return self.chance.choice([ng.relu, ng.tanh, ng.sigmoid])(x)

    def residual(self, x):
        size = [self.chance.choice([1, 3]) for _ in range(self.axes)]
        return x + ng.convolution(x, self.weight(x.shape[1], x.shape[1], *size), padding="same")

    def scaled(self, x):
        """By a number for each image and channel, made of the image itself."""
        return x * ng.sigmoid(ng.global_average_pool(x) * 0.5)

    def shuffled(self, x):
        half = x[:, : x.shape[1] // 2 + 1]
        return ng.concatenate([half, x[:, ::-1]], axis=1) if self.chance.random() < 0.5 else x[:, :, ::-1]

    def layer(self, x):
        names = ["convolution", "convolution", "pooling", "norm", "relu", "relu", "residual", "scaled", "shuffled"]
        return getattr(self, self.chance.choice([*names, "transposed"]))(x)


def random_network(seed):
    """(graph, arrays): the loss of a network, what it makes of the images, and the gradient of all that it takes."""
    drawing = Drawing(seed)
    with ng.Trace(f"network_{seed}") as t:
        h = image = drawing.image()
        while h is image:
            h = _if_it_fits(t, drawing.convolution, h)
        for _ in range(drawing.chance.randint(0, 4)):
            h = _if_it_fits(t, drawing.layer, h)
        if drawing.chance.random() < 0.5:
            flat = ng.reshape(h, (drawing.n, h.size // drawing.n))
            h = flat @ drawing.weight(flat.shape[1], 3)
        loss = ng.sum(ng.tanh(h) * 0.7) + ng.sum(h * h) * 0.1
        adjoints = ng.Adjoints(loss)
        graph = t.graph((loss, h, *[adjoints[p] for p in t.inputs]))
    rng = np.random.default_rng(seed)
    return graph, [rng.normal(size=p.shape, scale=1 if p.name == "x" else 0.4).astype(p.dtype) for p in graph.inputs]


def _if_it_fits(t, layer, x):
    """layer(x); x if a window is larger than the images, or if it makes too much of them."""
    count = len(t.inputs)
    try:
        y = layer(x)
    except GraphError:
        del t.inputs[count:]
        return x
    return y if 0 < y.size < 20_000 else x
