"""The error function and its inverse, which lead from a bell curve to probabilities and back.

NumPy has neither.  Here each is a polynomial near 0 and another one further out, made by Chebyshev interpolation with
50 digits: right to about two units of the last place, erf of f32 to three.
"""

from __future__ import annotations

import math

import numpy as np

from .align import elementwise
from .arithmetic import exp
from .rules import floats

# The highest power comes first.
# fmt: off
_ERF_NEAR_F64 = (
    5.957176147748911e-11, -1.1372848856791674e-09, 1.4659775274047436e-08, -1.6350312701054695e-07,
    1.6461000484121368e-06, -1.4925595266831182e-05, 0.0001205533111164271, -0.000854832698083379,
    0.0052239776248180145, -0.026866170645076792, 0.11283791670954879, -0.3761263890318375, 0.1283791670955126,
)
_ERF_FAR_F64 = (
    3.917059299925389e-06, 1.820143195975009e-06, -1.4067532694582058e-05, -2.7647305443610053e-05,
    2.754312818566672e-05, 0.00017436697232946864, 4.3554202452705896e-05, -0.0009819773208131022,
    -0.0008471431980760424, 0.006997461747753573, 0.00373289240349224, -0.07897858101585253, 0.24165819424246987,
    -0.4271858474139579, 0.25539567631050575,
)
ERF_F32 = (
    5.421686e-09, 2.7573876e-08, -4.7945837e-06, 8.459648e-05, -0.00061483804, -0.00019528840, 0.10276987, 1.1283792,
)
_ERFINV_NEAR_F64 = (
    -5.02970832484079e-09, 1.383484596007461e-08, 2.389126540665946e-08, -1.2292289534345906e-07,
    6.293154931111899e-08, 3.885962377168951e-07, -8.453304379965982e-07, 1.9750887436602887e-07,
    2.465476110135882e-06, -5.660451711095853e-06, 2.8333286958656487e-06, 1.4806543076693386e-05,
    -4.1276000707478254e-05, 3.1262900262222185e-05, 8.794024806503562e-05, -0.0003009965419209512,
    0.0003051307579241805, 0.0004849797180143967, -0.0021912918135418773, 0.0029039612188692583,
    0.0019928778434596633, -0.01588750457010772, 0.030432714016693074, -0.013054209120128842, -0.11553695922940534,
    0.9134187413507605, 1.8587791124269735,
)
_ERFINV_FAR_F64 = (
    2.8897508142263796e-09, -3.1144183414522803e-09, -2.5699926659144782e-08, 5.931030843521579e-08,
    4.355060978786507e-09, -1.8872689808603737e-07, 4.1233323418892913e-07, -5.150946920947344e-07,
    -2.268572590297083e-08, 1.9064360420407628e-06, -4.865817839006581e-06, 6.63448183114784e-06,
    -3.2389502187227676e-06, -9.057513483763184e-06, 3.0677377414355666e-05, -5.6766002696175014e-05,
    7.909137852722658e-05, -9.21059901778385e-05, 0.00010075182630090218, -0.00012845043789745794,
    0.00022851313619002547, -0.0005034171329284313, 0.0011033199376248588, -0.0019703594516967704,
    0.0010234439727658073, 1.643766620610912, 4.2998949349021585,
)
_ERFINV_NEAR_F32 = (
    3.4900245e-06, 3.9829636e-05, -0.00011648044, -0.00012735945, 0.0009884087, -0.0012885927, -0.0030910594,
    0.015803287, -0.022576826, -0.0516435, 0.7248912, 1.623542,
)
_ERFINV_FAR_F32 = (
    -7.4092786e-05, 0.00029906552, -0.0006279178, 0.0010824368, -0.0019953263, 0.0034874876, 0.8415228, 3.120381,
)
# fmt: on
ERF_LAST = 15.25  # x*x, from where on erf(x) is 1 in f32


def _polynomial(coefficients, x):
    """Horner's rule, in an array of its own."""
    y = np.full_like(x, coefficients[0])
    for c in coefficients[1:]:
        np.multiply(y, x, out=y)
        np.add(y, c, out=y)
    return y


def _erf(x, out=None):
    """In f32 tanh of x times a polynomial in x*x, which has no branch.

    In f64, near 0, it is x times a polynomial in x*x; further out 1 - e**-x*x times one in (x - 2) / (x + 2).
    """
    if x.dtype != np.float64:
        y = _polynomial(ERF_F32, np.minimum(x * x, ERF_LAST))
        return np.tanh(np.multiply(y, x, out=y), out=out)
    size = np.minimum(np.abs(x), 6)  # beyond, it is 1
    square = size * size
    near = size + size * _polynomial(_ERF_NEAR_F64, square)
    far = _polynomial(_ERF_FAR_F64, (size - 2) / (size + 2))
    return np.copysign(np.where(size < 1, near, 1 - np.exp(-square) * far), x, out=out)


@elementwise(forward=_erf)
def erf(x):
    """The error function: of numbers from a bell curve, the share that lies within sqrt(2) * x standard deviations.

    It goes from -1 to 1; its slope is 2 / sqrt(pi) * e**(-x*x).

    >>> ng.erf(np.array([0.0, 1.0, np.inf]))
    array([0.        , 0.84270079, 1.        ])
    """
    return floats(x)


@erf.adjoint
def erf_adjoint(dy, y, x):
    return (dy * (2 / math.sqrt(math.pi)) * exp(-(x * x)),)


def _erfinv(x, out=None):
    """x times a polynomial in w = -log(1 - x*x) or, close to 1, in the square root of that; both moved to [-1, 1]."""
    wide = x.dtype == np.float64
    size, middle, last = np.abs(x), 8 if wide else 6, 37 if wide else 17
    w = np.minimum(-np.log((1 - size) * (1 + size)), last)
    near = _polynomial(_ERFINV_NEAR_F64 if wide else _ERFINV_NEAR_F32, w * (2 / middle) - 1)
    low, high = math.sqrt(middle), math.sqrt(last)
    far = np.sqrt(w) * (2 / (high - low)) - (high + low) / (high - low)
    far = _polynomial(_ERFINV_FAR_F64 if wide else _ERFINV_FAR_F32, far)
    return np.divide(x * np.where(w < middle, near, far), size != 1, out=out)  # infinite at 1 and -1


@elementwise(forward=_erfinv)
def erfinv(x):
    """The number whose erf is x: evenly spread numbers between -1 and 1 become a bell curve.

    Infinite at -1 and 1, NaN beyond.

    >>> ng.erfinv(np.array([0.0, 0.5, 1.0]))
    array([0.        , 0.47693628,        inf])
    """
    return floats(x)


@erfinv.adjoint
def erfinv_adjoint(dy, y, x):
    return (dy * (math.sqrt(math.pi) / 2) * exp(y * y),)
