"""What to write in place of NumPy's functions that have no op: by what they mean, not by what they are called.

ADVICE maps an advice to the names of the functions that it is for.  What stands behind "write" is a line that runs,
where x and y are matrices, v is a vector, p one of whole numbers, and mask a matrix of bools; the functions of
ngteach stand there by their bare names.
"""

from __future__ import annotations

import numpy as np

_UNKNOWN = "how many elements there will be depends on the numbers"

ADVICE = {
    # what cannot be: shapes that depend on numbers, in place, files, text, complex numbers
    f"{_UNKNOWN}; write where(mask, x, 0.0)": "argwhere flatnonzero nonzero trim_zeros",
    f"{_UNKNOWN}; to say which of 10 occur write sum(one_hot(p, 10), axis=0) > 0": (
        "intersect1d setdiff1d setxor1d union1d unique unique_all unique_counts unique_inverse unique_values"
    ),
    "for bins of width 0.5 write sum(one_hot(convert(v / 0.5, i32), 10), axis=0)": (
        "histogram histogram2d histogram_bin_edges histogramdd"
    ),
    "files hold numbers: call the graph, and save the arrays that it returns": "save savetxt savez savez_compressed",
    "there are no numbers to show yet, call the graph; for its name and type write str(x)": (
        "array2string array_repr array_str"
    ),
    "a tensor has no memory yet; write x is y": "may_share_memory shares_memory",
    "there are no dates here: count days with NumPy, and pass the numbers as an argument": (
        "busday_count busday_offset datetime_as_string is_busday isnat"
    ),
    "there are no complex numbers here: transform arrays with NumPy, and pass the result as an argument": (
        "fft.fft fft.fft2 fft.fftn fft.hfft fft.ifft fft.ifft2 fft.ifftn fft.ihfft fft.irfft fft.irfft2 fft.irfftn "
        "fft.rfft fft.rfft2 fft.rfftn roots sort_complex"
    ),
    "matrices are decomposed, inverted and solved by NumPy: call it on arrays, and pass what it gives as an argument": (
        "linalg.cholesky linalg.cond linalg.det linalg.eig linalg.eigh linalg.eigvals linalg.eigvalsh linalg.inv "
        "linalg.lstsq linalg.matrix_rank linalg.pinv linalg.qr linalg.slogdet linalg.solve linalg.svd linalg.svdvals "
        "linalg.tensorinv linalg.tensorsolve polyfit"
    ),
    # what other lines say
    "write all(equal(x, y))": "array_equiv",
    "write any(equal(x[..., None], v), axis=-1)": "in1d isin",
    "write x[p][:, p]": "ix_",
    "write roll(x, n // 2)": "fft.fftshift fft.ifftshift",
    "for the exponent write floor(log2(abs(x))) + 1.0": "frexp",
    "all numbers are real; write isnan(x) & ~isnan(x)": "iscomplex",
    "all numbers are real; write isnan(x) | ~isnan(x)": "isreal",
    "sort by the last first, then by the others in turn; write p[argsort(v[p])]": "lexsort",
    "write argmax(where(isnan(x), -np.inf, x))": "nanargmax",
    "write argmin(where(isnan(x), np.inf, x))": "nanargmin",
    "how many are left without NaN depends on the numbers; with a number in place of NaN write median(nan_to_num(x))": (
        "nanmedian nanpercentile nanquantile"
    ),
    "write concatenate([v[:1], v[1:] - 2 * np.pi * cumsum(rint(diff(v) / (2 * np.pi)))])": "unwrap",
    "write it out: write x * x * 2.0 + x + 1.0": ("poly polyadd polyder polydiv polyint polymul polysub"),
    "write stack([sum(row) for row in x])": "apply_along_axis",
    "name the axes; write sum(x, axis=(0, 1))": "apply_over_axes",
    "write where(x > 0, x, 0.0)": "piecewise",
    "einsum finds its path itself": "einsum_path",
    "positions are known without the numbers; write np.tril_indices(len(x))": (
        "diag_indices_from tril_indices_from triu_indices_from"
    ),
    "write x.dtype, y.dtype": "can_cast common_type min_scalar_type",
    "write x * 2.0 ** y": "ldexp",
    "the distance to the next number is about this; write abs(x) * np.finfo(x.dtype).eps": "nextafter spacing",
    "bits are packed by NumPy: call it on arrays, and pass what it gives as an argument": "packbits unpackbits",
    "its power series is a loop of unknown length: call it on arrays, and pass the result as an argument": "i0",
}
BY_NAME = {name: advice for advice, names in ADVICE.items() for name in names.split()}
_NO_TEXT = "a tensor holds numbers, not text"  # for all of np.strings and np.char


def full_name(function):
    """Where NumPy keeps a function: sum, linalg.norm."""
    name = getattr(function, "__name__", str(function))
    if getattr(np, name, None) is function:
        return name
    if getattr(np.strings, name, None) is function:  # before NumPy 2.1 it does not say so itself
        return f"strings.{name}"
    room = (getattr(function, "__module__", None) or "").removeprefix("numpy").strip(".").removeprefix("_core.")
    return f"{room}.{name}" if room and not room.startswith("_") else name


def advice_for(name):
    """What to write in place of a function, by its full name."""
    room, _, last = name.rpartition(".")
    return _NO_TEXT if room in ("strings", "char") else BY_NAME.get(name) or BY_NAME.get(last)
