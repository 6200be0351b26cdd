"""Plots in the kit's one style: blue is forward and ours, grey is what it is compared with."""

from __future__ import annotations

from functools import wraps

import numpy as np

from ..types import GraphError

FORWARD, ADJOINT, UPDATE, GREY = "#0072B2", "#D55E00", "#009E73", "#767676"
_STYLE = {
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "axes.axisbelow": True,
    "font.size": 11,
    "figure.dpi": 80,
    "lines.linewidth": 2,
}


def _styled(plot):
    """Run with the kit's style; a Figure of its own, so that widgets and threads do not disturb each other."""

    @wraps(plot)
    def with_style(*args, **options):
        try:
            import matplotlib
            from matplotlib.figure import Figure
        except ImportError:
            raise GraphError('plots need matplotlib; write: pip install "ngteach[lab]"') from None
        with matplotlib.rc_context(_STYLE):
            return plot(Figure, *args, **options)

    return with_style


@_styled
def loss_curve(Figure, losses, accuracies=None, per_epoch=None, title="loss of each step"):
    """The loss of each step, log scale, with the accuracy of each epoch beside it if given."""
    figure = Figure(figsize=(8, 3), layout="constrained")
    left, *right = figure.subplots(1, 2 if accuracies else 1, squeeze=False)[0]
    losses = np.abs(np.asarray(losses, float))
    left.plot(losses, color=GREY, linewidth=0.7)
    width = max(1, len(losses) // 40)
    if len(losses) > 2 * width:
        smooth = np.convolve(losses, np.ones(width) / width, "valid")
        left.plot(np.arange(len(smooth)) + width / 2, smooth, color=FORWARD)
    left.set(yscale="log", xlabel="step", title=title)
    if accuracies:
        epochs = np.arange(1, len(accuracies) + 1)
        right[0].plot(epochs, 100 * np.asarray(accuracies), "o-", color=FORWARD, markersize=4)
        right[0].set(xlabel="epoch", title=f"test accuracy, %  (last: {100 * accuracies[-1]:.1f})")
    return figure


@_styled
def digits(Figure, images, told=None, labels=None, columns=10):
    """Pictures of digits; above each what the model told, in orange with the truth behind where it was wrong."""
    rows = -(-len(images) // columns)
    figure = Figure(figsize=(0.8 * columns, 1.05 * rows), layout="constrained")
    for i, axes in enumerate(figure.subplots(rows, columns, squeeze=False).flat):
        axes.axis("off")
        if i >= len(images):
            continue
        axes.imshow(images[i], cmap="gray_r")
        if told is not None:
            wrong = labels is not None and told[i] != labels[i]
            axes.set_title(
                f"{told[i]} not {labels[i]}" if wrong else f"{told[i]}",
                color=ADJOINT if wrong else FORWARD,
                fontsize=10,
            )
    return figure


@_styled
def curves(Figure, x, lines, xlabel="", ylabel="", title="", xscale="linear", yscale="linear", size=(6, 3)):
    """Several curves, each labelled at its end: lines is {label: values}; the first is blue, the others follow."""
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots()
    for (label, y), color, dash in zip(
        lines.items(), (FORWARD, ADJOINT, UPDATE, GREY), ("-", "--", "-.", ":"), strict=False
    ):
        axes.plot(x, y, color=color, linestyle=dash)
        seen = np.isfinite(y)
        if seen.any():
            at = np.flatnonzero(seen)[-1]
            axes.annotate(
                label, (x[at], np.asarray(y)[at]), color=color, xytext=(4, 0), textcoords="offset points", va="center"
            )
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title, xscale=xscale, yscale=yscale)
    axes.margins(x=0.12)
    return figure


@_styled
def heat_maps(Figure, arrays, columns=5, titles=None):
    """Matrices as pictures: blue is negative, orange positive, white is 0."""
    rows = -(-len(arrays) // columns)
    figure = Figure(figsize=(1.5 * columns, 1.6 * rows), layout="constrained")
    for i, axes in enumerate(figure.subplots(rows, columns, squeeze=False).flat):
        axes.axis("off")
        if i < len(arrays):
            a = np.atleast_2d(arrays[i])
            limit = float(np.abs(a).max()) or 1.0
            axes.imshow(a, cmap="PuOr_r", vmin=-limit, vmax=limit)
            if titles:
                axes.set_title(titles[i], fontsize=10)
    return figure
