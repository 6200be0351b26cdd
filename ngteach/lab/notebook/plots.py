"""Plots in the kit's one style: blue is forward and ours, grey is what it is compared with."""

from __future__ import annotations

import base64
import io
from functools import wraps

import numpy as np

from ...core.calling.errors import GraphError
from ...core.provenance import located
from ...draw.shapes import xml
from ...draw.spread import spread
from ...files.reading import printable

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


class Plot:
    """A figure in a notebook, with words for those who do not see it.   figure: matplotlib's own."""

    def __init__(self, figure, words):
        self.figure, self.words = figure, words

    def savefig(self, *args, **options):
        """Write it to a file, as matplotlib does."""
        self.figure.savefig(*args, **options)

    def __repr__(self):
        return f"[{self.words}]"

    def _repr_mimebundle_(self, **_):
        file = io.BytesIO()
        self.figure.savefig(file, format="png", dpi=self.figure.dpi)
        data = base64.b64encode(file.getvalue()).decode()
        return {
            "text/html": f'<img alt="{xml(self.words)}" src="data:image/png;base64,{data}">',
            "text/plain": repr(self),
        }


def styled(plot):
    """Run with the kit's style, on a Figure of its own, so that widgets and threads do not disturb each other."""

    @wraps(plot)
    def with_style(*args, **options):
        try:
            import matplotlib
            from matplotlib.figure import Figure
        except ImportError:
            raise GraphError('plots need matplotlib; write: pip install "ngteach[lab]"') from None
        try:
            with matplotlib.rc_context(_STYLE):
                return Plot(*plot(Figure, *args, **options))
        except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as problem:
            code = plot.__code__
            wanted = ", ".join(code.co_varnames[1 : code.co_argcount])
            said = f"cannot draw what it is given: {printable(problem, 150)}; write {plot.__name__}({wanted})"
            raise located(GraphError(said), plot.__name__) from None

    return with_style


@styled
def loss_curve(Figure, losses, accuracies=None, title="loss of each step"):
    """The loss of each step, log scale, with the accuracy of each epoch beside it if given."""
    figure = Figure(figsize=(8, 3), layout="constrained")
    accuracies = () if accuracies is None else accuracies
    left, *right = figure.subplots(1, 2 if len(accuracies) else 1, squeeze=False)[0]
    losses = np.abs(np.asarray(losses, float))
    left.plot(losses, color=GREY, linewidth=0.7)
    width = max(1, len(losses) // 40)
    if len(losses) > 2 * width:
        smooth = np.convolve(losses, np.ones(width) / width, "valid")
        left.plot(np.arange(len(smooth)) + width / 2, smooth, color=FORWARD)
    left.set(yscale="log", xlabel="step", title=title)
    ends = f"{_three(losses[0])} at the first of {len(losses):,} steps, {_three(losses[-1])} at the last"
    words = f"{title}, log scale: {ends}"
    if len(accuracies):
        epochs = np.arange(1, len(accuracies) + 1)
        right[0].plot(epochs, 100 * np.asarray(accuracies), "o-", color=FORWARD, markersize=4)
        right[0].set(xlabel="epoch", title=f"test accuracy, %  (last: {100 * accuracies[-1]:.1f})")
        words += f"; test accuracy {100 * accuracies[-1]:.1f} % after {len(accuracies)} epochs"
    return figure, words


@styled
def digits(Figure, images, predicted=None, labels=None, columns=10):
    """Pictures of digits; above each what the model predicted, in orange with the truth behind where it is wrong.

    images: numbers[n,rows,columns], dark is high   predicted, labels: i[n]
    """
    rows = -(-len(images) // columns)
    figure = Figure(figsize=(0.8 * columns, 1.05 * rows), layout="constrained")
    wrong = [] if predicted is None or labels is None else [i for i in range(len(images)) if predicted[i] != labels[i]]
    for i, axes in enumerate(figure.subplots(rows, columns, squeeze=False).flat):
        axes.axis("off")
        if i >= len(images):
            continue
        axes.imshow(images[i], cmap="gray_r")
        if predicted is not None:
            text = f"{predicted[i]} not {labels[i]}" if i in wrong else f"{predicted[i]}"
            axes.set_title(text, color=ADJOINT if i in wrong else FORWARD, fontsize=10)
    words = f"{len(images)} pictures of digits"
    if predicted is not None:
        words += f", read as {', '.join(str(k) for k in predicted[: len(images)])}"
    if labels is not None:
        words += f"; {len(wrong)} of them wrong"
    return figure, words


@styled
def curves(Figure, x, lines, xlabel="", ylabel="", title="", xscale="linear", yscale="linear", size=(6, 3)):
    """Several curves, each labelled at its end: lines is {label: values}; the first is blue, the others follow."""
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots()
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title, xscale=xscale, yscale=yscale)
    looks = zip((FORWARD, ADJOINT, UPDATE, GREY), ("-", "--", "-.", ":"), strict=True)
    ends = []
    for (label, y), (color, dash) in zip(lines.items(), looks, strict=False):
        axes.plot(x, y, color=color, linestyle=dash)
        seen = np.flatnonzero(np.isfinite(y))
        if len(seen):
            ends.append((np.asarray(x)[seen[-1]], np.asarray(y)[seen[-1]], label, color))
    axes.margins(x=0.02)
    _label_ends(axes, ends)
    return figure, f"{title or ylabel or 'curves'} over {xlabel or 'x'}: {', '.join(lines)}"


def _label_ends(axes, ends):
    """Write each label beside the end of its curve, moved apart where they would overlap."""
    axes.autoscale_view()  # now, so that the heights below are the final ones

    def height(y):
        return axes.transAxes.inverted().transform(axes.transData.transform((ends[0][0], y)))[1]

    ordered = sorted(ends, key=lambda end: end[1])
    wanted = [height(y) for _, y, _, _ in ordered]
    for (x, y, label, color), at in zip(ordered, spread(wanted, [0.1] * (len(wanted) - 1)), strict=True):
        axes.annotate(
            label, (x, y), (1.02, at), xycoords="data", textcoords="axes fraction", color=color, va="center",
            annotation_clip=False,
        )  # fmt: skip


@styled
def heat_maps(Figure, arrays, columns=5, titles=None):
    """Matrices as pictures: violet is negative, orange positive, white is 0."""
    rows = -(-len(arrays) // columns)
    figure = Figure(figsize=(1.5 * columns, 1.6 * rows), layout="constrained")
    for i, axes in enumerate(figure.subplots(rows, columns, squeeze=False).flat):
        axes.axis("off")
        if i < len(arrays):
            a = np.atleast_2d(arrays[i])
            limit = float(np.abs(a).max()) or 1.0
            axes.imshow(a, cmap="PuOr_r", vmin=-limit, vmax=limit)
            if titles is not None:
                axes.set_title(titles[i], fontsize=10)
    names = f": {', '.join(map(str, titles))}" if titles is not None else ""
    return figure, f"{len(arrays)} matrices as pictures, violet negative, orange positive{names}"


def _three(x):
    return f"{x:.3g}"
