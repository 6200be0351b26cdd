"""Plots of how a model learns: steps down a curve, and which classes it takes for which."""

from __future__ import annotations

import numpy as np

from .plots import ADJOINT, FORWARD, GREY, styled


@styled
def descent(Figure, f, paths, low, high):
    """Steps on the curve of f between low and high, one panel for each of {label: the numbers that were stepped on}.

    A step that ends outside the panel is drawn up to its edge.
    """
    figure = Figure(figsize=(3 * len(paths), 2.7), layout="constrained")
    at = np.linspace(low, high, 200)
    curve = [f(x) for x in at]
    margin = 0.08 * (max(curve) - min(curve))
    panels = figure.subplots(1, len(paths), sharey=True, squeeze=False)[0]
    for axes, (label, path) in zip(panels, paths.items(), strict=True):
        axes.plot(at, curve, color=GREY, linewidth=1.2)
        axes.plot(path, [f(x) for x in path], "o-", color=FORWARD, markersize=5, linewidth=1)
        axes.plot(path[0], f(path[0]), "s", color=ADJOINT, markersize=8)
        axes.set(title=label, xlabel="w", xlim=(low, high), ylim=(min(curve) - margin, max(curve) + margin))
    panels[0].set(ylabel="loss")
    told = [f"{label}: from {path[0]:.3g} to {path[-1]:.3g} in {len(path) - 1} steps" for label, path in paths.items()]
    return figure, f"steps on the curve of a loss, each path begins at a square; {'; '.join(told)}"


@styled
def confusion(Figure, truth, predicted, names=None):
    """How often each class was taken for each: a row for each true class, a column for each that was predicted.

    truth, predicted: i[n], classes from 0 on.   names: of the classes.
    The background shows the mistakes alone, since the diagonal would outshine them.
    """
    names = range(1 + max(np.max(truth), np.max(predicted))) if names is None else names
    counts = np.zeros((len(names), len(names)), int)
    np.add.at(counts, (np.asarray(truth), np.asarray(predicted)), 1)
    mistakes = counts * (1 - np.eye(len(counts), dtype=int))
    figure = Figure(figsize=(1.3 + 0.42 * len(counts), 1.1 + 0.36 * len(counts)), layout="constrained")
    axes = figure.subplots()
    axes.imshow(mistakes, cmap="Oranges", vmin=0, vmax=2 * max(1, mistakes.max()), aspect="auto")
    for (row, column), n in np.ndenumerate(counts):
        if n:
            axes.text(column, row, n, ha="center", va="center", fontweight="normal" if row == column else "bold")
    axes.set_xticks(range(len(counts)), names)
    axes.set_yticks(range(len(counts)), names)
    axes.set(xlabel="predicted", ylabel="truth")
    axes.grid(False)
    found = [f"{names[i]} as {names[j]} {n} times" for (i, j), n in np.ndenumerate(mistakes) if n]
    right = f"{int(np.trace(counts))} of {int(counts.sum())} on the diagonal"
    return figure, f"confusion matrix: {right}; {', '.join(found) or 'no mistakes'}"
