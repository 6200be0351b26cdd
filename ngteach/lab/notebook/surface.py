"""The loss over two weights, seen from above, and the steps that were taken on it."""

from __future__ import annotations

import numpy as np

from .plots import ADJOINT, FORWARD, GREY, UPDATE, styled

_POINTS = 60  # along each side


@styled
def surface(Figure, function, across, up, paths=(), xlabel="", ylabel="", levels=14):
    """Lines of equal height of function([a, b]), a from left to right, b from bottom to top, and paths on it.

    across, up: (from, to)   paths: {label: points}, each f64[n,2]; the first is blue, the others follow
    """
    figure = Figure(figsize=(6, 4.2), layout="constrained")
    axes = figure.subplots()
    a, b = (np.linspace(*ends, _POINTS) for ends in (across, up))
    heights = np.array([[float(function(np.array([x, y]))) for x in a] for y in b])
    # as many lines in the valley as on the slopes: quantiles, not equal distances
    lines = np.unique(np.quantile(heights, np.linspace(0, 1, levels)))
    axes.contourf(a, b, heights, lines, cmap="Greys", alpha=0.5)
    axes.clabel(axes.contour(a, b, heights, lines, colors=GREY, linewidths=0.8), fontsize=8, fmt="%.2g")
    ends = []
    for (label, points), color, mark in zip(dict(paths).items(), (FORWARD, ADJOINT, UPDATE), "osD", strict=False):
        x, y = np.asarray(points, float).T
        axes.plot(x, y, color=color, marker=mark, markersize=5, linewidth=1.5, label=label)
        ends.append(f"{label}, from {_height(function, points[0])} to {_height(function, points[-1])}")
    axes.set(xlabel=xlabel, ylabel=ylabel, xlim=across, ylim=up)
    if ends:
        axes.legend(fontsize=9)
    words = f"lines of equal height over {xlabel or 'a'} and {ylabel or 'b'}, {heights.min():.2f} at the lowest"
    return figure, words + "".join(f"; {end}" for end in ends)


def _height(function, point):
    return f"{float(function(np.asarray(point, float))):.2f}"
