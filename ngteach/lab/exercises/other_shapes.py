"""What a wrong array of another shape has in common with the right one: see differences.py."""

from __future__ import annotations

from .differences import told, transposed


@told("The numbers are right, but an axis is too many: does a comma make a tuple of it? Or leave keepdims out.")
def _in_front(a, b, close):
    return b.shape == (1, *a.shape) and close(a, b[0])


@told("The numbers are right, but the axis in front is lost: is a tuple of one wanted, (dx,)? Or keepdims=True.")
def _lost_in_front(a, b, close):
    return a.shape == (1, *b.shape) and close(a[0], b)


@told("The numbers are right, but summed axes are kept: leave keepdims out.")
def _kept(a, b, close):
    return b.ndim > a.ndim and close(a, b.reshape(a.shape)) if b.size == a.size else False


@told("The numbers are right, but an axis of length 1 is lost: keepdims=True keeps it.")
def _lost(a, b, close):
    return a.ndim > b.ndim and 1 in a.shape and close(a, b.reshape(a.shape)) if b.size == a.size else False


@told("The numbers are right, but they have another shape.")
def _reshaped(a, b, close):
    return a.size == b.size and close(a.reshape(-1), b.reshape(-1))


@told("Yours is one number, and more are wanted: without axis= a sum, mean or maximum is over all.")
def _of_all(a, b, close):
    return b.ndim == 0 and a.ndim > 0


def _over(axis, words):
    @told(f"The sum over the {words} is missing: .sum(axis={axis}) of yours is right.")
    def summed(a, b, close):
        return b.ndim == 2 and close(a, b.sum(axis=axis))

    @told(f"The mean over the {words} is missing: .mean(axis={axis}) of yours is right.")
    def averaged(a, b, close):
        return b.ndim == 2 and close(a, b.mean(axis=axis))

    return summed, averaged


@told("One number is wanted, and yours is the numbers that add up to it: sum them.")
def _to_be_summed(a, b, close):
    return a.ndim == 0 and b.ndim > 0 and close(a, b.sum())


@told("One number is wanted, and yours are those whose mean it is.")
def _to_be_averaged(a, b, close):
    return a.ndim == 0 and b.ndim > 0 and close(a, b.mean())


@told("Yours has rows and columns exchanged, and other numbers too: which factor is transposed?")
def _turned(a, b, close):
    return a.ndim == 2 and a.shape == b.shape[::-1]


@told("One number is wanted, and yours are several: is a sum or a mean missing?")
def _too_many(a, b, close):
    return a.ndim == 0 and b.ndim > 0


@told("Yours has one axis more than is wanted: a sum over it is missing, or a column met a row.")
def _one_axis_more(a, b, close):
    return b.ndim == a.ndim + 1


OTHER_SHAPE = (
    *(transposed, _in_front, _lost_in_front, _kept, _lost, *_over(0, "rows"), *_over(1, "columns")),
    *(_to_be_summed, _to_be_averaged, _reshaped, _of_all, _turned, _too_many, _one_axis_more),
)
