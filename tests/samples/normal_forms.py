"""Samples of normalisation over a batch, a layer, or a group of channels."""

from samples.making import FLOATS, numbers, positive, several


def _batch(*shape, channels):
    return [numbers(*shape), *(numbers(channels, seed=s) for s in (1, 2, 3)), positive(channels, seed=4)]


ROWS = [
    *several(
        "batch_norm",
        FLOATS,
        (_batch(4, 3, channels=3), {}),
        (_batch(2, 3, 4, channels=4), {"axis": -1, "epsilon": 0.1}),
        (_batch(1, 1, channels=1), {}),
        (_batch(0, 2, channels=2), {}),
    ),
    *[
        row
        for part in range(3)
        for row in several(
            "batch_norm_training",
            FLOATS,
            ([numbers(4, 3), numbers(3, seed=1), numbers(3, seed=2)], {}),
            ([numbers(2, 3, 4)], {"axis": -1, "epsilon": 0.1}),
            ([numbers(1, 1)], {}),
            part=part,
        )
    ],
    *several(
        "layer_norm",
        FLOATS,
        ([numbers(4, 3), numbers(3, seed=1), numbers(3, seed=2)], {}),
        ([numbers(2, 3, 4), numbers(3, 4, seed=1)], {"axis": (1, 2), "epsilon": 0.1}),
        ([numbers(2, 3, 4), numbers(2, 4, seed=1)], {"axis": (0, -1)}),
        ([numbers(1, 1)], {}),
        ([numbers(0, 3)], {}),
    ),
    *several(
        "rms_norm",
        FLOATS,
        ([numbers(4, 3), numbers(3, seed=1)], {}),
        ([numbers(2, 3, 4)], {"axis": (1, 2), "epsilon": 0.1}),
        ([numbers(1, 1)], {}),
        ([numbers(0, 3)], {}),
    ),
    *several(
        "instance_norm",
        FLOATS,
        ([numbers(2, 3, 4), numbers(3, seed=1), numbers(3, seed=2)], {}),
        ([numbers(2, 1, 2, 3)], {"epsilon": 0.1}),
        ([numbers(0, 1, 2)], {}),
    ),
    *several(
        "group_norm",
        FLOATS,
        ([numbers(2, 4, 3)], {"groups": 2}),
        ([numbers(2, 4)], {"groups": 1, "epsilon": 0.1}),
        ([numbers(0, 2, 2)], {"groups": 2}),
    ),
]


# PyTorch has no derivative of batch_norm with respect to the statistics.


def _layer_norm(t):
    def norm(x, scale=None, shift=None, axis=-1, epsilon=1e-5):
        axes = (axis,) if isinstance(axis, int) else axis
        last = tuple(range(x.ndim - len(axes), x.ndim))
        shape = tuple(x.shape[a] for a in axes)
        y = t.nn.functional.layer_norm(x.movedim(axes, last), shape, scale, shift, epsilon)
        return y.movedim(last, axes)

    return norm


def _rms_norm(t):
    def norm(x, scale=None, axis=-1, epsilon=1e-5):
        axes = (axis,) if isinstance(axis, int) else axis
        return t.nn.functional.rms_norm(x, tuple(x.shape[a] for a in axes), scale, epsilon)

    return norm


def _instance_norm(t):
    def norm(x, scale=None, shift=None, epsilon=1e-5):
        return t.nn.functional.instance_norm(x, weight=scale, bias=shift, eps=epsilon) if x.numel() else 1.0 * x

    return norm


TORCH = {
    "layer_norm": _layer_norm,
    "rms_norm": _rms_norm,
    "instance_norm": _instance_norm,
    "group_norm": lambda t: lambda x, groups, epsilon=1e-5: t.nn.functional.group_norm(x, groups, eps=epsilon),
}
