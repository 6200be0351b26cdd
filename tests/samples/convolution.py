"""Samples of convolutions, and what PyTorch and JAX call them."""

from samples.making import NUMBERS, numbers, several

IMAGE = numbers(2, 2, 4, 5)
FILTERS = numbers(3, 2, 2, 3, seed=1)
ROWS = [
    *several(
        "convolution",
        NUMBERS,
        ([IMAGE, FILTERS], {}),
        ([IMAGE, FILTERS], {"strides": (2, 1), "padding": (1, 2)}),
        ([IMAGE, FILTERS], {"padding": ((1, 0), (-1, 2)), "dilation": (2, 1)}),
        ([IMAGE, FILTERS], {"padding": "same", "strides": 2}),
        ([IMAGE, FILTERS], {"padding": "same_lower"}),
        ([IMAGE, FILTERS], {"padding": "valid", "input_dilation": (2, 3)}),
        ([IMAGE, numbers(3, 2, 1, 1, seed=1)], {}),
        ([IMAGE, numbers(4, 1, 2, 2, seed=1)], {"groups": 2}),
        ([numbers(2, 3, 6), numbers(2, 3, 3, seed=1)], {"strides": 2, "padding": 1}),
        ([numbers(1, 1, 3, 3, 2), numbers(1, 1, 2, 2, 2, seed=1)], {}),
        ([numbers(1, 1, 1), numbers(1, 1, 1, seed=1)], {}),
        ([numbers(0, 1, 3), numbers(2, 1, 2, seed=1)], {}),
    ),
    *several(
        "convolution_transpose",
        NUMBERS,
        ([IMAGE, numbers(2, 3, 2, 3, seed=1)], {}),
        ([IMAGE, numbers(2, 3, 2, 3, seed=1)], {"strides": (2, 3), "padding": 1, "output_padding": (1, 2)}),
        ([IMAGE, numbers(2, 1, 3, 3, seed=1)], {"dilation": 2, "padding": ((0, 1), (2, 1))}),
        ([IMAGE, numbers(2, 2, 2, 2, seed=1)], {"groups": 2, "strides": 3}),
        ([IMAGE, numbers(2, 1, 3, 2, seed=1)], {"padding": "same", "strides": 2}),
        ([numbers(2, 3, 4), numbers(3, 2, 3, seed=1)], {"strides": 2}),
        ([numbers(1, 1, 1), numbers(1, 1, 1, seed=1)], {}),
        ([numbers(0, 1, 3), numbers(1, 2, 2, seed=1)], {}),
    ),
]


def _in_jax(j):
    from ngteach.ops.padding import paddings

    def convolution(x, filters, strides=1, padding=0, dilation=1, input_dilation=1, groups=1):
        n = x.ndim - 2
        wide, strides, dilation = (_several(v, n) for v in (input_dilation, strides, dilation))
        lengths = [(d - 1) * w + 1 for d, w in zip(x.shape[2:], wide)]
        pads = paddings(padding, lengths, filters.shape[2:], strides, dilation)
        return j.lax.conv_general_dilated(
            x, filters, strides, pads, wide, dilation, feature_group_count=groups, precision="highest"
        )

    return convolution


def _several(v, n):
    return v if isinstance(v, tuple) else (v,) * n


def _transposed_in_torch(t):
    def transpose(x, filters, strides=1, padding=0, dilation=1, output_padding=0, groups=1):
        function = (t.nn.functional.conv_transpose1d, t.nn.functional.conv_transpose2d)[x.ndim - 3]
        crop = padding if isinstance(padding, tuple) else None
        if padding == "same" or not x.shape[0]:
            raise NotImplementedError
        y = function(x, filters, None, strides, 0 if crop else padding, output_padding, groups, dilation)
        for axis, (before, after) in enumerate(crop or ()):
            y = y.narrow(axis + 2, before, y.shape[axis + 2] - before - after)
        return y

    return transpose


JAX = {"convolution": _in_jax}
NO_PEER = ("convolution_transpose",)
ROUNDED = ("convolution", "convolution_transpose")
