"""The number line of a float so small that one can see each of its numbers."""

from __future__ import annotations

from .plots import ADJOINT, FORWARD, styled


@styled
def number_line(Figure, digits=3, smallest=-2, largest=3):
    """Every number from 0 to 2**largest of a float with so many binary digits; once more from 0 to 1, larger.

    smallest: the exponent of its smallest normal number, below which they are subnormal: shorter and orange.
    """
    steps = 2 ** (digits - 1)
    below = [2.0**smallest * k / steps for k in range(1, steps)]
    normal = [2.0**e * (1 + k / steps) for e in range(smallest, largest) for k in range(steps)] + [2.0**largest]
    figure = Figure(figsize=(8, 2.6), layout="constrained")
    for axes, end in zip(figure.subplots(2, 1), (2.0**largest, 1.0)):
        axes.vlines([0.0, *(x for x in normal if x <= end)], 0, 1, color=FORWARD)
        axes.vlines(below, 0, 0.6, color=ADJOINT, linestyle="--")
        axes.set(xlim=(-0.02 * end, 1.02 * end), ylim=(0, 1.1), yticks=[], xlabel=f"from 0 to {end:g}")
        axes.set_xticks([0.0, *(2.0**e for e in range(smallest, largest + 1) if end / 8 <= 2.0**e <= end)])
        axes.grid(False)
        axes.spines["left"].set_visible(False)
    words = (
        f"Every number from 0 to {2.0**largest:g} with {digits} binary digits: {steps} between two powers of 2, "
        f"so twice as far apart after each; below {2.0**smallest:g} lie {len(below)} subnormal ones"
    )
    return figure, words
