"""Every op, as editors and type checkers see it.  Written by tests/stubs.py from the ops themselves."""

# mypy: disable-error-code="overload-overlap"

from collections.abc import Sequence
from typing import Any, overload

import numpy as np

from ..core.calling.hints import ArrayLike, Axis, DType, Index, Shape, TensorLike, TypeLike
from ..core.graph import Tensor
from ..core.op import Op
from ..core.op import op as op
from ..core.types import TensorType
from . import random as random
from .align import elementwise as elementwise

class _abs(Op):
    """The absolute value of x; its slope at 0 is 0."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

abs: _abs

class _add(Op):
    """x + y."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

add: _add

class _add_windows(Op):
    """Put windows back where they were seen and add up what overlaps: [..., window, places] gives [..., space]."""
    @overload
    def __call__(
        self, x: Tensor, space: Shape, strides: int | Sequence[int] = 1, dilations: int | Sequence[int] = 1
    ) -> Tensor: ...
    @overload
    def __call__(
        self, x: TypeLike, space: Shape, strides: int | Sequence[int] = 1, dilations: int | Sequence[int] = 1
    ) -> TensorType: ...
    @overload
    def __call__(
        self, x: ArrayLike, space: Shape, strides: int | Sequence[int] = 1, dilations: int | Sequence[int] = 1
    ) -> np.ndarray: ...

add_windows: _add_windows

@overload
def all(x: Tensor, axis: Axis = None, keepdims: bool = False, where: Any = True) -> Tensor:
    """Is every element along axis other than 0?  True if there are none."""

@overload
def all(x: TypeLike, axis: Axis = None, keepdims: bool = False, where: Any = True) -> TensorType:
    """Is every element along axis other than 0?  True if there are none."""

@overload
def all(x: ArrayLike, axis: Axis = None, keepdims: bool = False, where: Any = True) -> np.ndarray:
    """Is every element along axis other than 0?  True if there are none."""

@overload
def allclose(x: Tensor, y: TensorLike, rtol: Any = 1e-05, atol: Any = 1e-08, equal_nan: Any = False) -> Tensor:
    """Is every element of x close to that of y, as isclose says?"""

@overload
def allclose(x: TypeLike, y: TypeLike, rtol: Any = 1e-05, atol: Any = 1e-08, equal_nan: Any = False) -> TensorType:
    """Is every element of x close to that of y, as isclose says?"""

@overload
def allclose(x: ArrayLike, y: ArrayLike, rtol: Any = 1e-05, atol: Any = 1e-08, equal_nan: Any = False) -> np.ndarray:
    """Is every element of x close to that of y, as isclose says?"""

@overload
def allclose(x: TensorLike, y: TensorLike, rtol: Any = 1e-05, atol: Any = 1e-08, equal_nan: Any = False) -> Tensor:
    """Is every element of x close to that of y, as isclose says?"""

@overload
def angle(x: Tensor, deg: Any = False) -> Tensor:
    """The direction of a number: 0 to the right, where x is positive, and pi to the left; with deg, 180."""

@overload
def angle(x: TypeLike, deg: Any = False) -> TensorType:
    """The direction of a number: 0 to the right, where x is positive, and pi to the left; with deg, 180."""

@overload
def angle(x: ArrayLike, deg: Any = False) -> np.ndarray:
    """The direction of a number: 0 to the right, where x is positive, and pi to the left; with deg, 180."""

@overload
def any(x: Tensor, axis: Axis = None, keepdims: bool = False, where: Any = True) -> Tensor:
    """Is some element along axis other than 0?  False if there are none."""

@overload
def any(x: TypeLike, axis: Axis = None, keepdims: bool = False, where: Any = True) -> TensorType:
    """Is some element along axis other than 0?  False if there are none."""

@overload
def any(x: ArrayLike, axis: Axis = None, keepdims: bool = False, where: Any = True) -> np.ndarray:
    """Is some element along axis other than 0?  False if there are none."""

@overload
def append(x: Tensor, values: TensorLike, axis: Axis = None) -> Tensor:
    """x with these values at its end along axis; without an axis, both become vectors first."""

@overload
def append(x: TypeLike, values: TypeLike, axis: Axis = None) -> TensorType:
    """x with these values at its end along axis; without an axis, both become vectors first."""

@overload
def append(x: ArrayLike, values: ArrayLike, axis: Axis = None) -> np.ndarray:
    """x with these values at its end along axis; without an axis, both become vectors first."""

@overload
def append(x: TensorLike, values: TensorLike, axis: Axis = None) -> Tensor:
    """x with these values at its end along axis; without an axis, both become vectors first."""

def arange(start: Any, stop: Any = None, step: float = 1, dtype: DType | None = None) -> Tensor:
    """The numbers start, start + step, ... before stop; arange(n) is 0, 1, ... n - 1."""

class _arccos(Op):
    """The angle between 0 and pi whose cosine is x; NaN outside of [-1, 1].  Its slope at -1 and 1 is infinite."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

arccos: _arccos

class _arccosh(Op):
    """The positive number whose hyperbolic cosine is x; NaN below 1.  Its slope at 1 is infinite."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

arccosh: _arccosh

class _arcsin(Op):
    """The angle between -pi/2 and pi/2 whose sine is x; NaN outside of [-1, 1].  Its slope at -1 and 1 is infinite."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

arcsin: _arcsin

class _arcsinh(Op):
    """The number whose hyperbolic sine is x."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

arcsinh: _arcsinh

class _arctan(Op):
    """The angle between -pi/2 and pi/2 whose tangent is x."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

arctan: _arctan

class _arctan2(Op):
    """The angle, between -pi and pi, at which the point with the coordinates x and y is seen from the origin."""
    @overload
    def __call__(self, y: Tensor, x: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, y: TypeLike, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, y: ArrayLike, x: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, y: TensorLike, x: TensorLike) -> Tensor: ...

arctan2: _arctan2

class _arctanh(Op):
    """The number whose hyperbolic tangent is x; infinite at -1 and 1, NaN beyond."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

arctanh: _arctanh

class _argmax(Op):
    """The position of the largest element along axis, the first of equals; i64.  axis=None looks at all."""
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, axis: Axis = None, keepdims: bool = False) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> np.ndarray: ...

argmax: _argmax

@overload
def argmin(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The position of the smallest element along axis, the first of equals; i64.  axis=None looks at all."""

@overload
def argmin(x: TypeLike, axis: Axis = None, keepdims: bool = False) -> TensorType:
    """The position of the smallest element along axis, the first of equals; i64.  axis=None looks at all."""

@overload
def argmin(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> np.ndarray:
    """The position of the smallest element along axis, the first of equals; i64.  axis=None looks at all."""

@overload
def argpartition(x: Tensor, kth: Any, axis: Axis = -1, kind: Any = None) -> Tensor:
    """The positions that partition takes the elements from; here those of argsort."""

@overload
def argpartition(x: TypeLike, kth: Any, axis: Axis = -1, kind: Any = None) -> TensorType:
    """The positions that partition takes the elements from; here those of argsort."""

@overload
def argpartition(x: ArrayLike, kth: Any, axis: Axis = -1, kind: Any = None) -> np.ndarray:
    """The positions that partition takes the elements from; here those of argsort."""

class _argsort(Op):
    """The positions of the elements along axis in ascending order, or descending; i64."""
    @overload
    def __call__(
        self, x: Tensor, axis: Axis = -1, descending: Any = False, kind: Any = None, stable: Any = None
    ) -> Tensor: ...
    @overload
    def __call__(
        self, x: TypeLike, axis: Axis = -1, descending: Any = False, kind: Any = None, stable: Any = None
    ) -> TensorType: ...
    @overload
    def __call__(
        self, x: ArrayLike, axis: Axis = -1, descending: Any = False, kind: Any = None, stable: Any = None
    ) -> np.ndarray: ...

argsort: _argsort

@overload
def array(x: Tensor, dtype: DType | None = None) -> Tensor:
    """A tensor made of numbers and tensors in nested lists; np.array cannot hold a tensor, this can."""

@overload
def array(x: TypeLike, dtype: DType | None = None) -> TensorType:
    """A tensor made of numbers and tensors in nested lists; np.array cannot hold a tensor, this can."""

@overload
def array(x: ArrayLike, dtype: DType | None = None) -> np.ndarray:
    """A tensor made of numbers and tensors in nested lists; np.array cannot hold a tensor, this can."""

@overload
def array_equal(x: Tensor, y: TensorLike, equal_nan: Any = False) -> Tensor:
    """Have x and y the same shape and the same elements?  Where the shapes differ, it is Python's False at once."""

@overload
def array_equal(x: TypeLike, y: TypeLike, equal_nan: Any = False) -> TensorType:
    """Have x and y the same shape and the same elements?  Where the shapes differ, it is Python's False at once."""

@overload
def array_equal(x: ArrayLike, y: ArrayLike, equal_nan: Any = False) -> np.ndarray:
    """Have x and y the same shape and the same elements?  Where the shapes differ, it is Python's False at once."""

@overload
def array_equal(x: TensorLike, y: TensorLike, equal_nan: Any = False) -> Tensor:
    """Have x and y the same shape and the same elements?  Where the shapes differ, it is Python's False at once."""

@overload
def array_split(x: Tensor, indices_or_sections: int | Sequence[int] | np.ndarray, axis: Axis = 0) -> list[Tensor]:
    """A list of parts of x along axis: so many, the first ones longer by one, or cut before the positions of a list."""

@overload
def array_split(x: TypeLike, indices_or_sections: int | Sequence[int] | np.ndarray, axis: Axis = 0) -> list[TensorType]:
    """A list of parts of x along axis: so many, the first ones longer by one, or cut before the positions of a list."""

@overload
def array_split(
    x: ArrayLike, indices_or_sections: int | Sequence[int] | np.ndarray, axis: Axis = 0
) -> list[np.ndarray]:
    """A list of parts of x along axis: so many, the first ones longer by one, or cut before the positions of a list."""

@overload
def atleast_1d(*xs: Tensor) -> Tensor:
    """x with 1 axes or more: new ones have size 1.  Several arguments give a tuple."""

@overload
def atleast_1d(*xs: TypeLike) -> TensorType:
    """x with 1 axes or more: new ones have size 1.  Several arguments give a tuple."""

@overload
def atleast_1d(*xs: ArrayLike) -> np.ndarray:
    """x with 1 axes or more: new ones have size 1.  Several arguments give a tuple."""

@overload
def atleast_1d(*xs: TensorLike) -> Tensor:
    """x with 1 axes or more: new ones have size 1.  Several arguments give a tuple."""

@overload
def atleast_2d(*xs: Tensor) -> Tensor:
    """x with 2 axes or more: new ones have size 1.  Several arguments give a tuple."""

@overload
def atleast_2d(*xs: TypeLike) -> TensorType:
    """x with 2 axes or more: new ones have size 1.  Several arguments give a tuple."""

@overload
def atleast_2d(*xs: ArrayLike) -> np.ndarray:
    """x with 2 axes or more: new ones have size 1.  Several arguments give a tuple."""

@overload
def atleast_2d(*xs: TensorLike) -> Tensor:
    """x with 2 axes or more: new ones have size 1.  Several arguments give a tuple."""

@overload
def atleast_3d(*xs: Tensor) -> Tensor:
    """x with 3 axes or more: new ones have size 1.  Several arguments give a tuple."""

@overload
def atleast_3d(*xs: TypeLike) -> TensorType:
    """x with 3 axes or more: new ones have size 1.  Several arguments give a tuple."""

@overload
def atleast_3d(*xs: ArrayLike) -> np.ndarray:
    """x with 3 axes or more: new ones have size 1.  Several arguments give a tuple."""

@overload
def atleast_3d(*xs: TensorLike) -> Tensor:
    """x with 3 axes or more: new ones have size 1.  Several arguments give a tuple."""

@overload
def average(x: Tensor, axis: Axis = None, weights: Any = None, returned: Any = False, keepdims: bool = False) -> Tensor:
    """The mean, in which each element counts as often as its weight says."""

@overload
def average(
    x: TypeLike, axis: Axis = None, weights: Any = None, returned: Any = False, keepdims: bool = False
) -> TensorType:
    """The mean, in which each element counts as often as its weight says."""

@overload
def average(
    x: ArrayLike, axis: Axis = None, weights: Any = None, returned: Any = False, keepdims: bool = False
) -> np.ndarray:
    """The mean, in which each element counts as often as its weight says."""

@overload
def average_pool(
    x: Tensor,
    size: int | Sequence[int],
    *,
    strides: int | Sequence[int] | None = None,
    padding: int | str | Sequence[Any] = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
    include_padding: bool = False,
) -> Tensor:
    """The mean of what a window sees, at each place: [n, channels, space...] gives [n, channels, places...]."""

@overload
def average_pool(
    x: TypeLike,
    size: int | Sequence[int],
    *,
    strides: int | Sequence[int] | None = None,
    padding: int | str | Sequence[Any] = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
    include_padding: bool = False,
) -> TensorType:
    """The mean of what a window sees, at each place: [n, channels, space...] gives [n, channels, places...]."""

@overload
def average_pool(
    x: ArrayLike,
    size: int | Sequence[int],
    *,
    strides: int | Sequence[int] | None = None,
    padding: int | str | Sequence[Any] = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
    include_padding: bool = False,
) -> np.ndarray:
    """The mean of what a window sees, at each place: [n, channels, space...] gives [n, channels, places...]."""

class _batch_dot(Op):
    """The product of each matrix of x with the matrix of y at the same place: [b,m,k] by [b,k,n] gives [b,m,n]."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

batch_dot: _batch_dot

@overload
def batch_norm(
    x: Tensor,
    scale: Any,
    shift: int | Sequence[int] | np.ndarray,
    mean: Any,
    variance: Any,
    *,
    axis: Axis = 1,
    epsilon: Any = 1e-05,
) -> Tensor:
    """Each channel brought to mean 0 and variance 1 by the statistics that are given, then scaled and shifted."""

@overload
def batch_norm(
    x: TypeLike,
    scale: Any,
    shift: int | Sequence[int] | np.ndarray,
    mean: Any,
    variance: Any,
    *,
    axis: Axis = 1,
    epsilon: Any = 1e-05,
) -> TensorType:
    """Each channel brought to mean 0 and variance 1 by the statistics that are given, then scaled and shifted."""

@overload
def batch_norm(
    x: ArrayLike,
    scale: Any,
    shift: int | Sequence[int] | np.ndarray,
    mean: Any,
    variance: Any,
    *,
    axis: Axis = 1,
    epsilon: Any = 1e-05,
) -> np.ndarray:
    """Each channel brought to mean 0 and variance 1 by the statistics that are given, then scaled and shifted."""

@overload
def batch_norm_training(
    x: Tensor,
    scale: Any = None,
    shift: int | Sequence[int] | np.ndarray | None = None,
    *,
    axis: Axis = 1,
    epsilon: Any = 1e-05,
) -> Tensor:
    """(y, mean, variance): each channel brought to mean 0 and variance 1 by its own statistics, over all other axes."""

@overload
def batch_norm_training(
    x: TypeLike,
    scale: Any = None,
    shift: int | Sequence[int] | np.ndarray | None = None,
    *,
    axis: Axis = 1,
    epsilon: Any = 1e-05,
) -> TensorType:
    """(y, mean, variance): each channel brought to mean 0 and variance 1 by its own statistics, over all other axes."""

@overload
def batch_norm_training(
    x: ArrayLike,
    scale: Any = None,
    shift: int | Sequence[int] | np.ndarray | None = None,
    *,
    axis: Axis = 1,
    epsilon: Any = 1e-05,
) -> np.ndarray:
    """(y, mean, variance): each channel brought to mean 0 and variance 1 by its own statistics, over all other axes."""

@overload
def batch_to_space(
    x: Tensor,
    block_shape: Sequence[int],
    crops_begin: Sequence[int] | None = None,
    crops_end: Sequence[int] | None = None,
) -> Tensor:
    """Members of a batch become the places of blocks, the inverse of space_to_batch."""

@overload
def batch_to_space(
    x: TypeLike,
    block_shape: Sequence[int],
    crops_begin: Sequence[int] | None = None,
    crops_end: Sequence[int] | None = None,
) -> TensorType:
    """Members of a batch become the places of blocks, the inverse of space_to_batch."""

@overload
def batch_to_space(
    x: ArrayLike,
    block_shape: Sequence[int],
    crops_begin: Sequence[int] | None = None,
    crops_end: Sequence[int] | None = None,
) -> np.ndarray:
    """Members of a batch become the places of blocks, the inverse of space_to_batch."""

@overload
def bincount(x: Tensor, weights: Any = None, minlength: Any = 0) -> Tensor:
    """How often each whole number from 0 to minlength - 1 occurs in the vector x; i64."""

@overload
def bincount(x: TypeLike, weights: Any = None, minlength: Any = 0) -> TensorType:
    """How often each whole number from 0 to minlength - 1 occurs in the vector x; i64."""

@overload
def bincount(x: ArrayLike, weights: Any = None, minlength: Any = 0) -> np.ndarray:
    """How often each whole number from 0 to minlength - 1 occurs in the vector x; i64."""

class _bitwise_and(Op):
    """The bits that both have; also written x & y."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

bitwise_and: _bitwise_and

class _bitwise_count(Op):
    """How many bits of abs(x) are 1; u8."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

bitwise_count: _bitwise_count

class _bitwise_or(Op):
    """The bits that one of them has; also written x | y."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

bitwise_or: _bitwise_or

class _bitwise_xor(Op):
    """The bits that exactly one of them has; also written x ^ y."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

bitwise_xor: _bitwise_xor

@overload
def block(xs: Sequence[Tensor]) -> Tensor:
    """A tensor put together from blocks: the innermost lists lie beside each other, the next ones below."""

@overload
def block(xs: Sequence[TypeLike]) -> TensorType:
    """A tensor put together from blocks: the innermost lists lie beside each other, the next ones below."""

@overload
def block(xs: Sequence[ArrayLike]) -> np.ndarray:
    """A tensor put together from blocks: the innermost lists lie beside each other, the next ones below."""

@overload
def block(xs: Sequence[TensorLike]) -> Tensor:
    """A tensor put together from blocks: the innermost lists lie beside each other, the next ones below."""

class _broadcast(Op):
    """Repeat x along new leading axes and along axes of size 1 (NumPy's rule)."""
    @overload
    def __call__(self, x: Tensor, shape: Shape, axis: Axis = None) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, shape: Shape, axis: Axis = None) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, shape: Shape, axis: Axis = None) -> np.ndarray: ...

broadcast: _broadcast

@overload
def broadcast_arrays(*xs: Tensor) -> tuple[Tensor, ...]:
    """A tuple of the tensors, each repeated until all have one shape; they keep their element types."""

@overload
def broadcast_arrays(*xs: TypeLike) -> tuple[TensorType, ...]:
    """A tuple of the tensors, each repeated until all have one shape; they keep their element types."""

@overload
def broadcast_arrays(*xs: ArrayLike) -> tuple[np.ndarray, ...]:
    """A tuple of the tensors, each repeated until all have one shape; they keep their element types."""

@overload
def broadcast_arrays(*xs: TensorLike) -> tuple[Tensor, ...]:
    """A tuple of the tensors, each repeated until all have one shape; they keep their element types."""

@overload
def broadcast_to(x: Tensor, shape: Shape) -> Tensor:
    """x repeated along new leading axes and along axes of size 1, until it has this shape; the same as broadcast."""

@overload
def broadcast_to(x: TypeLike, shape: Shape) -> TensorType:
    """x repeated along new leading axes and along axes of size 1, until it has this shape; the same as broadcast."""

@overload
def broadcast_to(x: ArrayLike, shape: Shape) -> np.ndarray:
    """x repeated along new leading axes and along axes of size 1, until it has this shape; the same as broadcast."""

class _cbrt(Op):
    """The cube root, of negative numbers too; its slope at 0 is infinite."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

cbrt: _cbrt

class _ceil(Op):
    """The smallest whole number that is not below x.  Piecewise constant."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

ceil: _ceil

@overload
def choose(x: Tensor, choices: Sequence[TensorLike], mode: str = "raise") -> Tensor:
    """For each element of x, a whole number, the element at its place in the choice of that number."""

@overload
def choose(x: TypeLike, choices: Sequence[TypeLike], mode: str = "raise") -> TensorType:
    """For each element of x, a whole number, the element at its place in the choice of that number."""

@overload
def choose(x: ArrayLike, choices: Sequence[ArrayLike], mode: str = "raise") -> np.ndarray:
    """For each element of x, a whole number, the element at its place in the choice of that number."""

@overload
def choose(x: TensorLike, choices: Sequence[TensorLike], mode: str = "raise") -> Tensor:
    """For each element of x, a whole number, the element at its place in the choice of that number."""

@overload
def clip(
    x: Tensor,
    low: TensorLike | None = None,
    high: TensorLike | None = None,
    *,
    min: TensorLike | None = None,
    max: TensorLike | None = None,
    a_min: Any = None,
    a_max: Any = None,
) -> Tensor:
    """x, but not below low nor above high; None means no limit, and a limit may be a tensor."""

@overload
def clip(
    x: TypeLike,
    low: TypeLike | None = None,
    high: TypeLike | None = None,
    *,
    min: TypeLike | None = None,
    max: TypeLike | None = None,
    a_min: Any = None,
    a_max: Any = None,
) -> TensorType:
    """x, but not below low nor above high; None means no limit, and a limit may be a tensor."""

@overload
def clip(
    x: ArrayLike,
    low: ArrayLike | None = None,
    high: ArrayLike | None = None,
    *,
    min: ArrayLike | None = None,
    max: ArrayLike | None = None,
    a_min: Any = None,
    a_max: Any = None,
) -> np.ndarray:
    """x, but not below low nor above high; None means no limit, and a limit may be a tensor."""

@overload
def clip(
    x: TensorLike,
    low: TensorLike | None = None,
    high: TensorLike | None = None,
    *,
    min: TensorLike | None = None,
    max: TensorLike | None = None,
    a_min: Any = None,
    a_max: Any = None,
) -> Tensor:
    """x, but not below low nor above high; None means no limit, and a limit may be a tensor."""

@overload
def column_stack(xs: Sequence[Tensor]) -> Tensor:
    """Columns beside each other: as hstack, but a vector is a column."""

@overload
def column_stack(xs: Sequence[TypeLike]) -> TensorType:
    """Columns beside each other: as hstack, but a vector is a column."""

@overload
def column_stack(xs: Sequence[ArrayLike]) -> np.ndarray:
    """Columns beside each other: as hstack, but a vector is a column."""

@overload
def column_stack(xs: Sequence[TensorLike]) -> Tensor:
    """Columns beside each other: as hstack, but a vector is a column."""

@overload
def compress(condition: Tensor, x: TensorLike, axis: Axis = None) -> Tensor:
    """The elements, rows or columns of x where the condition holds; it must be known, for it determines the shape."""

@overload
def compress(condition: TypeLike, x: TypeLike, axis: Axis = None) -> TensorType:
    """The elements, rows or columns of x where the condition holds; it must be known, for it determines the shape."""

@overload
def compress(condition: ArrayLike, x: ArrayLike, axis: Axis = None) -> np.ndarray:
    """The elements, rows or columns of x where the condition holds; it must be known, for it determines the shape."""

@overload
def compress(condition: TensorLike, x: TensorLike, axis: Axis = None) -> Tensor:
    """The elements, rows or columns of x where the condition holds; it must be known, for it determines the shape."""

@overload
def concatenate(xs: Sequence[Tensor], axis: Axis = 0, *, dtype: DType | None = None) -> Tensor:
    """The tensors of a list joined along axis, in order; axis=None joins all their elements in one vector."""

@overload
def concatenate(xs: Sequence[TypeLike], axis: Axis = 0, *, dtype: DType | None = None) -> TensorType:
    """The tensors of a list joined along axis, in order; axis=None joins all their elements in one vector."""

@overload
def concatenate(xs: Sequence[ArrayLike], axis: Axis = 0, *, dtype: DType | None = None) -> np.ndarray:
    """The tensors of a list joined along axis, in order; axis=None joins all their elements in one vector."""

@overload
def concatenate(xs: Sequence[TensorLike], axis: Axis = 0, *, dtype: DType | None = None) -> Tensor:
    """The tensors of a list joined along axis, in order; axis=None joins all their elements in one vector."""

class _constant(Op):
    """The same numbers at every call.  type, if given, is f32 or f32[2,3]; one number fills it, a list takes it."""

    def __call__(self, value: Any, type: Any = None) -> Tensor: ...

constant: _constant

class _convert(Op):
    """x with another element type; fractions are cut off when it becomes a whole number."""
    @overload
    def __call__(self, x: Tensor, dtype: DType) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, dtype: DType) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, dtype: DType) -> np.ndarray: ...

convert: _convert

@overload
def convolution(
    x: Tensor,
    filters: TensorLike,
    *,
    strides: int | Sequence[int] = 1,
    padding: int | str | Sequence[Any] = 0,
    dilation: int | Sequence[int] = 1,
    input_dilation: int | Sequence[int] = 1,
    groups: int = 1,
) -> Tensor:
    """Slide filters over x: images [n, channels, space...] and filters [outputs, channels/groups, size...]."""

@overload
def convolution(
    x: TypeLike,
    filters: TypeLike,
    *,
    strides: int | Sequence[int] = 1,
    padding: int | str | Sequence[Any] = 0,
    dilation: int | Sequence[int] = 1,
    input_dilation: int | Sequence[int] = 1,
    groups: int = 1,
) -> TensorType:
    """Slide filters over x: images [n, channels, space...] and filters [outputs, channels/groups, size...]."""

@overload
def convolution(
    x: ArrayLike,
    filters: ArrayLike,
    *,
    strides: int | Sequence[int] = 1,
    padding: int | str | Sequence[Any] = 0,
    dilation: int | Sequence[int] = 1,
    input_dilation: int | Sequence[int] = 1,
    groups: int = 1,
) -> np.ndarray:
    """Slide filters over x: images [n, channels, space...] and filters [outputs, channels/groups, size...]."""

@overload
def convolution(
    x: TensorLike,
    filters: TensorLike,
    *,
    strides: int | Sequence[int] = 1,
    padding: int | str | Sequence[Any] = 0,
    dilation: int | Sequence[int] = 1,
    input_dilation: int | Sequence[int] = 1,
    groups: int = 1,
) -> Tensor:
    """Slide filters over x: images [n, channels, space...] and filters [outputs, channels/groups, size...]."""

@overload
def convolution_transpose(
    x: Tensor,
    filters: TensorLike,
    *,
    strides: int | Sequence[int] = 1,
    padding: int | str | Sequence[Any] = 0,
    dilation: int | Sequence[int] = 1,
    output_padding: int | Sequence[int] = 0,
    groups: int = 1,
) -> Tensor:
    """Put a filter down for each element of x: x [n, channels, places...], filters [channels, outputs/groups, size...]."""

@overload
def convolution_transpose(
    x: TypeLike,
    filters: TypeLike,
    *,
    strides: int | Sequence[int] = 1,
    padding: int | str | Sequence[Any] = 0,
    dilation: int | Sequence[int] = 1,
    output_padding: int | Sequence[int] = 0,
    groups: int = 1,
) -> TensorType:
    """Put a filter down for each element of x: x [n, channels, places...], filters [channels, outputs/groups, size...]."""

@overload
def convolution_transpose(
    x: ArrayLike,
    filters: ArrayLike,
    *,
    strides: int | Sequence[int] = 1,
    padding: int | str | Sequence[Any] = 0,
    dilation: int | Sequence[int] = 1,
    output_padding: int | Sequence[int] = 0,
    groups: int = 1,
) -> np.ndarray:
    """Put a filter down for each element of x: x [n, channels, places...], filters [channels, outputs/groups, size...]."""

@overload
def convolution_transpose(
    x: TensorLike,
    filters: TensorLike,
    *,
    strides: int | Sequence[int] = 1,
    padding: int | str | Sequence[Any] = 0,
    dilation: int | Sequence[int] = 1,
    output_padding: int | Sequence[int] = 0,
    groups: int = 1,
) -> Tensor:
    """Put a filter down for each element of x: x [n, channels, places...], filters [channels, outputs/groups, size...]."""

@overload
def convolve(x: Tensor, y: TensorLike, mode: str = "full") -> Tensor:
    """Slide one vector, reversed, along another, and add up the products at each place."""

@overload
def convolve(x: TypeLike, y: TypeLike, mode: str = "full") -> TensorType:
    """Slide one vector, reversed, along another, and add up the products at each place."""

@overload
def convolve(x: ArrayLike, y: ArrayLike, mode: str = "full") -> np.ndarray:
    """Slide one vector, reversed, along another, and add up the products at each place."""

@overload
def convolve(x: TensorLike, y: TensorLike, mode: str = "full") -> Tensor:
    """Slide one vector, reversed, along another, and add up the products at each place."""

@overload
def copysign(x: Tensor, y: TensorLike) -> Tensor:
    """x with the sign of y; -0.0 has a sign too.  It has a slope for x alone, which at 0 is 0, as that of abs."""

@overload
def copysign(x: TypeLike, y: TypeLike) -> TensorType:
    """x with the sign of y; -0.0 has a sign too.  It has a slope for x alone, which at 0 is 0, as that of abs."""

@overload
def copysign(x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """x with the sign of y; -0.0 has a sign too.  It has a slope for x alone, which at 0 is 0, as that of abs."""

@overload
def copysign(x: TensorLike, y: TensorLike) -> Tensor:
    """x with the sign of y; -0.0 has a sign too.  It has a slope for x alone, which at 0 is 0, as that of abs."""

@overload
def corrcoef(x: Tensor, y: TensorLike | None = None, rowvar: Any = True) -> Tensor:
    """The correlations of variables: their covariances, each divided by both standard deviations."""

@overload
def corrcoef(x: TypeLike, y: TypeLike | None = None, rowvar: Any = True) -> TensorType:
    """The correlations of variables: their covariances, each divided by both standard deviations."""

@overload
def corrcoef(x: ArrayLike, y: ArrayLike | None = None, rowvar: Any = True) -> np.ndarray:
    """The correlations of variables: their covariances, each divided by both standard deviations."""

@overload
def corrcoef(x: TensorLike, y: TensorLike | None = None, rowvar: Any = True) -> Tensor:
    """The correlations of variables: their covariances, each divided by both standard deviations."""

@overload
def correlate(x: Tensor, y: TensorLike, mode: str = "valid") -> Tensor:
    """Slide y along x, and add up the products at each place; the modes are those of convolve."""

@overload
def correlate(x: TypeLike, y: TypeLike, mode: str = "valid") -> TensorType:
    """Slide y along x, and add up the products at each place; the modes are those of convolve."""

@overload
def correlate(x: ArrayLike, y: ArrayLike, mode: str = "valid") -> np.ndarray:
    """Slide y along x, and add up the products at each place; the modes are those of convolve."""

@overload
def correlate(x: TensorLike, y: TensorLike, mode: str = "valid") -> Tensor:
    """Slide y along x, and add up the products at each place; the modes are those of convolve."""

class _cos(Op):
    """The cosine of x, in radians."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

cos: _cos

class _cosh(Op):
    """The hyperbolic cosine, (e**x + e**-x) / 2: the shape of a hanging chain."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

cosh: _cosh

@overload
def count_nonzero(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """How many elements along axis are other than 0; i64."""

@overload
def count_nonzero(x: TypeLike, axis: Axis = None, keepdims: bool = False) -> TensorType:
    """How many elements along axis are other than 0; i64."""

@overload
def count_nonzero(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> np.ndarray:
    """How many elements along axis are other than 0; i64."""

@overload
def cov(
    x: Tensor, y: TensorLike | None = None, rowvar: Any = True, bias: Any = False, ddof: float | None = None
) -> Tensor:
    """The covariances of variables: a matrix of them, or of one variable its variance."""

@overload
def cov(
    x: TypeLike, y: TypeLike | None = None, rowvar: Any = True, bias: Any = False, ddof: float | None = None
) -> TensorType:
    """The covariances of variables: a matrix of them, or of one variable its variance."""

@overload
def cov(
    x: ArrayLike, y: ArrayLike | None = None, rowvar: Any = True, bias: Any = False, ddof: float | None = None
) -> np.ndarray:
    """The covariances of variables: a matrix of them, or of one variable its variance."""

@overload
def cov(
    x: TensorLike, y: TensorLike | None = None, rowvar: Any = True, bias: Any = False, ddof: float | None = None
) -> Tensor:
    """The covariances of variables: a matrix of them, or of one variable its variance."""

@overload
def cross(x: Tensor, y: TensorLike, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: Axis = None) -> Tensor:
    """The cross product of vectors of three elements: at right angles to both; the other axes broadcast."""

@overload
def cross(x: TypeLike, y: TypeLike, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: Axis = None) -> TensorType:
    """The cross product of vectors of three elements: at right angles to both; the other axes broadcast."""

@overload
def cross(
    x: ArrayLike, y: ArrayLike, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: Axis = None
) -> np.ndarray:
    """The cross product of vectors of three elements: at right angles to both; the other axes broadcast."""

@overload
def cross(x: TensorLike, y: TensorLike, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: Axis = None) -> Tensor:
    """The cross product of vectors of three elements: at right angles to both; the other axes broadcast."""

class _cumprod(Op):
    """The running product: each element times all before it along axis; axis=None goes through all elements in order."""
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, dtype: DType | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, axis: Axis = None, dtype: DType | None = None) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, axis: Axis = None, dtype: DType | None = None) -> np.ndarray: ...

cumprod: _cumprod

class _cumsum(Op):
    """The running total: each element plus all before it along axis; axis=None goes through all elements in order."""
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, dtype: DType | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, axis: Axis = None, dtype: DType | None = None) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, axis: Axis = None, dtype: DType | None = None) -> np.ndarray: ...

cumsum: _cumsum

@overload
def cumulative_prod(x: Tensor, axis: Axis = None, dtype: DType | None = None, include_initial: Any = False) -> Tensor:
    """cumprod with a name of its own for a leading 1: include_initial."""

@overload
def cumulative_prod(
    x: TypeLike, axis: Axis = None, dtype: DType | None = None, include_initial: Any = False
) -> TensorType:
    """cumprod with a name of its own for a leading 1: include_initial."""

@overload
def cumulative_prod(
    x: ArrayLike, axis: Axis = None, dtype: DType | None = None, include_initial: Any = False
) -> np.ndarray:
    """cumprod with a name of its own for a leading 1: include_initial."""

@overload
def cumulative_sum(x: Tensor, axis: Axis = None, dtype: DType | None = None, include_initial: Any = False) -> Tensor:
    """cumsum with a name of its own for a leading 0: include_initial."""

@overload
def cumulative_sum(
    x: TypeLike, axis: Axis = None, dtype: DType | None = None, include_initial: Any = False
) -> TensorType:
    """cumsum with a name of its own for a leading 0: include_initial."""

@overload
def cumulative_sum(
    x: ArrayLike, axis: Axis = None, dtype: DType | None = None, include_initial: Any = False
) -> np.ndarray:
    """cumsum with a name of its own for a leading 0: include_initial."""

@overload
def degrees(x: Tensor) -> Tensor:
    """Radians as degrees: 180 for pi."""

@overload
def degrees(x: TypeLike) -> TensorType:
    """Radians as degrees: 180 for pi."""

@overload
def degrees(x: ArrayLike) -> np.ndarray:
    """Radians as degrees: 180 for pi."""

@overload
def delete(x: Tensor, obj: Any, axis: Axis = None) -> Tensor:
    """x without the elements at these positions along axis; without an axis, all elements are one row."""

@overload
def delete(x: TypeLike, obj: Any, axis: Axis = None) -> TensorType:
    """x without the elements at these positions along axis; without an axis, all elements are one row."""

@overload
def delete(x: ArrayLike, obj: Any, axis: Axis = None) -> np.ndarray:
    """x without the elements at these positions along axis; without an axis, all elements are one row."""

@overload
def depth_to_space(x: Tensor, block_size: int, mode: str = "blocks_first") -> Tensor:
    """Channels become blocks of space, the inverse of space_to_depth: [n,c*b*b,h,w] -> [n,c,h*b,w*b]."""

@overload
def depth_to_space(x: TypeLike, block_size: int, mode: str = "blocks_first") -> TensorType:
    """Channels become blocks of space, the inverse of space_to_depth: [n,c*b*b,h,w] -> [n,c,h*b,w*b]."""

@overload
def depth_to_space(x: ArrayLike, block_size: int, mode: str = "blocks_first") -> np.ndarray:
    """Channels become blocks of space, the inverse of space_to_depth: [n,c*b*b,h,w] -> [n,c,h*b,w*b]."""

@overload
def diag(x: Tensor, k: int = 0) -> Tensor:
    """Of a vector, the matrix with it on the diagonal and 0 elsewhere; of a matrix, its diagonal."""

@overload
def diag(x: TypeLike, k: int = 0) -> TensorType:
    """Of a vector, the matrix with it on the diagonal and 0 elsewhere; of a matrix, its diagonal."""

@overload
def diag(x: ArrayLike, k: int = 0) -> np.ndarray:
    """Of a vector, the matrix with it on the diagonal and 0 elsewhere; of a matrix, its diagonal."""

@overload
def diagflat(x: Tensor, k: int = 0) -> Tensor:
    """The matrix with all elements of x on its diagonal and 0 elsewhere."""

@overload
def diagflat(x: TypeLike, k: int = 0) -> TensorType:
    """The matrix with all elements of x on its diagonal and 0 elsewhere."""

@overload
def diagflat(x: ArrayLike, k: int = 0) -> np.ndarray:
    """The matrix with all elements of x on its diagonal and 0 elsewhere."""

@overload
def diagonal(x: Tensor, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
    """The elements whose positions along two axes are equal, or differ by offset: above 0 for those further right."""

@overload
def diagonal(x: TypeLike, offset: int = 0, axis1: int = 0, axis2: int = 1) -> TensorType:
    """The elements whose positions along two axes are equal, or differ by offset: above 0 for those further right."""

@overload
def diagonal(x: ArrayLike, offset: int = 0, axis1: int = 0, axis2: int = 1) -> np.ndarray:
    """The elements whose positions along two axes are equal, or differ by offset: above 0 for those further right."""

@overload
def diagonal_sum(x: Tensor, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: DType | None = None) -> Tensor:
    """The sum of the diagonal: np.trace and x.trace(), for ng.trace records a program.  Whole numbers as in sum."""

@overload
def diagonal_sum(
    x: TypeLike, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: DType | None = None
) -> TensorType:
    """The sum of the diagonal: np.trace and x.trace(), for ng.trace records a program.  Whole numbers as in sum."""

@overload
def diagonal_sum(
    x: ArrayLike, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: DType | None = None
) -> np.ndarray:
    """The sum of the diagonal: np.trace and x.trace(), for ng.trace records a program.  Whole numbers as in sum."""

@overload
def diff(x: Tensor, n: Any = 1, axis: Axis = -1, prepend: Any = None, append: Any = None) -> Tensor:
    """Each element minus the one before it along axis, n times; of bools, whether they differ."""

@overload
def diff(x: TypeLike, n: Any = 1, axis: Axis = -1, prepend: Any = None, append: Any = None) -> TensorType:
    """Each element minus the one before it along axis, n times; of bools, whether they differ."""

@overload
def diff(x: ArrayLike, n: Any = 1, axis: Axis = -1, prepend: Any = None, append: Any = None) -> np.ndarray:
    """Each element minus the one before it along axis, n times; of bools, whether they differ."""

@overload
def digitize(x: Tensor, bins: Any, right: Any = False) -> Tensor:
    """For each number of x, the number of the bin that it falls into: bins[i-1] <= x < bins[i]; i64."""

@overload
def digitize(x: TypeLike, bins: Any, right: Any = False) -> TensorType:
    """For each number of x, the number of the bin that it falls into: bins[i-1] <= x < bins[i]; i64."""

@overload
def digitize(x: ArrayLike, bins: Any, right: Any = False) -> np.ndarray:
    """For each number of x, the number of the bin that it falls into: bins[i-1] <= x < bins[i]; i64."""

class _divide(Op):
    """x / y, for floats; for whole numbers there is //."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

divide: _divide

@overload
def divmod(x: Tensor, y: TensorLike) -> Tensor:
    """(x // y, x % y), as Python's divmod."""

@overload
def divmod(x: TypeLike, y: TypeLike) -> TensorType:
    """(x // y, x % y), as Python's divmod."""

@overload
def divmod(x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """(x // y, x % y), as Python's divmod."""

@overload
def divmod(x: TensorLike, y: TensorLike) -> Tensor:
    """(x // y, x % y), as Python's divmod."""

class _dot(Op):
    """The matrix product: [m,k] by [k,n] gives [m,n].  A vector stands for a row on the left, a column on the right."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

dot: _dot

@overload
def dropout(x: Tensor, key: Index, rate: Any = 0.5) -> Tensor:
    """x, of which each element is 0 with the probability `rate`; what is left is divided by 1 - rate."""

@overload
def dropout(x: TypeLike, key: Index, rate: Any = 0.5) -> TensorType:
    """x, of which each element is 0 with the probability `rate`; what is left is divided by 1 - rate."""

@overload
def dropout(x: ArrayLike, key: Index, rate: Any = 0.5) -> np.ndarray:
    """x, of which each element is 0 with the probability `rate`; what is left is divided by 1 - rate."""

@overload
def dsplit(x: Tensor, indices_or_sections: int | Sequence[int] | np.ndarray) -> list[Tensor]:
    """x split along its third axis."""

@overload
def dsplit(x: TypeLike, indices_or_sections: int | Sequence[int] | np.ndarray) -> list[TensorType]:
    """x split along its third axis."""

@overload
def dsplit(x: ArrayLike, indices_or_sections: int | Sequence[int] | np.ndarray) -> list[np.ndarray]:
    """x split along its third axis."""

@overload
def dstack(xs: Sequence[Tensor]) -> Tensor:
    """Tensors behind each other: joined along the third axis, where a vector is [1,n,1] and a matrix [m,n,1]."""

@overload
def dstack(xs: Sequence[TypeLike]) -> TensorType:
    """Tensors behind each other: joined along the third axis, where a vector is [1,n,1] and a matrix [m,n,1]."""

@overload
def dstack(xs: Sequence[ArrayLike]) -> np.ndarray:
    """Tensors behind each other: joined along the third axis, where a vector is [1,n,1] and a matrix [m,n,1]."""

@overload
def dstack(xs: Sequence[TensorLike]) -> Tensor:
    """Tensors behind each other: joined along the third axis, where a vector is [1,n,1] and a matrix [m,n,1]."""

@overload
def ediff1d(x: Tensor, to_end: Any = None, to_begin: Any = None) -> Tensor:
    """Each element minus the one before it, of all elements as one vector."""

@overload
def ediff1d(x: TypeLike, to_end: Any = None, to_begin: Any = None) -> TensorType:
    """Each element minus the one before it, of all elements as one vector."""

@overload
def ediff1d(x: ArrayLike, to_end: Any = None, to_begin: Any = None) -> np.ndarray:
    """Each element minus the one before it, of all elements as one vector."""

@overload
def einsum(subscripts: Any, *xs: Tensor, optimize: Any = False) -> Tensor:
    """Multiply tensors whose axes have letters, and add up over the letters that the result does not have."""

@overload
def einsum(subscripts: Any, *xs: TypeLike, optimize: Any = False) -> TensorType:
    """Multiply tensors whose axes have letters, and add up over the letters that the result does not have."""

@overload
def einsum(subscripts: Any, *xs: ArrayLike, optimize: Any = False) -> np.ndarray:
    """Multiply tensors whose axes have letters, and add up over the letters that the result does not have."""

@overload
def einsum(subscripts: Any, *xs: TensorLike, optimize: Any = False) -> Tensor:
    """Multiply tensors whose axes have letters, and add up over the letters that the result does not have."""

@overload
def elu(x: Tensor, alpha: Any = 1.0) -> Tensor:
    """x where it is positive, elsewhere alpha * (e**x - 1), which ends at -alpha.  At 0 the slope is alpha."""

@overload
def elu(x: TypeLike, alpha: Any = 1.0) -> TensorType:
    """x where it is positive, elsewhere alpha * (e**x - 1), which ends at -alpha.  At 0 the slope is alpha."""

@overload
def elu(x: ArrayLike, alpha: Any = 1.0) -> np.ndarray:
    """x where it is positive, elsewhere alpha * (e**x - 1), which ends at -alpha.  At 0 the slope is alpha."""

class _embed(Op):
    """Zeros of this shape, with x in the part that slice(..., index) would take."""
    @overload
    def __call__(self, x: Tensor, shape: Shape, index: Any) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, shape: Shape, index: Any) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, shape: Shape, index: Any) -> np.ndarray: ...

embed: _embed

def embedding(ids: Any, table: Any) -> Tensor:
    """The rows of a table with these numbers: the vectors of words, for instance."""

def empty(shape: Shape, dtype: DType = ...) -> Tensor:
    """A tensor of zeros: a graph has no memory that was left as it is, so np.empty's numbers are known here."""

@overload
def empty_like(x: Tensor, dtype: DType | None = None, shape: Shape | None = None) -> Tensor:
    """Zeros in the shape and the element type of x, or in others; see empty."""

@overload
def empty_like(x: TypeLike, dtype: DType | None = None, shape: Shape | None = None) -> TensorType:
    """Zeros in the shape and the element type of x, or in others; see empty."""

@overload
def empty_like(x: ArrayLike, dtype: DType | None = None, shape: Shape | None = None) -> np.ndarray:
    """Zeros in the shape and the element type of x, or in others; see empty."""

class _equal(Op):
    """x == y, element by element."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

equal: _equal

class _erf(Op):
    """The error function: of numbers from a bell curve, the share that lies within sqrt(2) * x standard deviations."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

erf: _erf

class _erfinv(Op):
    """The number whose erf is x: evenly spread numbers between -1 and 1 become a bell curve."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

erfinv: _erfinv

class _exp(Op):
    """e ** x."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

exp: _exp

class _exp2(Op):
    """2 ** x."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

exp2: _exp2

@overload
def expand_dims(x: Tensor, axis: Axis) -> Tensor:
    """x with new axes of size 1; axis says where they are in the result, one or several."""

@overload
def expand_dims(x: TypeLike, axis: Axis) -> TensorType:
    """x with new axes of size 1; axis says where they are in the result, one or several."""

@overload
def expand_dims(x: ArrayLike, axis: Axis) -> np.ndarray:
    """x with new axes of size 1; axis says where they are in the result, one or several."""

class _expm1(Op):
    """e**x - 1, with all digits also where x is small."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

expm1: _expm1

@overload
def extract(condition: Tensor, x: TensorLike) -> Tensor:
    """The elements of x where the condition holds, as a vector; it must be known, for it determines the shape."""

@overload
def extract(condition: TypeLike, x: TypeLike) -> TensorType:
    """The elements of x where the condition holds, as a vector; it must be known, for it determines the shape."""

@overload
def extract(condition: ArrayLike, x: ArrayLike) -> np.ndarray:
    """The elements of x where the condition holds, as a vector; it must be known, for it determines the shape."""

@overload
def extract(condition: TensorLike, x: TensorLike) -> Tensor:
    """The elements of x where the condition holds, as a vector; it must be known, for it determines the shape."""

def eye(N: int, M: int | None = None, k: int = 0, dtype: DType = ...) -> Tensor:
    """The matrix with ones on the diagonal k and zeros elsewhere: N rows, and M columns or as many."""

@overload
def fabs(x: Tensor) -> Tensor:
    """The absolute value, for floats; its slope at 0 is 0."""

@overload
def fabs(x: TypeLike) -> TensorType:
    """The absolute value, for floats; its slope at 0 is 0."""

@overload
def fabs(x: ArrayLike) -> np.ndarray:
    """The absolute value, for floats; its slope at 0 is 0."""

@overload
def fill_diagonal(x: Tensor, val: TensorLike, wrap: bool = False) -> Tensor:
    """x with other numbers on its main diagonal; it returns what np.fill_diagonal stores."""

@overload
def fill_diagonal(x: TypeLike, val: TypeLike, wrap: bool = False) -> TensorType:
    """x with other numbers on its main diagonal; it returns what np.fill_diagonal stores."""

@overload
def fill_diagonal(x: ArrayLike, val: ArrayLike, wrap: bool = False) -> np.ndarray:
    """x with other numbers on its main diagonal; it returns what np.fill_diagonal stores."""

@overload
def fill_diagonal(x: TensorLike, val: TensorLike, wrap: bool = False) -> Tensor:
    """x with other numbers on its main diagonal; it returns what np.fill_diagonal stores."""

@overload
def flatten(x: Tensor, order: str = "C") -> Tensor:
    """All elements as a vector; "F" goes by columns, as in NumPy."""

@overload
def flatten(x: TypeLike, order: str = "C") -> TensorType:
    """All elements as a vector; "F" goes by columns, as in NumPy."""

@overload
def flatten(x: ArrayLike, order: str = "C") -> np.ndarray:
    """All elements as a vector; "F" goes by columns, as in NumPy."""

@overload
def flip(x: Tensor, axis: Axis = None) -> Tensor:
    """The elements in reverse order along axis: one, several, or all.  nGraph calls it Reverse."""

@overload
def flip(x: TypeLike, axis: Axis = None) -> TensorType:
    """The elements in reverse order along axis: one, several, or all.  nGraph calls it Reverse."""

@overload
def flip(x: ArrayLike, axis: Axis = None) -> np.ndarray:
    """The elements in reverse order along axis: one, several, or all.  nGraph calls it Reverse."""

@overload
def fliplr(x: Tensor) -> Tensor:
    """The columns in reverse order: left and right change places."""

@overload
def fliplr(x: TypeLike) -> TensorType:
    """The columns in reverse order: left and right change places."""

@overload
def fliplr(x: ArrayLike) -> np.ndarray:
    """The columns in reverse order: left and right change places."""

@overload
def flipud(x: Tensor) -> Tensor:
    """The rows in reverse order: upside down."""

@overload
def flipud(x: TypeLike) -> TensorType:
    """The rows in reverse order: upside down."""

@overload
def flipud(x: ArrayLike) -> np.ndarray:
    """The rows in reverse order: upside down."""

@overload
def float_power(x: Tensor, y: TensorLike) -> Tensor:
    """x ** y in f64, whatever the numbers are."""

@overload
def float_power(x: TypeLike, y: TypeLike) -> TensorType:
    """x ** y in f64, whatever the numbers are."""

@overload
def float_power(x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """x ** y in f64, whatever the numbers are."""

@overload
def float_power(x: TensorLike, y: TensorLike) -> Tensor:
    """x ** y in f64, whatever the numbers are."""

def floats(*types: TensorType) -> TensorType:
    """The one type that all inputs share, if it is one of floats."""

class _floor(Op):
    """The largest whole number that is not above x.  Piecewise constant."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

floor: _floor

class _floor_divide(Op):
    """x // y: the quotient rounded down, also of whole numbers.  Piecewise constant."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

floor_divide: _floor_divide

@overload
def fmax(x: Tensor, y: TensorLike) -> Tensor:
    """The larger of x and y; if one is NaN, the other.  Its slopes are those of what is chosen, halves on a tie."""

@overload
def fmax(x: TypeLike, y: TypeLike) -> TensorType:
    """The larger of x and y; if one is NaN, the other.  Its slopes are those of what is chosen, halves on a tie."""

@overload
def fmax(x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """The larger of x and y; if one is NaN, the other.  Its slopes are those of what is chosen, halves on a tie."""

@overload
def fmax(x: TensorLike, y: TensorLike) -> Tensor:
    """The larger of x and y; if one is NaN, the other.  Its slopes are those of what is chosen, halves on a tie."""

@overload
def fmin(x: Tensor, y: TensorLike) -> Tensor:
    """The smaller of x and y; if one is NaN, the other.  Its slopes are those of what is chosen, halves on a tie."""

@overload
def fmin(x: TypeLike, y: TypeLike) -> TensorType:
    """The smaller of x and y; if one is NaN, the other.  Its slopes are those of what is chosen, halves on a tie."""

@overload
def fmin(x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """The smaller of x and y; if one is NaN, the other.  Its slopes are those of what is chosen, halves on a tie."""

@overload
def fmin(x: TensorLike, y: TensorLike) -> Tensor:
    """The smaller of x and y; if one is NaN, the other.  Its slopes are those of what is chosen, halves on a tie."""

class _fmod(Op):
    """What is left of x when y is taken away as often as it fits: it has the sign of x, as in C and in nGraph's Mod."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

fmod: _fmod

def full(shape: Shape, fill_value: Any, dtype: DType | None = None) -> Tensor:
    """A tensor of this shape with the same number everywhere."""

@overload
def full_like(x: Tensor, fill_value: Any, dtype: DType | None = None, shape: Shape | None = None) -> Tensor:
    """The same number everywhere, in the shape and the element type of x, or in others."""

@overload
def full_like(x: TypeLike, fill_value: Any, dtype: DType | None = None, shape: Shape | None = None) -> TensorType:
    """The same number everywhere, in the shape and the element type of x, or in others."""

@overload
def full_like(x: ArrayLike, fill_value: Any, dtype: DType | None = None, shape: Shape | None = None) -> np.ndarray:
    """The same number everywhere, in the shape and the element type of x, or in others."""

class _gather(Op):
    """The elements x[i, j, ...] for whole-number indices, one for each of the first axes of x."""
    @overload
    def __call__(self, x: Tensor, *indices: TensorLike | Sequence[int], outside: str = "nan") -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, *indices: TypeLike | Sequence[int], outside: str = "nan") -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, *indices: ArrayLike | Sequence[int], outside: str = "nan") -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, *indices: TensorLike | Sequence[int], outside: str = "nan") -> Tensor: ...

gather: _gather

@overload
def gather_nd(x: Tensor, indices: TensorLike | Sequence[int], batch_dims: Any = 0) -> Tensor:
    """The elements of x at these coordinates, which stand in the last axis of the indices: x[i, j] for each row (i, j)."""

@overload
def gather_nd(x: TypeLike, indices: TypeLike | Sequence[int], batch_dims: Any = 0) -> TensorType:
    """The elements of x at these coordinates, which stand in the last axis of the indices: x[i, j] for each row (i, j)."""

@overload
def gather_nd(x: ArrayLike, indices: ArrayLike | Sequence[int], batch_dims: Any = 0) -> np.ndarray:
    """The elements of x at these coordinates, which stand in the last axis of the indices: x[i, j] for each row (i, j)."""

@overload
def gather_nd(x: TensorLike, indices: TensorLike | Sequence[int], batch_dims: Any = 0) -> Tensor:
    """The elements of x at these coordinates, which stand in the last axis of the indices: x[i, j] for each row (i, j)."""

class _gcd(Op):
    """The greatest common divisor; gcd(0, 0) is 0."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

gcd: _gcd

@overload
def gelu(x: Tensor, approximate: Any = "none") -> Tensor:
    """x times the share of a bell curve that lies below x."""

@overload
def gelu(x: TypeLike, approximate: Any = "none") -> TensorType:
    """x times the share of a bell curve that lies below x."""

@overload
def gelu(x: ArrayLike, approximate: Any = "none") -> np.ndarray:
    """x times the share of a bell curve that lies below x."""

def geomspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: DType | None = None, axis: Axis = 0
) -> Tensor:
    """So many numbers from start to stop, each the same multiple of the one before; both ends have the same sign."""

@overload
def getitem(x: Tensor, key: Index) -> Tensor:
    """x[key]: whole numbers, slices, None and ..., index arrays and lists, masks, and tensors of whole numbers."""

@overload
def getitem(x: TypeLike, key: Index) -> TensorType:
    """x[key]: whole numbers, slices, None and ..., index arrays and lists, masks, and tensors of whole numbers."""

@overload
def getitem(x: ArrayLike, key: Index) -> np.ndarray:
    """x[key]: whole numbers, slices, None and ..., index arrays and lists, masks, and tensors of whole numbers."""

@overload
def global_average_pool(x: Tensor) -> Tensor:
    """The mean of each channel: [n, channels, space...] gives [n, channels, 1...]."""

@overload
def global_average_pool(x: TypeLike) -> TensorType:
    """The mean of each channel: [n, channels, space...] gives [n, channels, 1...]."""

@overload
def global_average_pool(x: ArrayLike) -> np.ndarray:
    """The mean of each channel: [n, channels, space...] gives [n, channels, 1...]."""

@overload
def global_max_pool(x: Tensor) -> Tensor:
    """The largest element of each channel: [n, channels, space...] gives [n, channels, 1...]."""

@overload
def global_max_pool(x: TypeLike) -> TensorType:
    """The largest element of each channel: [n, channels, space...] gives [n, channels, 1...]."""

@overload
def global_max_pool(x: ArrayLike) -> np.ndarray:
    """The largest element of each channel: [n, channels, space...] gives [n, channels, 1...]."""

@overload
def gradient(x: Tensor, *spacing: Any, axis: Axis = None, edge_order: Any = 1) -> Tensor:
    """The slopes along an axis, from both neighbours of each element: a tensor; along several axes a tuple of them."""

@overload
def gradient(x: TypeLike, *spacing: Any, axis: Axis = None, edge_order: Any = 1) -> TensorType:
    """The slopes along an axis, from both neighbours of each element: a tensor; along several axes a tuple of them."""

@overload
def gradient(x: ArrayLike, *spacing: Any, axis: Axis = None, edge_order: Any = 1) -> np.ndarray:
    """The slopes along an axis, from both neighbours of each element: a tensor; along several axes a tuple of them."""

class _greater(Op):
    """x > y."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

greater: _greater

class _greater_equal(Op):
    """x >= y."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

greater_equal: _greater_equal

@overload
def group_norm(
    x: Tensor,
    groups: int,
    scale: Any = None,
    shift: int | Sequence[int] | np.ndarray | None = None,
    *,
    epsilon: Any = 1e-05,
) -> Tensor:
    """The channels of each example in groups, each group brought to mean 0 and variance 1 over its channels and space."""

@overload
def group_norm(
    x: TypeLike,
    groups: int,
    scale: Any = None,
    shift: int | Sequence[int] | np.ndarray | None = None,
    *,
    epsilon: Any = 1e-05,
) -> TensorType:
    """The channels of each example in groups, each group brought to mean 0 and variance 1 over its channels and space."""

@overload
def group_norm(
    x: ArrayLike,
    groups: int,
    scale: Any = None,
    shift: int | Sequence[int] | np.ndarray | None = None,
    *,
    epsilon: Any = 1e-05,
) -> np.ndarray:
    """The channels of each example in groups, each group brought to mean 0 and variance 1 over its channels and space."""

@overload
def hard_sigmoid(x: Tensor, alpha: Any = 0.2, beta: Any = 0.5) -> Tensor:
    """alpha * x + beta between 0 and 1: sigmoid made of three lines.  At its ends the slope is alpha / 2."""

@overload
def hard_sigmoid(x: TypeLike, alpha: Any = 0.2, beta: Any = 0.5) -> TensorType:
    """alpha * x + beta between 0 and 1: sigmoid made of three lines.  At its ends the slope is alpha / 2."""

@overload
def hard_sigmoid(x: ArrayLike, alpha: Any = 0.2, beta: Any = 0.5) -> np.ndarray:
    """alpha * x + beta between 0 and 1: sigmoid made of three lines.  At its ends the slope is alpha / 2."""

@overload
def hard_swish(x: Tensor) -> Tensor:
    """x * relu6(x + 3) / 6: silu made of lines and a parabola."""

@overload
def hard_swish(x: TypeLike) -> TensorType:
    """x * relu6(x + 3) / 6: silu made of lines and a parabola."""

@overload
def hard_swish(x: ArrayLike) -> np.ndarray:
    """x * relu6(x + 3) / 6: silu made of lines and a parabola."""

@overload
def hard_tanh(x: Tensor, min_val: Any = -1.0, max_val: Any = 1.0) -> Tensor:
    """x between min_val and max_val, and these beyond; at the ends the slope is 1/2, as that of maximum at a tie."""

@overload
def hard_tanh(x: TypeLike, min_val: Any = -1.0, max_val: Any = 1.0) -> TensorType:
    """x between min_val and max_val, and these beyond; at the ends the slope is 1/2, as that of maximum at a tie."""

@overload
def hard_tanh(x: ArrayLike, min_val: Any = -1.0, max_val: Any = 1.0) -> np.ndarray:
    """x between min_val and max_val, and these beyond; at the ends the slope is 1/2, as that of maximum at a tie."""

@overload
def heaviside(x: Tensor, y: TensorLike) -> Tensor:
    """A step: 0 where x is negative, 1 where it is positive, y where it is 0."""

@overload
def heaviside(x: TypeLike, y: TypeLike) -> TensorType:
    """A step: 0 where x is negative, 1 where it is positive, y where it is 0."""

@overload
def heaviside(x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """A step: 0 where x is negative, 1 where it is positive, y where it is 0."""

@overload
def heaviside(x: TensorLike, y: TensorLike) -> Tensor:
    """A step: 0 where x is negative, 1 where it is positive, y where it is 0."""

@overload
def hsplit(x: Tensor, indices_or_sections: int | Sequence[int] | np.ndarray) -> list[Tensor]:
    """x split along its second axis, a vector along its only one; what hstack joins."""

@overload
def hsplit(x: TypeLike, indices_or_sections: int | Sequence[int] | np.ndarray) -> list[TensorType]:
    """x split along its second axis, a vector along its only one; what hstack joins."""

@overload
def hsplit(x: ArrayLike, indices_or_sections: int | Sequence[int] | np.ndarray) -> list[np.ndarray]:
    """x split along its second axis, a vector along its only one; what hstack joins."""

@overload
def hstack(xs: Sequence[Tensor], *, dtype: DType | None = None) -> Tensor:
    """Tensors beside each other: joined along the second axis, vectors along their only one."""

@overload
def hstack(xs: Sequence[TypeLike], *, dtype: DType | None = None) -> TensorType:
    """Tensors beside each other: joined along the second axis, vectors along their only one."""

@overload
def hstack(xs: Sequence[ArrayLike], *, dtype: DType | None = None) -> np.ndarray:
    """Tensors beside each other: joined along the second axis, vectors along their only one."""

@overload
def hstack(xs: Sequence[TensorLike], *, dtype: DType | None = None) -> Tensor:
    """Tensors beside each other: joined along the second axis, vectors along their only one."""

class _hypot(Op):
    """The length sqrt(x*x + y*y) of the longest side of a right triangle, without overflow on the way."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

hypot: _hypot

class _identity(Op):
    """A new name for the same value."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

identity: _identity

@overload
def index_add(x: Tensor, indices: TensorLike | Sequence[int], updates: TensorLike, axis: Axis = 0) -> Tensor:
    """x with updates added to its rows, columns, ... with these numbers; several at one position add up."""

@overload
def index_add(x: TypeLike, indices: TypeLike | Sequence[int], updates: TypeLike, axis: Axis = 0) -> TensorType:
    """x with updates added to its rows, columns, ... with these numbers; several at one position add up."""

@overload
def index_add(x: ArrayLike, indices: ArrayLike | Sequence[int], updates: ArrayLike, axis: Axis = 0) -> np.ndarray:
    """x with updates added to its rows, columns, ... with these numbers; several at one position add up."""

@overload
def index_add(x: TensorLike, indices: TensorLike | Sequence[int], updates: TensorLike, axis: Axis = 0) -> Tensor:
    """x with updates added to its rows, columns, ... with these numbers; several at one position add up."""

@overload
def index_copy(x: Tensor, indices: TensorLike | Sequence[int], updates: TensorLike, axis: Axis = 0) -> Tensor:
    """x with updates in place of its rows, columns, ... with these numbers; of several the last stays."""

@overload
def index_copy(x: TypeLike, indices: TypeLike | Sequence[int], updates: TypeLike, axis: Axis = 0) -> TensorType:
    """x with updates in place of its rows, columns, ... with these numbers; of several the last stays."""

@overload
def index_copy(x: ArrayLike, indices: ArrayLike | Sequence[int], updates: ArrayLike, axis: Axis = 0) -> np.ndarray:
    """x with updates in place of its rows, columns, ... with these numbers; of several the last stays."""

@overload
def index_copy(x: TensorLike, indices: TensorLike | Sequence[int], updates: TensorLike, axis: Axis = 0) -> Tensor:
    """x with updates in place of its rows, columns, ... with these numbers; of several the last stays."""

def indices(dimensions: Shape, dtype: DType = ..., sparse: bool = False) -> Tensor:
    """The positions of the elements of a tensor of this shape: the first index of each, then the second, and so on."""

@overload
def inner(x: Tensor, y: TensorLike) -> Tensor:
    """The product along the last axis of both, of each row of x with each row of y; a number multiplies each element."""

@overload
def inner(x: TypeLike, y: TypeLike) -> TensorType:
    """The product along the last axis of both, of each row of x with each row of y; a number multiplies each element."""

@overload
def inner(x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """The product along the last axis of both, of each row of x with each row of y; a number multiplies each element."""

@overload
def inner(x: TensorLike, y: TensorLike) -> Tensor:
    """The product along the last axis of both, of each row of x with each row of y; a number multiplies each element."""

@overload
def insert(x: Tensor, obj: Any, values: TensorLike, axis: Axis = None) -> Tensor:
    """x with values before these positions along axis; without an axis, all elements are one row."""

@overload
def insert(x: TypeLike, obj: Any, values: TypeLike, axis: Axis = None) -> TensorType:
    """x with values before these positions along axis; without an axis, all elements are one row."""

@overload
def insert(x: ArrayLike, obj: Any, values: ArrayLike, axis: Axis = None) -> np.ndarray:
    """x with values before these positions along axis; without an axis, all elements are one row."""

@overload
def insert(x: TensorLike, obj: Any, values: TensorLike, axis: Axis = None) -> Tensor:
    """x with values before these positions along axis; without an axis, all elements are one row."""

@overload
def instance_norm(
    x: Tensor, scale: Any = None, shift: int | Sequence[int] | np.ndarray | None = None, *, epsilon: Any = 1e-05
) -> Tensor:
    """Each channel of each example brought to mean 0 and variance 1 over space: the axes from 2 on."""

@overload
def instance_norm(
    x: TypeLike, scale: Any = None, shift: int | Sequence[int] | np.ndarray | None = None, *, epsilon: Any = 1e-05
) -> TensorType:
    """Each channel of each example brought to mean 0 and variance 1 over space: the axes from 2 on."""

@overload
def instance_norm(
    x: ArrayLike, scale: Any = None, shift: int | Sequence[int] | np.ndarray | None = None, *, epsilon: Any = 1e-05
) -> np.ndarray:
    """Each channel of each example brought to mean 0 and variance 1 over space: the axes from 2 on."""

@overload
def interp(x: Tensor, xp: Any, fp: Any, left: Any = None, right: Any = None) -> Tensor:
    """The heights at x of the line through the points (xp, fp): straight between two points, flat outside."""

@overload
def interp(x: TypeLike, xp: Any, fp: Any, left: Any = None, right: Any = None) -> TensorType:
    """The heights at x of the line through the points (xp, fp): straight between two points, flat outside."""

@overload
def interp(x: ArrayLike, xp: Any, fp: Any, left: Any = None, right: Any = None) -> np.ndarray:
    """The heights at x of the line through the points (xp, fp): straight between two points, flat outside."""

class _invert(Op):
    """Every bit the other way; also written ~x.  Of a signed number that is -x - 1."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

invert: _invert

@overload
def isclose(x: Tensor, y: TensorLike, rtol: Any = 1e-05, atol: Any = 1e-08, equal_nan: Any = False) -> Tensor:
    """Is abs(x - y) at most atol + rtol * abs(y)?  Equal infinities are close, NaN only with equal_nan."""

@overload
def isclose(x: TypeLike, y: TypeLike, rtol: Any = 1e-05, atol: Any = 1e-08, equal_nan: Any = False) -> TensorType:
    """Is abs(x - y) at most atol + rtol * abs(y)?  Equal infinities are close, NaN only with equal_nan."""

@overload
def isclose(x: ArrayLike, y: ArrayLike, rtol: Any = 1e-05, atol: Any = 1e-08, equal_nan: Any = False) -> np.ndarray:
    """Is abs(x - y) at most atol + rtol * abs(y)?  Equal infinities are close, NaN only with equal_nan."""

@overload
def isclose(x: TensorLike, y: TensorLike, rtol: Any = 1e-05, atol: Any = 1e-08, equal_nan: Any = False) -> Tensor:
    """Is abs(x - y) at most atol + rtol * abs(y)?  Equal infinities are close, NaN only with equal_nan."""

class _isfinite(Op):
    """Is x a number, neither infinite nor NaN?"""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

isfinite: _isfinite

class _isinf(Op):
    """Is x infinite, of either sign?"""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

isinf: _isinf

class _isnan(Op):
    """Is x not a number, as 0 / 0 is?"""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

isnan: _isnan

@overload
def isneginf(x: Tensor) -> Tensor:
    """Is x minus infinity?"""

@overload
def isneginf(x: TypeLike) -> TensorType:
    """Is x minus infinity?"""

@overload
def isneginf(x: ArrayLike) -> np.ndarray:
    """Is x minus infinity?"""

@overload
def isposinf(x: Tensor) -> Tensor:
    """Is x plus infinity?"""

@overload
def isposinf(x: TypeLike) -> TensorType:
    """Is x plus infinity?"""

@overload
def isposinf(x: ArrayLike) -> np.ndarray:
    """Is x plus infinity?"""

class _join(Op):
    """The inputs joined along axis, in order."""
    @overload
    def __call__(self, *xs: Tensor, axis: Axis = 0) -> Tensor: ...
    @overload
    def __call__(self, *xs: TypeLike, axis: Axis = 0) -> TensorType: ...
    @overload
    def __call__(self, *xs: ArrayLike, axis: Axis = 0) -> np.ndarray: ...
    @overload
    def __call__(self, *xs: TensorLike, axis: Axis = 0) -> Tensor: ...

join: _join

@overload
def kron(x: Tensor, y: TensorLike) -> Tensor:
    """The Kronecker product: each element of x becomes a block, that element times y."""

@overload
def kron(x: TypeLike, y: TypeLike) -> TensorType:
    """The Kronecker product: each element of x becomes a block, that element times y."""

@overload
def kron(x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """The Kronecker product: each element of x becomes a block, that element times y."""

@overload
def kron(x: TensorLike, y: TensorLike) -> Tensor:
    """The Kronecker product: each element of x becomes a block, that element times y."""

@overload
def layer_norm(
    x: Tensor,
    scale: Any = None,
    shift: int | Sequence[int] | np.ndarray | None = None,
    *,
    axis: Axis = -1,
    epsilon: Any = 1e-05,
) -> Tensor:
    """Each example brought to mean 0 and variance 1 over one axis, or several."""

@overload
def layer_norm(
    x: TypeLike,
    scale: Any = None,
    shift: int | Sequence[int] | np.ndarray | None = None,
    *,
    axis: Axis = -1,
    epsilon: Any = 1e-05,
) -> TensorType:
    """Each example brought to mean 0 and variance 1 over one axis, or several."""

@overload
def layer_norm(
    x: ArrayLike,
    scale: Any = None,
    shift: int | Sequence[int] | np.ndarray | None = None,
    *,
    axis: Axis = -1,
    epsilon: Any = 1e-05,
) -> np.ndarray:
    """Each example brought to mean 0 and variance 1 over one axis, or several."""

class _lcm(Op):
    """The least common multiple; with 0 it is 0."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

lcm: _lcm

@overload
def leaky_relu(x: Tensor, negative_slope: Any = 0.01) -> Tensor:
    """x where it is positive, and elsewhere a little of it: the slope does not vanish.  At 0 it is negative_slope."""

@overload
def leaky_relu(x: TypeLike, negative_slope: Any = 0.01) -> TensorType:
    """x where it is positive, and elsewhere a little of it: the slope does not vanish.  At 0 it is negative_slope."""

@overload
def leaky_relu(x: ArrayLike, negative_slope: Any = 0.01) -> np.ndarray:
    """x where it is positive, and elsewhere a little of it: the slope does not vanish.  At 0 it is negative_slope."""

class _left_shift(Op):
    """The bits of x moved up by y places, x << y: x * 2**y, without the bits that leave the type."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

left_shift: _left_shift

class _less(Op):
    """x < y."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

less: _less

class _less_equal(Op):
    """x <= y."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

less_equal: _less_equal

def linspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: DType | None = None,
    axis: Axis = 0,
) -> Tensor:
    """So many numbers at equal distances from start to stop, which is the last one, or with endpoint=False is not."""

@overload
def local_response_norm(
    x: Tensor, size: int | Sequence[int], *, alpha: Any = 0.0001, beta: Any = 0.75, bias: Any = 1.0, axis: Axis = 1
) -> Tensor:
    """x / (bias + alpha/size * the sum of its neighbours' squares) ** beta."""

@overload
def local_response_norm(
    x: TypeLike, size: int | Sequence[int], *, alpha: Any = 0.0001, beta: Any = 0.75, bias: Any = 1.0, axis: Axis = 1
) -> TensorType:
    """x / (bias + alpha/size * the sum of its neighbours' squares) ** beta."""

@overload
def local_response_norm(
    x: ArrayLike, size: int | Sequence[int], *, alpha: Any = 0.0001, beta: Any = 0.75, bias: Any = 1.0, axis: Axis = 1
) -> np.ndarray:
    """x / (bias + alpha/size * the sum of its neighbours' squares) ** beta."""

class _log(Op):
    """The natural logarithm; -inf at 0, NaN below."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

log: _log

class _log10(Op):
    """The logarithm to base 10; -inf at 0, NaN below."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

log10: _log10

class _log1p(Op):
    """log(1 + x), with all digits also where x is small; -inf at -1, NaN below."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

log1p: _log1p

class _log2(Op):
    """The logarithm to base 2; -inf at 0, NaN below."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

log2: _log2

@overload
def log_sigmoid(x: Tensor) -> Tensor:
    """log(sigmoid(x)), without underflow: the logarithm of a probability that is given as a score."""

@overload
def log_sigmoid(x: TypeLike) -> TensorType:
    """log(sigmoid(x)), without underflow: the logarithm of a probability that is given as a score."""

@overload
def log_sigmoid(x: ArrayLike) -> np.ndarray:
    """log(sigmoid(x)), without underflow: the logarithm of a probability that is given as a score."""

@overload
def log_softmax(x: Tensor, axis: Axis = None) -> Tensor:
    """log(softmax(x)) along axis, without the -inf that log gives where softmax is rounded to 0."""

@overload
def log_softmax(x: TypeLike, axis: Axis = None) -> TensorType:
    """log(softmax(x)) along axis, without the -inf that log gives where softmax is rounded to 0."""

@overload
def log_softmax(x: ArrayLike, axis: Axis = None) -> np.ndarray:
    """log(softmax(x)) along axis, without the -inf that log gives where softmax is rounded to 0."""

class _logaddexp(Op):
    """log(e**x + e**y), without overflow: the sum of two numbers of which only the logarithms are known."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

logaddexp: _logaddexp

class _logaddexp2(Op):
    """log2(2**x + 2**y), without overflow; its slopes are as those of logaddexp."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

logaddexp2: _logaddexp2

class _logical_and(Op):
    """True where both are; also written x & y."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

logical_and: _logical_and

class _logical_not(Op):
    """True where x is not; also written ~x."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

logical_not: _logical_not

class _logical_or(Op):
    """True where one is; also written x | y."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

logical_or: _logical_or

class _logical_xor(Op):
    """True where exactly one is; also written x ^ y."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

logical_xor: _logical_xor

def logspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    base: float = 10.0,
    dtype: DType | None = None,
    axis: Axis = 0,
) -> Tensor:
    """Powers of base whose exponents lie at equal distances from start to stop."""

class _logsumexp(Op):
    """log(sum(exp(x))) along axis, also where exp(x) would overflow or vanish."""
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, axis: Axis = None, keepdims: bool = False) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> np.ndarray: ...

logsumexp: _logsumexp

class _mask(Op):
    """x where condition holds, 0 elsewhere: the bits of x times 1 or 0, so that even NaN becomes 0."""
    @overload
    def __call__(self, x: Tensor, condition: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, condition: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, condition: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, condition: TensorLike) -> Tensor: ...

mask: _mask

@overload
def matmul(x: Tensor, y: TensorLike) -> Tensor:
    """x @ y: the matrix product, for each matrix where there are several: [b...,m,k] by [b...,k,n]."""

@overload
def matmul(x: TypeLike, y: TypeLike) -> TensorType:
    """x @ y: the matrix product, for each matrix where there are several: [b...,m,k] by [b...,k,n]."""

@overload
def matmul(x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """x @ y: the matrix product, for each matrix where there are several: [b...,m,k] by [b...,k,n]."""

@overload
def matmul(x: TensorLike, y: TensorLike) -> Tensor:
    """x @ y: the matrix product, for each matrix where there are several: [b...,m,k] by [b...,k,n]."""

@overload
def matrix_norm(x: Tensor, keepdims: bool = False, ord: Any = "fro") -> Tensor:
    """The size of the matrices that the last two axes hold; ord as in norm."""

@overload
def matrix_norm(x: TypeLike, keepdims: bool = False, ord: Any = "fro") -> TensorType:
    """The size of the matrices that the last two axes hold; ord as in norm."""

@overload
def matrix_norm(x: ArrayLike, keepdims: bool = False, ord: Any = "fro") -> np.ndarray:
    """The size of the matrices that the last two axes hold; ord as in norm."""

@overload
def matrix_power(x: Tensor, n: Any) -> Tensor:
    """A square matrix multiplied with itself, n factors; for n = 0 the identity.   A stack has a power of each."""

@overload
def matrix_power(x: TypeLike, n: Any) -> TensorType:
    """A square matrix multiplied with itself, n factors; for n = 0 the identity.   A stack has a power of each."""

@overload
def matrix_power(x: ArrayLike, n: Any) -> np.ndarray:
    """A square matrix multiplied with itself, n factors; for n = 0 the identity.   A stack has a power of each."""

@overload
def matrix_transpose(x: Tensor) -> Tensor:
    """x with its last two axes swapped: each matrix of a stack is transposed.  Also written x.mT."""

@overload
def matrix_transpose(x: TypeLike) -> TensorType:
    """x with its last two axes swapped: each matrix of a stack is transposed.  Also written x.mT."""

@overload
def matrix_transpose(x: ArrayLike) -> np.ndarray:
    """x with its last two axes swapped: each matrix of a stack is transposed.  Also written x.mT."""

@overload
def matvec(x: Tensor, y: TensorLike) -> Tensor:
    """The product of matrices with vectors: [...,m,n] by [...,n] gives [...,m]."""

@overload
def matvec(x: TypeLike, y: TypeLike) -> TensorType:
    """The product of matrices with vectors: [...,m,n] by [...,n] gives [...,m]."""

@overload
def matvec(x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """The product of matrices with vectors: [...,m,n] by [...,n] gives [...,m]."""

@overload
def matvec(x: TensorLike, y: TensorLike) -> Tensor:
    """The product of matrices with vectors: [...,m,n] by [...,n] gives [...,m]."""

class _max(Op):
    """The largest element along axis; if there are none, the lowest number of the type, for floats -inf."""
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, axis: Axis = None, keepdims: bool = False) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> np.ndarray: ...

max: _max

@overload
def max_pool(
    x: Tensor,
    size: int | Sequence[int],
    *,
    strides: int | Sequence[int] | None = None,
    padding: int | str | Sequence[Any] = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
) -> Tensor:
    """The largest element that a window sees, at each place: [n, channels, space...] gives [n, channels, places...]."""

@overload
def max_pool(
    x: TypeLike,
    size: int | Sequence[int],
    *,
    strides: int | Sequence[int] | None = None,
    padding: int | str | Sequence[Any] = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
) -> TensorType:
    """The largest element that a window sees, at each place: [n, channels, space...] gives [n, channels, places...]."""

@overload
def max_pool(
    x: ArrayLike,
    size: int | Sequence[int],
    *,
    strides: int | Sequence[int] | None = None,
    padding: int | str | Sequence[Any] = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
) -> np.ndarray:
    """The largest element that a window sees, at each place: [n, channels, space...] gives [n, channels, places...]."""

class _maximum(Op):
    """The larger of x and y; NaN if either is."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

maximum: _maximum

@overload
def mean(x: Tensor, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None, where: Any = True) -> Tensor:
    """The sum along axis divided by the number of elements; NaN if there are none."""

@overload
def mean(
    x: TypeLike, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None, where: Any = True
) -> TensorType:
    """The sum along axis divided by the number of elements; NaN if there are none."""

@overload
def mean(
    x: ArrayLike, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None, where: Any = True
) -> np.ndarray:
    """The sum along axis divided by the number of elements; NaN if there are none."""

@overload
def median(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The element in the middle of the sorted ones, or the mean of the two; NaN if one is NaN, or there are none."""

@overload
def median(x: TypeLike, axis: Axis = None, keepdims: bool = False) -> TensorType:
    """The element in the middle of the sorted ones, or the mean of the two; NaN if one is NaN, or there are none."""

@overload
def median(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> np.ndarray:
    """The element in the middle of the sorted ones, or the mean of the two; NaN if one is NaN, or there are none."""

@overload
def meshgrid(*xs: Tensor, copy: bool = True, sparse: bool = False, indexing: str = "xy") -> tuple[Tensor, ...]:
    """For each vector a tensor with its numbers along its own axis, all in the shape of the whole grid."""

@overload
def meshgrid(*xs: TypeLike, copy: bool = True, sparse: bool = False, indexing: str = "xy") -> tuple[TensorType, ...]:
    """For each vector a tensor with its numbers along its own axis, all in the shape of the whole grid."""

@overload
def meshgrid(*xs: ArrayLike, copy: bool = True, sparse: bool = False, indexing: str = "xy") -> tuple[np.ndarray, ...]:
    """For each vector a tensor with its numbers along its own axis, all in the shape of the whole grid."""

@overload
def meshgrid(*xs: TensorLike, copy: bool = True, sparse: bool = False, indexing: str = "xy") -> tuple[Tensor, ...]:
    """For each vector a tensor with its numbers along its own axis, all in the shape of the whole grid."""

class _min(Op):
    """The smallest element along axis; if there are none, the highest number of the type, for floats inf."""
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, axis: Axis = None, keepdims: bool = False) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> np.ndarray: ...

min: _min

class _minimum(Op):
    """The smaller of x and y; NaN if either is."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

minimum: _minimum

@overload
def mish(x: Tensor) -> Tensor:
    """x * tanh(softplus(x))."""

@overload
def mish(x: TypeLike) -> TensorType:
    """x * tanh(softplus(x))."""

@overload
def mish(x: ArrayLike) -> np.ndarray:
    """x * tanh(softplus(x))."""

@overload
def modf(x: Tensor) -> Tensor:
    """(the digits behind the point, the whole number before it), both with the sign of x.  The first has slope 1."""

@overload
def modf(x: TypeLike) -> TensorType:
    """(the digits behind the point, the whole number before it), both with the sign of x.  The first has slope 1."""

@overload
def modf(x: ArrayLike) -> np.ndarray:
    """(the digits behind the point, the whole number before it), both with the sign of x.  The first has slope 1."""

@overload
def moveaxis(x: Tensor, source: int | Sequence[int], destination: int | Sequence[int]) -> Tensor:
    """x with one axis, or several, in another place; the others keep their order."""

@overload
def moveaxis(x: TypeLike, source: int | Sequence[int], destination: int | Sequence[int]) -> TensorType:
    """x with one axis, or several, in another place; the others keep their order."""

@overload
def moveaxis(x: ArrayLike, source: int | Sequence[int], destination: int | Sequence[int]) -> np.ndarray:
    """x with one axis, or several, in another place; the others keep their order."""

@overload
def multi_dot(xs: Sequence[Tensor]) -> Tensor:
    """The product of a list of matrices, in the order of multiplying that takes the fewest operations."""

@overload
def multi_dot(xs: Sequence[TypeLike]) -> TensorType:
    """The product of a list of matrices, in the order of multiplying that takes the fewest operations."""

@overload
def multi_dot(xs: Sequence[ArrayLike]) -> np.ndarray:
    """The product of a list of matrices, in the order of multiplying that takes the fewest operations."""

@overload
def multi_dot(xs: Sequence[TensorLike]) -> Tensor:
    """The product of a list of matrices, in the order of multiplying that takes the fewest operations."""

class _multiply(Op):
    """x * y."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

multiply: _multiply

@overload
def nan_to_num(x: Tensor, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None) -> Tensor:
    """x with other numbers in place of NaN and the infinities: 0, and the largest and the lowest there are."""

@overload
def nan_to_num(x: TypeLike, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None) -> TensorType:
    """x with other numbers in place of NaN and the infinities: 0, and the largest and the lowest there are."""

@overload
def nan_to_num(x: ArrayLike, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None) -> np.ndarray:
    """x with other numbers in place of NaN and the infinities: 0, and the largest and the lowest there are."""

@overload
def nancumprod(x: Tensor, axis: Axis = None, dtype: DType | None = None) -> Tensor:
    """cumprod in which NaN counts as 1."""

@overload
def nancumprod(x: TypeLike, axis: Axis = None, dtype: DType | None = None) -> TensorType:
    """cumprod in which NaN counts as 1."""

@overload
def nancumprod(x: ArrayLike, axis: Axis = None, dtype: DType | None = None) -> np.ndarray:
    """cumprod in which NaN counts as 1."""

@overload
def nancumsum(x: Tensor, axis: Axis = None, dtype: DType | None = None) -> Tensor:
    """cumsum in which NaN counts as 0."""

@overload
def nancumsum(x: TypeLike, axis: Axis = None, dtype: DType | None = None) -> TensorType:
    """cumsum in which NaN counts as 0."""

@overload
def nancumsum(x: ArrayLike, axis: Axis = None, dtype: DType | None = None) -> np.ndarray:
    """cumsum in which NaN counts as 0."""

@overload
def nanmax(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """max without what is NaN; NaN if nothing else is there."""

@overload
def nanmax(x: TypeLike, axis: Axis = None, keepdims: bool = False) -> TensorType:
    """max without what is NaN; NaN if nothing else is there."""

@overload
def nanmax(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> np.ndarray:
    """max without what is NaN; NaN if nothing else is there."""

@overload
def nanmean(x: Tensor, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None) -> Tensor:
    """mean without what is NaN; NaN if nothing is left."""

@overload
def nanmean(x: TypeLike, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None) -> TensorType:
    """mean without what is NaN; NaN if nothing is left."""

@overload
def nanmean(x: ArrayLike, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None) -> np.ndarray:
    """mean without what is NaN; NaN if nothing is left."""

@overload
def nanmin(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """min without what is NaN; NaN if nothing else is there."""

@overload
def nanmin(x: TypeLike, axis: Axis = None, keepdims: bool = False) -> TensorType:
    """min without what is NaN; NaN if nothing else is there."""

@overload
def nanmin(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> np.ndarray:
    """min without what is NaN; NaN if nothing else is there."""

@overload
def nanprod(x: Tensor, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None) -> Tensor:
    """prod without what is NaN; 1 if nothing is left."""

@overload
def nanprod(x: TypeLike, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None) -> TensorType:
    """prod without what is NaN; 1 if nothing is left."""

@overload
def nanprod(x: ArrayLike, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None) -> np.ndarray:
    """prod without what is NaN; 1 if nothing is left."""

@overload
def nanstd(
    x: Tensor,
    axis: Axis = None,
    *,
    ddof: float = 0,
    keepdims: bool = False,
    dtype: DType | None = None,
    mean: Any = None,
    correction: Any = None,
) -> Tensor:
    """std without what is NaN; NaN where no more than ddof numbers are left."""

@overload
def nanstd(
    x: TypeLike,
    axis: Axis = None,
    *,
    ddof: float = 0,
    keepdims: bool = False,
    dtype: DType | None = None,
    mean: Any = None,
    correction: Any = None,
) -> TensorType:
    """std without what is NaN; NaN where no more than ddof numbers are left."""

@overload
def nanstd(
    x: ArrayLike,
    axis: Axis = None,
    *,
    ddof: float = 0,
    keepdims: bool = False,
    dtype: DType | None = None,
    mean: Any = None,
    correction: Any = None,
) -> np.ndarray:
    """std without what is NaN; NaN where no more than ddof numbers are left."""

@overload
def nansum(x: Tensor, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None) -> Tensor:
    """sum without what is NaN; 0 if nothing is left."""

@overload
def nansum(x: TypeLike, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None) -> TensorType:
    """sum without what is NaN; 0 if nothing is left."""

@overload
def nansum(x: ArrayLike, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None) -> np.ndarray:
    """sum without what is NaN; 0 if nothing is left."""

@overload
def nanvar(
    x: Tensor,
    axis: Axis = None,
    *,
    ddof: float = 0,
    keepdims: bool = False,
    dtype: DType | None = None,
    mean: Any = None,
    correction: Any = None,
) -> Tensor:
    """var without what is NaN; NaN where no more than ddof numbers are left."""

@overload
def nanvar(
    x: TypeLike,
    axis: Axis = None,
    *,
    ddof: float = 0,
    keepdims: bool = False,
    dtype: DType | None = None,
    mean: Any = None,
    correction: Any = None,
) -> TensorType:
    """var without what is NaN; NaN where no more than ddof numbers are left."""

@overload
def nanvar(
    x: ArrayLike,
    axis: Axis = None,
    *,
    ddof: float = 0,
    keepdims: bool = False,
    dtype: DType | None = None,
    mean: Any = None,
    correction: Any = None,
) -> np.ndarray:
    """var without what is NaN; NaN where no more than ddof numbers are left."""

class _negative(Op):
    """-x."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

negative: _negative

@overload
def norm(x: Tensor, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The length of a vector, or the size of a matrix; of all of x, or along axis."""

@overload
def norm(x: TypeLike, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> TensorType:
    """The length of a vector, or the size of a matrix; of all of x, or along axis."""

@overload
def norm(x: ArrayLike, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> np.ndarray:
    """The length of a vector, or the size of a matrix; of all of x, or along axis."""

@overload
def normalize(x: Tensor, axis: Axis = -1, epsilon: Any = 1e-12, mode: str = "add") -> Tensor:
    """x divided by its length along axis (one, several, or None for all), so that its length is 1."""

@overload
def normalize(x: TypeLike, axis: Axis = -1, epsilon: Any = 1e-12, mode: str = "add") -> TensorType:
    """x divided by its length along axis (one, several, or None for all), so that its length is 1."""

@overload
def normalize(x: ArrayLike, axis: Axis = -1, epsilon: Any = 1e-12, mode: str = "add") -> np.ndarray:
    """x divided by its length along axis (one, several, or None for all), so that its length is 1."""

class _not_equal(Op):
    """x != y, element by element."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

not_equal: _not_equal

class _one_hot(Op):
    """For each label a row of zeros with a 1 at position label."""
    @overload
    def __call__(
        self, labels: Tensor, depth: int, dtype: DType = ..., axis: Axis = -1, unknown: str = "zeros"
    ) -> Tensor: ...
    @overload
    def __call__(
        self, labels: TypeLike, depth: int, dtype: DType = ..., axis: Axis = -1, unknown: str = "zeros"
    ) -> TensorType: ...
    @overload
    def __call__(
        self, labels: ArrayLike, depth: int, dtype: DType = ..., axis: Axis = -1, unknown: str = "zeros"
    ) -> np.ndarray: ...

one_hot: _one_hot

def ones(shape: Shape, dtype: DType = ...) -> Tensor:
    """A tensor of ones; for bools, of True."""

@overload
def ones_like(x: Tensor, dtype: DType | None = None, shape: Shape | None = None) -> Tensor:
    """Ones in the shape and the element type of x, or in others."""

@overload
def ones_like(x: TypeLike, dtype: DType | None = None, shape: Shape | None = None) -> TensorType:
    """Ones in the shape and the element type of x, or in others."""

@overload
def ones_like(x: ArrayLike, dtype: DType | None = None, shape: Shape | None = None) -> np.ndarray:
    """Ones in the shape and the element type of x, or in others."""

class _optimization_barrier(Op):
    """x, as a value that no pass takes for x, and that is not there before `after` is."""
    @overload
    def __call__(self, x: Tensor, after: Any) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, after: Any) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, after: Any) -> np.ndarray: ...

optimization_barrier: _optimization_barrier

@overload
def outer(x: Tensor, y: TensorLike) -> Tensor:
    """Each element of x times each of y, in a matrix; more axes are taken as one."""

@overload
def outer(x: TypeLike, y: TypeLike) -> TensorType:
    """Each element of x times each of y, in a matrix; more axes are taken as one."""

@overload
def outer(x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Each element of x times each of y, in a matrix; more axes are taken as one."""

@overload
def outer(x: TensorLike, y: TensorLike) -> Tensor:
    """Each element of x times each of y, in a matrix; more axes are taken as one."""

@overload
def pad(
    x: Tensor, pad_width: Any, mode: str = "constant", *, constant_values: Any = 0, reflect_type: str = "even"
) -> Tensor:
    """x with elements before and after it along each axis."""

@overload
def pad(
    x: TypeLike, pad_width: Any, mode: str = "constant", *, constant_values: Any = 0, reflect_type: str = "even"
) -> TensorType:
    """x with elements before and after it along each axis."""

@overload
def pad(
    x: ArrayLike, pad_width: Any, mode: str = "constant", *, constant_values: Any = 0, reflect_type: str = "even"
) -> np.ndarray:
    """x with elements before and after it along each axis."""

@overload
def partition(x: Tensor, kth: Any, axis: Axis = -1, kind: Any = None) -> Tensor:
    """The elements along axis such that those before position kth are not larger, and those behind not smaller."""

@overload
def partition(x: TypeLike, kth: Any, axis: Axis = -1, kind: Any = None) -> TensorType:
    """The elements along axis such that those before position kth are not larger, and those behind not smaller."""

@overload
def partition(x: ArrayLike, kth: Any, axis: Axis = -1, kind: Any = None) -> np.ndarray:
    """The elements along axis such that those before position kth are not larger, and those behind not smaller."""

@overload
def percentile(x: Tensor, q: Any, axis: Axis = None, method: str = "linear", keepdims: bool = False) -> Tensor:
    """The number below which q percent of the elements lie: quantile(x, q / 100)."""

@overload
def percentile(x: TypeLike, q: Any, axis: Axis = None, method: str = "linear", keepdims: bool = False) -> TensorType:
    """The number below which q percent of the elements lie: quantile(x, q / 100)."""

@overload
def percentile(x: ArrayLike, q: Any, axis: Axis = None, method: str = "linear", keepdims: bool = False) -> np.ndarray:
    """The number below which q percent of the elements lie: quantile(x, q / 100)."""

@overload
def permute_dims(x: Tensor, axes: int | Sequence[Any] | None = None) -> Tensor:
    """Reorder the axes, as transpose does; the name is that of the array API standard and of PyTorch's permute."""

@overload
def permute_dims(x: TypeLike, axes: int | Sequence[Any] | None = None) -> TensorType:
    """Reorder the axes, as transpose does; the name is that of the array API standard and of PyTorch's permute."""

@overload
def permute_dims(x: ArrayLike, axes: int | Sequence[Any] | None = None) -> np.ndarray:
    """Reorder the axes, as transpose does; the name is that of the array API standard and of PyTorch's permute."""

@overload
def polyval(p: Tensor | Sequence[TensorLike], x: TensorLike) -> Tensor:
    """p[0] * x**(n-1) + ... + p[n-1] for each element of x, by Horner's rule.   Source: np.polyval."""

@overload
def polyval(p: TypeLike | Sequence[TypeLike], x: TypeLike) -> TensorType:
    """p[0] * x**(n-1) + ... + p[n-1] for each element of x, by Horner's rule.   Source: np.polyval."""

@overload
def polyval(p: ArrayLike | Sequence[ArrayLike], x: ArrayLike) -> np.ndarray:
    """p[0] * x**(n-1) + ... + p[n-1] for each element of x, by Horner's rule.   Source: np.polyval."""

@overload
def polyval(p: TensorLike | Sequence[TensorLike], x: TensorLike) -> Tensor:
    """p[0] * x**(n-1) + ... + p[n-1] for each element of x, by Horner's rule.   Source: np.polyval."""

class _power(Op):
    """x ** y; NaN where x < 0 and y is not whole."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

power: _power

@overload
def prelu(x: Tensor, slope: Any) -> Tensor:
    """leaky_relu with a slope that is learned: a tensor, which broadcasts to x."""

@overload
def prelu(x: TypeLike, slope: Any) -> TensorType:
    """leaky_relu with a slope that is learned: a tensor, which broadcasts to x."""

@overload
def prelu(x: ArrayLike, slope: Any) -> np.ndarray:
    """leaky_relu with a slope that is learned: a tensor, which broadcasts to x."""

class _prod(Op):
    """Multiply the elements along axis (a number, several, or all); 1 if there are none."""
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None) -> Tensor: ...
    @overload
    def __call__(
        self, x: TypeLike, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None
    ) -> TensorType: ...
    @overload
    def __call__(
        self, x: ArrayLike, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None
    ) -> np.ndarray: ...

prod: _prod

@overload
def ptp(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """From peak to peak: the largest element along axis minus the smallest; equal ones share the adjoint."""

@overload
def ptp(x: TypeLike, axis: Axis = None, keepdims: bool = False) -> TensorType:
    """From peak to peak: the largest element along axis minus the smallest; equal ones share the adjoint."""

@overload
def ptp(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> np.ndarray:
    """From peak to peak: the largest element along axis minus the smallest; equal ones share the adjoint."""

@overload
def put_along_axis(x: Tensor, indices: TensorLike | Sequence[int], values: TensorLike, axis: Axis = -1) -> Tensor:
    """x with values at the positions from which take_along_axis would take: a new tensor, x itself stays."""

@overload
def put_along_axis(x: TypeLike, indices: TypeLike | Sequence[int], values: TypeLike, axis: Axis = -1) -> TensorType:
    """x with values at the positions from which take_along_axis would take: a new tensor, x itself stays."""

@overload
def put_along_axis(x: ArrayLike, indices: ArrayLike | Sequence[int], values: ArrayLike, axis: Axis = -1) -> np.ndarray:
    """x with values at the positions from which take_along_axis would take: a new tensor, x itself stays."""

@overload
def put_along_axis(x: TensorLike, indices: TensorLike | Sequence[int], values: TensorLike, axis: Axis = -1) -> Tensor:
    """x with values at the positions from which take_along_axis would take: a new tensor, x itself stays."""

@overload
def quantile(x: Tensor, q: Any, axis: Axis = None, method: str = "linear", keepdims: bool = False) -> Tensor:
    """The number below which a share q of the elements along axis lies; NaN if one is NaN, or there are none."""

@overload
def quantile(x: TypeLike, q: Any, axis: Axis = None, method: str = "linear", keepdims: bool = False) -> TensorType:
    """The number below which a share q of the elements along axis lies; NaN if one is NaN, or there are none."""

@overload
def quantile(x: ArrayLike, q: Any, axis: Axis = None, method: str = "linear", keepdims: bool = False) -> np.ndarray:
    """The number below which a share q of the elements along axis lies; NaN if one is NaN, or there are none."""

@overload
def radians(x: Tensor) -> Tensor:
    """Degrees as radians: pi for 180."""

@overload
def radians(x: TypeLike) -> TensorType:
    """Degrees as radians: pi for 180."""

@overload
def radians(x: ArrayLike) -> np.ndarray:
    """Degrees as radians: pi for 180."""

class _random_bits(Op):
    """Random whole numbers of a key, all of u32 or u64 alike likely: the same for the same key."""

    def __call__(self, key: Index, first: Any, shape: Shape = ..., dtype: DType = ...) -> Tensor: ...

random_bits: _random_bits

@overload
def ravel(x: Tensor, order: str = "C") -> Tensor:
    """All elements as a vector, row by row; the same as flatten, for a tensor has no memory that could be shared."""

@overload
def ravel(x: TypeLike, order: str = "C") -> TensorType:
    """All elements as a vector, row by row; the same as flatten, for a tensor has no memory that could be shared."""

@overload
def ravel(x: ArrayLike, order: str = "C") -> np.ndarray:
    """All elements as a vector, row by row; the same as flatten, for a tensor has no memory that could be shared."""

def ravel_multi_index(multi_index: Any, dims: Any) -> Tensor:
    """The numbers of elements, counted through all axes, that have these coordinates: i64."""

@overload
def reciprocal(x: Tensor) -> Tensor:
    """1 / x, for floats."""

@overload
def reciprocal(x: TypeLike) -> TensorType:
    """1 / x, for floats."""

@overload
def reciprocal(x: ArrayLike) -> np.ndarray:
    """1 / x, for floats."""

class _relu(Op):
    """The positive part of x, maximum(x, 0); NaN stays NaN.  At 0 the slope is 0, as in nGraph."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

relu: _relu

@overload
def relu6(x: Tensor) -> Tensor:
    """relu that ends at 6.  At 0 its slope is 0, at 6 it is 1/2, as that of minimum at a tie."""

@overload
def relu6(x: TypeLike) -> TensorType:
    """relu that ends at 6.  At 0 its slope is 0, at 6 it is 1/2, as that of minimum at a tie."""

@overload
def relu6(x: ArrayLike) -> np.ndarray:
    """relu that ends at 6.  At 0 its slope is 0, at 6 it is 1/2, as that of minimum at a tie."""

class _remainder(Op):
    """x % y: what x // y leaves over.  It has the sign of y, as in Python; fmod has the sign of x."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

remainder: _remainder

@overload
def repeat(x: Tensor, repeats: int | Sequence[int] | np.ndarray, axis: Axis = None) -> Tensor:
    """Each element so many times, one after the other; without an axis, all elements are one row."""

@overload
def repeat(x: TypeLike, repeats: int | Sequence[int] | np.ndarray, axis: Axis = None) -> TensorType:
    """Each element so many times, one after the other; without an axis, all elements are one row."""

@overload
def repeat(x: ArrayLike, repeats: int | Sequence[int] | np.ndarray, axis: Axis = None) -> np.ndarray:
    """Each element so many times, one after the other; without an axis, all elements are one row."""

class _reshape(Op):
    """The same elements in the same order, in another shape; one -1 stands for what is left."""
    @overload
    def __call__(self, x: Tensor, shape: Shape) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, shape: Shape) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, shape: Shape) -> np.ndarray: ...

reshape: _reshape

@overload
def reshape_in_order(x: Tensor, shape: Shape, order: str = "C", copy: bool | None = None) -> Tensor:
    """As reshape; with order="F" both shapes are read by columns: the first index runs fastest."""

@overload
def reshape_in_order(x: TypeLike, shape: Shape, order: str = "C", copy: bool | None = None) -> TensorType:
    """As reshape; with order="F" both shapes are read by columns: the first index runs fastest."""

@overload
def reshape_in_order(x: ArrayLike, shape: Shape, order: str = "C", copy: bool | None = None) -> np.ndarray:
    """As reshape; with order="F" both shapes are read by columns: the first index runs fastest."""

@overload
def resize(x: Tensor, new_shape: Shape) -> Tensor:
    """The elements of x in a tensor of another size: cut off, or again from the first; zeros if x has none."""

@overload
def resize(x: TypeLike, new_shape: Shape) -> TensorType:
    """The elements of x in a tensor of another size: cut off, or again from the first; zeros if x has none."""

@overload
def resize(x: ArrayLike, new_shape: Shape) -> np.ndarray:
    """The elements of x in a tensor of another size: cut off, or again from the first; zeros if x has none."""

@overload
def reverse_sequence(x: Tensor, lengths: TensorLike, batch_axis: int = 0, seq_axis: int = 1) -> Tensor:
    """The first steps of each sequence in reverse order, as many as lengths says; the padding behind stays."""

@overload
def reverse_sequence(x: TypeLike, lengths: TypeLike, batch_axis: int = 0, seq_axis: int = 1) -> TensorType:
    """The first steps of each sequence in reverse order, as many as lengths says; the padding behind stays."""

@overload
def reverse_sequence(x: ArrayLike, lengths: ArrayLike, batch_axis: int = 0, seq_axis: int = 1) -> np.ndarray:
    """The first steps of each sequence in reverse order, as many as lengths says; the padding behind stays."""

@overload
def reverse_sequence(x: TensorLike, lengths: TensorLike, batch_axis: int = 0, seq_axis: int = 1) -> Tensor:
    """The first steps of each sequence in reverse order, as many as lengths says; the padding behind stays."""

class _right_shift(Op):
    """The bits of x moved down by y places, x >> y: x // 2**y."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

right_shift: _right_shift

class _rint(Op):
    """The nearest whole number; halves go to the even one, as in nGraph's Round.  Piecewise constant."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

rint: _rint

@overload
def rms_norm(x: Tensor, scale: Any = None, *, axis: Axis = -1, epsilon: Any = 1e-05) -> Tensor:
    """Each example divided by the root of its mean square over one axis, or several; its mean stays."""

@overload
def rms_norm(x: TypeLike, scale: Any = None, *, axis: Axis = -1, epsilon: Any = 1e-05) -> TensorType:
    """Each example divided by the root of its mean square over one axis, or several; its mean stays."""

@overload
def rms_norm(x: ArrayLike, scale: Any = None, *, axis: Axis = -1, epsilon: Any = 1e-05) -> np.ndarray:
    """Each example divided by the root of its mean square over one axis, or several; its mean stays."""

@overload
def roll(x: Tensor, shift: int | Sequence[int] | np.ndarray, axis: Axis = None) -> Tensor:
    """x with its elements shifted along axis; those that leave at one end come in at the other."""

@overload
def roll(x: TypeLike, shift: int | Sequence[int] | np.ndarray, axis: Axis = None) -> TensorType:
    """x with its elements shifted along axis; those that leave at one end come in at the other."""

@overload
def roll(x: ArrayLike, shift: int | Sequence[int] | np.ndarray, axis: Axis = None) -> np.ndarray:
    """x with its elements shifted along axis; those that leave at one end come in at the other."""

@overload
def rollaxis(x: Tensor, axis: Axis, start: Any = 0) -> Tensor:
    """x with this axis rolled back until it lies before the axis `start`; moveaxis is easier to read."""

@overload
def rollaxis(x: TypeLike, axis: Axis, start: Any = 0) -> TensorType:
    """x with this axis rolled back until it lies before the axis `start`; moveaxis is easier to read."""

@overload
def rollaxis(x: ArrayLike, axis: Axis, start: Any = 0) -> np.ndarray:
    """x with this axis rolled back until it lies before the axis `start`; moveaxis is easier to read."""

@overload
def rot90(x: Tensor, k: int = 1, axes: int | Sequence[Any] | None = ...) -> Tensor:
    """x turned by 90 degrees k times, from the first of the two axes towards the second."""

@overload
def rot90(x: TypeLike, k: int = 1, axes: int | Sequence[Any] | None = ...) -> TensorType:
    """x turned by 90 degrees k times, from the first of the two axes towards the second."""

@overload
def rot90(x: ArrayLike, k: int = 1, axes: int | Sequence[Any] | None = ...) -> np.ndarray:
    """x turned by 90 degrees k times, from the first of the two axes towards the second."""

@overload
def round(x: Tensor, decimals: Any = 0) -> Tensor:
    """x rounded to so many digits behind the point, or before it if decimals is negative; halves go to the even one."""

@overload
def round(x: TypeLike, decimals: Any = 0) -> TensorType:
    """x rounded to so many digits behind the point, or before it if decimals is negative; halves go to the even one."""

@overload
def round(x: ArrayLike, decimals: Any = 0) -> np.ndarray:
    """x rounded to so many digits behind the point, or before it if decimals is negative; halves go to the even one."""

class _scatter(Op):
    """x with updates in place of the elements that the indices name."""
    @overload
    def __call__(self, x: Tensor, updates: TensorLike, *indices: TensorLike | Sequence[int]) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, updates: TypeLike, *indices: TypeLike | Sequence[int]) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, updates: ArrayLike, *indices: ArrayLike | Sequence[int]) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, updates: TensorLike, *indices: TensorLike | Sequence[int]) -> Tensor: ...

scatter: _scatter

class _scatter_add(Op):
    """x with updates added at the positions that the indices name."""
    @overload
    def __call__(self, x: Tensor, updates: TensorLike, *indices: TensorLike | Sequence[int]) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, updates: TypeLike, *indices: TypeLike | Sequence[int]) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, updates: ArrayLike, *indices: ArrayLike | Sequence[int]) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, updates: TensorLike, *indices: TensorLike | Sequence[int]) -> Tensor: ...

scatter_add: _scatter_add

@overload
def scatter_nd_add(x: Tensor, indices: TensorLike | Sequence[int], updates: TensorLike) -> Tensor:
    """x with updates added to the elements at these coordinates; several at one position add up."""

@overload
def scatter_nd_add(x: TypeLike, indices: TypeLike | Sequence[int], updates: TypeLike) -> TensorType:
    """x with updates added to the elements at these coordinates; several at one position add up."""

@overload
def scatter_nd_add(x: ArrayLike, indices: ArrayLike | Sequence[int], updates: ArrayLike) -> np.ndarray:
    """x with updates added to the elements at these coordinates; several at one position add up."""

@overload
def scatter_nd_add(x: TensorLike, indices: TensorLike | Sequence[int], updates: TensorLike) -> Tensor:
    """x with updates added to the elements at these coordinates; several at one position add up."""

@overload
def scatter_nd_update(x: Tensor, indices: TensorLike | Sequence[int], updates: TensorLike) -> Tensor:
    """x with updates in place of the elements at these coordinates, which stand in the last axis of the indices."""

@overload
def scatter_nd_update(x: TypeLike, indices: TypeLike | Sequence[int], updates: TypeLike) -> TensorType:
    """x with updates in place of the elements at these coordinates, which stand in the last axis of the indices."""

@overload
def scatter_nd_update(x: ArrayLike, indices: ArrayLike | Sequence[int], updates: ArrayLike) -> np.ndarray:
    """x with updates in place of the elements at these coordinates, which stand in the last axis of the indices."""

@overload
def scatter_nd_update(x: TensorLike, indices: TensorLike | Sequence[int], updates: TensorLike) -> Tensor:
    """x with updates in place of the elements at these coordinates, which stand in the last axis of the indices."""

class _searchsorted(Op):
    """For each number of v, the position in the ascending vector x before which it belongs; i64."""
    @overload
    def __call__(self, x: Tensor, v: Any, side: Any = "left", sorter: Any = None) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, v: Any, side: Any = "left", sorter: Any = None) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, v: Any, side: Any = "left", sorter: Any = None) -> np.ndarray: ...

searchsorted: _searchsorted

@overload
def select(condlist: Sequence[Tensor], choicelist: Sequence[TensorLike], default: Any = 0) -> Tensor:
    """For each element, the first of the choices whose condition holds there; default if none does."""

@overload
def select(condlist: Sequence[TypeLike], choicelist: Sequence[TypeLike], default: Any = 0) -> TensorType:
    """For each element, the first of the choices whose condition holds there; default if none does."""

@overload
def select(condlist: Sequence[ArrayLike], choicelist: Sequence[ArrayLike], default: Any = 0) -> np.ndarray:
    """For each element, the first of the choices whose condition holds there; default if none does."""

@overload
def select(condlist: Sequence[TensorLike], choicelist: Sequence[TensorLike], default: Any = 0) -> Tensor:
    """For each element, the first of the choices whose condition holds there; default if none does."""

@overload
def selu(x: Tensor) -> Tensor:
    """elu, scaled so that numbers of mean 0 and variance 1 stay so from layer to layer."""

@overload
def selu(x: TypeLike) -> TensorType:
    """elu, scaled so that numbers of mean 0 and variance 1 stay so from layer to layer."""

@overload
def selu(x: ArrayLike) -> np.ndarray:
    """elu, scaled so that numbers of mean 0 and variance 1 stay so from layer to layer."""

@overload
def shuffle_channels(x: Tensor, group: int, axis: Axis = 1) -> Tensor:
    """Channels dealt out like cards: of each group the first, then of each the second, and so on."""

@overload
def shuffle_channels(x: TypeLike, group: int, axis: Axis = 1) -> TensorType:
    """Channels dealt out like cards: of each group the first, then of each the second, and so on."""

@overload
def shuffle_channels(x: ArrayLike, group: int, axis: Axis = 1) -> np.ndarray:
    """Channels dealt out like cards: of each group the first, then of each the second, and so on."""

class _sigmoid(Op):
    """1 / (1 + e**-x): an s-shaped step from 0 to 1."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

sigmoid: _sigmoid

class _sign(Op):
    """-1, 0 or 1.  Piecewise constant."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

sign: _sign

class _signbit(Op):
    """Has x a minus sign?  -0.0 has one."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

signbit: _signbit

@overload
def silu(x: Tensor) -> Tensor:
    """x * sigmoid(x)."""

@overload
def silu(x: TypeLike) -> TensorType:
    """x * sigmoid(x)."""

@overload
def silu(x: ArrayLike) -> np.ndarray:
    """x * sigmoid(x)."""

class _sin(Op):
    """The sine of x, in radians."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

sin: _sin

@overload
def sinc(x: Tensor) -> Tensor:
    """sin(pi*x) / (pi*x), and 1 at 0: the ideal filter of signal processing."""

@overload
def sinc(x: TypeLike) -> TensorType:
    """sin(pi*x) / (pi*x), and 1 at 0: the ideal filter of signal processing."""

@overload
def sinc(x: ArrayLike) -> np.ndarray:
    """sin(pi*x) / (pi*x), and 1 at 0: the ideal filter of signal processing."""

class _sinh(Op):
    """The hyperbolic sine, (e**x - e**-x) / 2."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

sinh: _sinh

class _slice(Op):
    """The part of x with, along each axis, the positions start, start + step, ... before stop."""
    @overload
    def __call__(self, x: Tensor, index: Any) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, index: Any) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, index: Any) -> np.ndarray: ...

slice: _slice

@overload
def sliding_window_view(x: Tensor, window_shape: int | Sequence[int] | np.ndarray, axis: Axis = None) -> Tensor:
    """windows as NumPy has them: each axis keeps its place and has the places; the window's axes come last."""

@overload
def sliding_window_view(x: TypeLike, window_shape: int | Sequence[int] | np.ndarray, axis: Axis = None) -> TensorType:
    """windows as NumPy has them: each axis keeps its place and has the places; the window's axes come last."""

@overload
def sliding_window_view(x: ArrayLike, window_shape: int | Sequence[int] | np.ndarray, axis: Axis = None) -> np.ndarray:
    """windows as NumPy has them: each axis keeps its place and has the places; the window's axes come last."""

class _softmax(Op):
    """e**x divided by its sum along axis: positive numbers that add up to 1."""
    @overload
    def __call__(self, x: Tensor, axis: Axis = None) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, axis: Axis = None) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, axis: Axis = None) -> np.ndarray: ...

softmax: _softmax

class _softplus(Op):
    """log(1 + e**x), without overflow: relu without its kink.  Its slope is sigmoid(x)."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

softplus: _softplus

@overload
def softsign(x: Tensor) -> Tensor:
    """x / (1 + abs(x)): an s-shaped step from -1 to 1, flatter than tanh."""

@overload
def softsign(x: TypeLike) -> TensorType:
    """x / (1 + abs(x)): an s-shaped step from -1 to 1, flatter than tanh."""

@overload
def softsign(x: ArrayLike) -> np.ndarray:
    """x / (1 + abs(x)): an s-shaped step from -1 to 1, flatter than tanh."""

@overload
def sort(x: Tensor, axis: Axis = -1, descending: Any = False, kind: Any = None, stable: Any = None) -> Tensor:
    """The elements along axis in ascending order, or descending; NaN as the largest."""

@overload
def sort(x: TypeLike, axis: Axis = -1, descending: Any = False, kind: Any = None, stable: Any = None) -> TensorType:
    """The elements along axis in ascending order, or descending; NaN as the largest."""

@overload
def sort(x: ArrayLike, axis: Axis = -1, descending: Any = False, kind: Any = None, stable: Any = None) -> np.ndarray:
    """The elements along axis in ascending order, or descending; NaN as the largest."""

@overload
def space_to_batch(
    x: Tensor,
    block_shape: Sequence[int],
    pads_begin: Sequence[int] | None = None,
    pads_end: Sequence[int] | None = None,
) -> Tensor:
    """The places of each block go to different members of a larger batch; a dilated convolution becomes a plain one."""

@overload
def space_to_batch(
    x: TypeLike,
    block_shape: Sequence[int],
    pads_begin: Sequence[int] | None = None,
    pads_end: Sequence[int] | None = None,
) -> TensorType:
    """The places of each block go to different members of a larger batch; a dilated convolution becomes a plain one."""

@overload
def space_to_batch(
    x: ArrayLike,
    block_shape: Sequence[int],
    pads_begin: Sequence[int] | None = None,
    pads_end: Sequence[int] | None = None,
) -> np.ndarray:
    """The places of each block go to different members of a larger batch; a dilated convolution becomes a plain one."""

@overload
def space_to_depth(x: Tensor, block_size: int, mode: str = "blocks_first") -> Tensor:
    """Each block of space becomes one place with more channels: [n,c,h,w] -> [n,c*b*b,h/b,w/b]."""

@overload
def space_to_depth(x: TypeLike, block_size: int, mode: str = "blocks_first") -> TensorType:
    """Each block of space becomes one place with more channels: [n,c,h,w] -> [n,c*b*b,h/b,w/b]."""

@overload
def space_to_depth(x: ArrayLike, block_size: int, mode: str = "blocks_first") -> np.ndarray:
    """Each block of space becomes one place with more channels: [n,c,h,w] -> [n,c*b*b,h/b,w/b]."""

@overload
def split(x: Tensor, indices_or_sections: int | Sequence[int] | np.ndarray, axis: Axis = 0) -> list[Tensor]:
    """A list of equal parts of x along axis: so many, or cut before the positions of a list."""

@overload
def split(x: TypeLike, indices_or_sections: int | Sequence[int] | np.ndarray, axis: Axis = 0) -> list[TensorType]:
    """A list of equal parts of x along axis: so many, or cut before the positions of a list."""

@overload
def split(x: ArrayLike, indices_or_sections: int | Sequence[int] | np.ndarray, axis: Axis = 0) -> list[np.ndarray]:
    """A list of equal parts of x along axis: so many, or cut before the positions of a list."""

class _sqrt(Op):
    """The square root; its slope at 0 is infinite."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

sqrt: _sqrt

@overload
def square(x: Tensor) -> Tensor:
    """x * x."""

@overload
def square(x: TypeLike) -> TensorType:
    """x * x."""

@overload
def square(x: ArrayLike) -> np.ndarray:
    """x * x."""

@overload
def squared_difference(x: Tensor, y: TensorLike) -> Tensor:
    """(x - y) * (x - y): nGraph's SquaredDifference."""

@overload
def squared_difference(x: TypeLike, y: TypeLike) -> TensorType:
    """(x - y) * (x - y): nGraph's SquaredDifference."""

@overload
def squared_difference(x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """(x - y) * (x - y): nGraph's SquaredDifference."""

@overload
def squared_difference(x: TensorLike, y: TensorLike) -> Tensor:
    """(x - y) * (x - y): nGraph's SquaredDifference."""

@overload
def squeeze(x: Tensor, axis: Axis = None) -> Tensor:
    """x without its axes of size 1, or without those named."""

@overload
def squeeze(x: TypeLike, axis: Axis = None) -> TensorType:
    """x without its axes of size 1, or without those named."""

@overload
def squeeze(x: ArrayLike, axis: Axis = None) -> np.ndarray:
    """x without its axes of size 1, or without those named."""

@overload
def stack(xs: Sequence[Tensor], axis: Axis = 0, *, dtype: DType | None = None) -> Tensor:
    """Tensors of one shape side by side along a new axis."""

@overload
def stack(xs: Sequence[TypeLike], axis: Axis = 0, *, dtype: DType | None = None) -> TensorType:
    """Tensors of one shape side by side along a new axis."""

@overload
def stack(xs: Sequence[ArrayLike], axis: Axis = 0, *, dtype: DType | None = None) -> np.ndarray:
    """Tensors of one shape side by side along a new axis."""

@overload
def stack(xs: Sequence[TensorLike], axis: Axis = 0, *, dtype: DType | None = None) -> Tensor:
    """Tensors of one shape side by side along a new axis."""

@overload
def std(
    x: Tensor,
    axis: Axis = None,
    *,
    ddof: float = 0,
    keepdims: bool = False,
    dtype: DType | None = None,
    where: Any = True,
    mean: Any = None,
    correction: Any = None,
) -> Tensor:
    """The square root of var.  Where all elements are equal, its gradient is taken to be 0."""

@overload
def std(
    x: TypeLike,
    axis: Axis = None,
    *,
    ddof: float = 0,
    keepdims: bool = False,
    dtype: DType | None = None,
    where: Any = True,
    mean: Any = None,
    correction: Any = None,
) -> TensorType:
    """The square root of var.  Where all elements are equal, its gradient is taken to be 0."""

@overload
def std(
    x: ArrayLike,
    axis: Axis = None,
    *,
    ddof: float = 0,
    keepdims: bool = False,
    dtype: DType | None = None,
    where: Any = True,
    mean: Any = None,
    correction: Any = None,
) -> np.ndarray:
    """The square root of var.  Where all elements are equal, its gradient is taken to be 0."""

class _stop_gradient(Op):
    """x, treated as a constant by autodiff."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

stop_gradient: _stop_gradient

class _subtract(Op):
    """x - y."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

subtract: _subtract

class _sum(Op):
    """Add up the elements along axis (a number, several, or all); 0 if there are none."""
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None) -> Tensor: ...
    @overload
    def __call__(
        self, x: TypeLike, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None
    ) -> TensorType: ...
    @overload
    def __call__(
        self, x: ArrayLike, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None
    ) -> np.ndarray: ...

sum: _sum

@overload
def swapaxes(x: Tensor, axis1: int, axis2: int) -> Tensor:
    """x with two axes swapped."""

@overload
def swapaxes(x: TypeLike, axis1: int, axis2: int) -> TensorType:
    """x with two axes swapped."""

@overload
def swapaxes(x: ArrayLike, axis1: int, axis2: int) -> np.ndarray:
    """x with two axes swapped."""

@overload
def swish(x: Tensor, beta: Any = 1.0) -> Tensor:
    """x * sigmoid(beta * x): silu where beta is 1; beta may be a tensor, which is learned."""

@overload
def swish(x: TypeLike, beta: Any = 1.0) -> TensorType:
    """x * sigmoid(beta * x): silu where beta is 1; beta may be a tensor, which is learned."""

@overload
def swish(x: ArrayLike, beta: Any = 1.0) -> np.ndarray:
    """x * sigmoid(beta * x): silu where beta is 1; beta may be a tensor, which is learned."""

@overload
def take(x: Tensor, indices: TensorLike | Sequence[int], axis: Axis = None, mode: str = "raise") -> Tensor:
    """The elements, rows or columns of x with these numbers: x[indices] along an axis, or of x as one vector."""

@overload
def take(x: TypeLike, indices: TypeLike | Sequence[int], axis: Axis = None, mode: str = "raise") -> TensorType:
    """The elements, rows or columns of x with these numbers: x[indices] along an axis, or of x as one vector."""

@overload
def take(x: ArrayLike, indices: ArrayLike | Sequence[int], axis: Axis = None, mode: str = "raise") -> np.ndarray:
    """The elements, rows or columns of x with these numbers: x[indices] along an axis, or of x as one vector."""

@overload
def take(x: TensorLike, indices: TensorLike | Sequence[int], axis: Axis = None, mode: str = "raise") -> Tensor:
    """The elements, rows or columns of x with these numbers: x[indices] along an axis, or of x as one vector."""

@overload
def take_along_axis(x: Tensor, indices: TensorLike | Sequence[int], axis: Axis = -1) -> Tensor:
    """For each position its own element along an axis: x[i, indices[i, j]] for a matrix and axis=1."""

@overload
def take_along_axis(x: TypeLike, indices: TypeLike | Sequence[int], axis: Axis = -1) -> TensorType:
    """For each position its own element along an axis: x[i, indices[i, j]] for a matrix and axis=1."""

@overload
def take_along_axis(x: ArrayLike, indices: ArrayLike | Sequence[int], axis: Axis = -1) -> np.ndarray:
    """For each position its own element along an axis: x[i, indices[i, j]] for a matrix and axis=1."""

@overload
def take_along_axis(x: TensorLike, indices: TensorLike | Sequence[int], axis: Axis = -1) -> Tensor:
    """For each position its own element along an axis: x[i, indices[i, j]] for a matrix and axis=1."""

class _tan(Op):
    """The tangent of x, sin(x) / cos(x), in radians."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

tan: _tan

class _tanh(Op):
    """The hyperbolic tangent: an s-shaped step from -1 to 1."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

tanh: _tanh

@overload
def tensordot(x: Tensor, y: TensorLike, axes: int | Sequence[Any] | None = 2) -> Tensor:
    """Multiply and add up along several axes: the last ones of x with the first ones of y, or those that are named."""

@overload
def tensordot(x: TypeLike, y: TypeLike, axes: int | Sequence[Any] | None = 2) -> TensorType:
    """Multiply and add up along several axes: the last ones of x with the first ones of y, or those that are named."""

@overload
def tensordot(x: ArrayLike, y: ArrayLike, axes: int | Sequence[Any] | None = 2) -> np.ndarray:
    """Multiply and add up along several axes: the last ones of x with the first ones of y, or those that are named."""

@overload
def tensordot(x: TensorLike, y: TensorLike, axes: int | Sequence[Any] | None = 2) -> Tensor:
    """Multiply and add up along several axes: the last ones of x with the first ones of y, or those that are named."""

@overload
def tile(x: Tensor, reps: int | Sequence[int] | np.ndarray) -> Tensor:
    """x again and again, reps times along each axis, as tiles on a floor."""

@overload
def tile(x: TypeLike, reps: int | Sequence[int] | np.ndarray) -> TensorType:
    """x again and again, reps times along each axis, as tiles on a floor."""

@overload
def tile(x: ArrayLike, reps: int | Sequence[int] | np.ndarray) -> np.ndarray:
    """x again and again, reps times along each axis, as tiles on a floor."""

@overload
def top_k(x: Tensor, k: int, axis: Axis = -1, largest: Any = True, sorted: Any = True, dtype: DType = ...) -> Tensor:
    """(values, positions) of the k largest elements along axis, or of the smallest, in order."""

@overload
def top_k(
    x: TypeLike, k: int, axis: Axis = -1, largest: Any = True, sorted: Any = True, dtype: DType = ...
) -> TensorType:
    """(values, positions) of the k largest elements along axis, or of the smallest, in order."""

@overload
def top_k(
    x: ArrayLike, k: int, axis: Axis = -1, largest: Any = True, sorted: Any = True, dtype: DType = ...
) -> np.ndarray:
    """(values, positions) of the k largest elements along axis, or of the smallest, in order."""

class _transpose(Op):
    """Reorder the axes; without axes, reverse them: for a matrix, swap rows and columns."""
    @overload
    def __call__(self, x: Tensor, axes: int | Sequence[Any] | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, axes: int | Sequence[Any] | None = None) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, axes: int | Sequence[Any] | None = None) -> np.ndarray: ...

transpose: _transpose

@overload
def trapezoid(y: Tensor, x: TensorLike | None = None, dx: Any = 1.0, axis: Axis = -1) -> Tensor:
    """The area under y along axis, with straight lines between its points."""

@overload
def trapezoid(y: TypeLike, x: TypeLike | None = None, dx: Any = 1.0, axis: Axis = -1) -> TensorType:
    """The area under y along axis, with straight lines between its points."""

@overload
def trapezoid(y: ArrayLike, x: ArrayLike | None = None, dx: Any = 1.0, axis: Axis = -1) -> np.ndarray:
    """The area under y along axis, with straight lines between its points."""

@overload
def trapezoid(y: TensorLike, x: TensorLike | None = None, dx: Any = 1.0, axis: Axis = -1) -> Tensor:
    """The area under y along axis, with straight lines between its points."""

def tri(N: int, M: int | None = None, k: int = 0, dtype: DType = ...) -> Tensor:
    """The matrix with ones on and below the diagonal k and zeros above it: N rows, and M columns or as many."""

@overload
def tril(x: Tensor, k: int = 0) -> Tensor:
    """The lower triangle of each matrix: what lies above the diagonal k becomes 0."""

@overload
def tril(x: TypeLike, k: int = 0) -> TensorType:
    """The lower triangle of each matrix: what lies above the diagonal k becomes 0."""

@overload
def tril(x: ArrayLike, k: int = 0) -> np.ndarray:
    """The lower triangle of each matrix: what lies above the diagonal k becomes 0."""

@overload
def triu(x: Tensor, k: int = 0) -> Tensor:
    """The upper triangle of each matrix: what lies below the diagonal k becomes 0."""

@overload
def triu(x: TypeLike, k: int = 0) -> TensorType:
    """The upper triangle of each matrix: what lies below the diagonal k becomes 0."""

@overload
def triu(x: ArrayLike, k: int = 0) -> np.ndarray:
    """The upper triangle of each matrix: what lies below the diagonal k becomes 0."""

class _trunc(Op):
    """x without the digits behind the point.  Piecewise constant."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

trunc: _trunc

@overload
def unravel_index(indices: Tensor | Sequence[int], shape: Shape) -> Tensor:
    """The coordinates of elements that are numbered through all axes: a tensor of i64 for each axis."""

@overload
def unravel_index(indices: TypeLike | Sequence[int], shape: Shape) -> TensorType:
    """The coordinates of elements that are numbered through all axes: a tensor of i64 for each axis."""

@overload
def unravel_index(indices: ArrayLike | Sequence[int], shape: Shape) -> np.ndarray:
    """The coordinates of elements that are numbered through all axes: a tensor of i64 for each axis."""

@overload
def unstack(x: Tensor, *, axis: Axis = 0) -> tuple[Tensor, ...]:
    """A tuple of the parts of x along axis, without that axis; stack joins them again."""

@overload
def unstack(x: TypeLike, *, axis: Axis = 0) -> tuple[TensorType, ...]:
    """A tuple of the parts of x along axis, without that axis; stack joins them again."""

@overload
def unstack(x: ArrayLike, *, axis: Axis = 0) -> tuple[np.ndarray, ...]:
    """A tuple of the parts of x along axis, without that axis; stack joins them again."""

@overload
def update_at(x: Tensor, values: TensorLike, key: Index, how: str = "set", unique: bool = False) -> Tensor:
    """x with x[key] replaced by values or, if `how` says so, changed by them: x.at[key].set(values) and its like."""

@overload
def update_at(x: TypeLike, values: TypeLike, key: Index, how: str = "set", unique: bool = False) -> TensorType:
    """x with x[key] replaced by values or, if `how` says so, changed by them: x.at[key].set(values) and its like."""

@overload
def update_at(x: ArrayLike, values: ArrayLike, key: Index, how: str = "set", unique: bool = False) -> np.ndarray:
    """x with x[key] replaced by values or, if `how` says so, changed by them: x.at[key].set(values) and its like."""

@overload
def update_at(x: TensorLike, values: TensorLike, key: Index, how: str = "set", unique: bool = False) -> Tensor:
    """x with x[key] replaced by values or, if `how` says so, changed by them: x.at[key].set(values) and its like."""

@overload
def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:
    """The matrix whose columns are the powers of a vector, the highest first, down to 1."""

@overload
def vander(x: TypeLike, N: int | None = None, increasing: bool = False) -> TensorType:
    """The matrix whose columns are the powers of a vector, the highest first, down to 1."""

@overload
def vander(x: ArrayLike, N: int | None = None, increasing: bool = False) -> np.ndarray:
    """The matrix whose columns are the powers of a vector, the highest first, down to 1."""

@overload
def var(
    x: Tensor,
    axis: Axis = None,
    *,
    ddof: float = 0,
    keepdims: bool = False,
    dtype: DType | None = None,
    where: Any = True,
    mean: Any = None,
    correction: Any = None,
) -> Tensor:
    """The mean squared distance from the mean; NaN if there are no elements."""

@overload
def var(
    x: TypeLike,
    axis: Axis = None,
    *,
    ddof: float = 0,
    keepdims: bool = False,
    dtype: DType | None = None,
    where: Any = True,
    mean: Any = None,
    correction: Any = None,
) -> TensorType:
    """The mean squared distance from the mean; NaN if there are no elements."""

@overload
def var(
    x: ArrayLike,
    axis: Axis = None,
    *,
    ddof: float = 0,
    keepdims: bool = False,
    dtype: DType | None = None,
    where: Any = True,
    mean: Any = None,
    correction: Any = None,
) -> np.ndarray:
    """The mean squared distance from the mean; NaN if there are no elements."""

@overload
def vdot(x: Tensor, y: TensorLike) -> Tensor:
    """The product of all elements of x with those of y, added up; the shapes count for nothing."""

@overload
def vdot(x: TypeLike, y: TypeLike) -> TensorType:
    """The product of all elements of x with those of y, added up; the shapes count for nothing."""

@overload
def vdot(x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """The product of all elements of x with those of y, added up; the shapes count for nothing."""

@overload
def vdot(x: TensorLike, y: TensorLike) -> Tensor:
    """The product of all elements of x with those of y, added up; the shapes count for nothing."""

@overload
def vecdot(x: Tensor, y: TensorLike, axis: Axis = -1) -> Tensor:
    """The product of vectors along an axis, one number for each pair; the other axes broadcast."""

@overload
def vecdot(x: TypeLike, y: TypeLike, axis: Axis = -1) -> TensorType:
    """The product of vectors along an axis, one number for each pair; the other axes broadcast."""

@overload
def vecdot(x: ArrayLike, y: ArrayLike, axis: Axis = -1) -> np.ndarray:
    """The product of vectors along an axis, one number for each pair; the other axes broadcast."""

@overload
def vecdot(x: TensorLike, y: TensorLike, axis: Axis = -1) -> Tensor:
    """The product of vectors along an axis, one number for each pair; the other axes broadcast."""

@overload
def vecmat(x: Tensor, y: TensorLike) -> Tensor:
    """The product of vectors with matrices: [...,n] by [...,n,m] gives [...,m]."""

@overload
def vecmat(x: TypeLike, y: TypeLike) -> TensorType:
    """The product of vectors with matrices: [...,n] by [...,n,m] gives [...,m]."""

@overload
def vecmat(x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """The product of vectors with matrices: [...,n] by [...,n,m] gives [...,m]."""

@overload
def vecmat(x: TensorLike, y: TensorLike) -> Tensor:
    """The product of vectors with matrices: [...,n] by [...,n,m] gives [...,m]."""

@overload
def vector_norm(x: Tensor, axis: Axis = None, keepdims: bool = False, ord: Any = 2) -> Tensor:
    """The length of x as one vector, or of the vectors along axis; ord as in norm."""

@overload
def vector_norm(x: TypeLike, axis: Axis = None, keepdims: bool = False, ord: Any = 2) -> TensorType:
    """The length of x as one vector, or of the vectors along axis; ord as in norm."""

@overload
def vector_norm(x: ArrayLike, axis: Axis = None, keepdims: bool = False, ord: Any = 2) -> np.ndarray:
    """The length of x as one vector, or of the vectors along axis; ord as in norm."""

@overload
def vsplit(x: Tensor, indices_or_sections: int | Sequence[int] | np.ndarray) -> list[Tensor]:
    """x split along its first axis; x must have two axes or more."""

@overload
def vsplit(x: TypeLike, indices_or_sections: int | Sequence[int] | np.ndarray) -> list[TensorType]:
    """x split along its first axis; x must have two axes or more."""

@overload
def vsplit(x: ArrayLike, indices_or_sections: int | Sequence[int] | np.ndarray) -> list[np.ndarray]:
    """x split along its first axis; x must have two axes or more."""

@overload
def vstack(xs: Sequence[Tensor], *, dtype: DType | None = None) -> Tensor:
    """Tensors below each other: joined along the first axis, where a vector is a row."""

@overload
def vstack(xs: Sequence[TypeLike], *, dtype: DType | None = None) -> TensorType:
    """Tensors below each other: joined along the first axis, where a vector is a row."""

@overload
def vstack(xs: Sequence[ArrayLike], *, dtype: DType | None = None) -> np.ndarray:
    """Tensors below each other: joined along the first axis, where a vector is a row."""

@overload
def vstack(xs: Sequence[TensorLike], *, dtype: DType | None = None) -> Tensor:
    """Tensors below each other: joined along the first axis, where a vector is a row."""

class _where(Op):
    """x where condition holds, y elsewhere."""
    @overload
    def __call__(self, condition: Tensor, x: TensorLike, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, condition: TypeLike, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, condition: ArrayLike, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, condition: TensorLike, x: TensorLike, y: TensorLike) -> Tensor: ...

where: _where

class _windows(Op):
    """Look at the last axes of x through a window that moves by strides: [..., space] gives [..., window, places]."""
    @overload
    def __call__(
        self,
        x: Tensor,
        sizes: int | Sequence[int],
        strides: int | Sequence[int] = 1,
        dilations: int | Sequence[int] = 1,
    ) -> Tensor: ...
    @overload
    def __call__(
        self,
        x: TypeLike,
        sizes: int | Sequence[int],
        strides: int | Sequence[int] = 1,
        dilations: int | Sequence[int] = 1,
    ) -> TensorType: ...
    @overload
    def __call__(
        self,
        x: ArrayLike,
        sizes: int | Sequence[int],
        strides: int | Sequence[int] = 1,
        dilations: int | Sequence[int] = 1,
    ) -> np.ndarray: ...

windows: _windows

def zeros(shape: Shape, dtype: DType = ...) -> Tensor:
    """A tensor of zeros; for bools, of False."""

@overload
def zeros_like(x: Tensor, dtype: DType | None = None, shape: Shape | None = None) -> Tensor:
    """Zeros in the shape and the element type of x, or in others."""

@overload
def zeros_like(x: TypeLike, dtype: DType | None = None, shape: Shape | None = None) -> TensorType:
    """Zeros in the shape and the element type of x, or in others."""

@overload
def zeros_like(x: ArrayLike, dtype: DType | None = None, shape: Shape | None = None) -> np.ndarray:
    """Zeros in the shape and the element type of x, or in others."""

__all__ = [
    "add",
    "add_windows",
    "allclose",
    "angle",
    "append",
    "arange",
    "arccos",
    "arccosh",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctan2",
    "arctanh",
    "argmax",
    "argmin",
    "argpartition",
    "argsort",
    "array",
    "array_equal",
    "array_split",
    "atleast_1d",
    "atleast_2d",
    "atleast_3d",
    "average",
    "average_pool",
    "batch_dot",
    "batch_norm",
    "batch_norm_training",
    "batch_to_space",
    "bincount",
    "bitwise_and",
    "bitwise_count",
    "bitwise_or",
    "bitwise_xor",
    "block",
    "broadcast",
    "broadcast_arrays",
    "broadcast_to",
    "cbrt",
    "ceil",
    "choose",
    "clip",
    "column_stack",
    "compress",
    "concatenate",
    "constant",
    "convert",
    "convolution",
    "convolution_transpose",
    "convolve",
    "copysign",
    "corrcoef",
    "correlate",
    "cos",
    "cosh",
    "count_nonzero",
    "cov",
    "cross",
    "cumprod",
    "cumsum",
    "cumulative_prod",
    "cumulative_sum",
    "degrees",
    "delete",
    "depth_to_space",
    "diag",
    "diagflat",
    "diagonal",
    "diagonal_sum",
    "diff",
    "digitize",
    "divide",
    "dot",
    "dropout",
    "dsplit",
    "dstack",
    "ediff1d",
    "einsum",
    "elementwise",
    "elu",
    "embed",
    "embedding",
    "empty",
    "empty_like",
    "equal",
    "erf",
    "erfinv",
    "exp",
    "exp2",
    "expand_dims",
    "expm1",
    "extract",
    "eye",
    "fabs",
    "fill_diagonal",
    "flatten",
    "flip",
    "fliplr",
    "flipud",
    "float_power",
    "floats",
    "floor",
    "floor_divide",
    "fmax",
    "fmin",
    "fmod",
    "full",
    "full_like",
    "gather",
    "gather_nd",
    "gcd",
    "gelu",
    "geomspace",
    "getitem",
    "global_average_pool",
    "global_max_pool",
    "gradient",
    "greater",
    "greater_equal",
    "group_norm",
    "hard_sigmoid",
    "hard_swish",
    "hard_tanh",
    "heaviside",
    "hsplit",
    "hstack",
    "hypot",
    "identity",
    "index_add",
    "index_copy",
    "indices",
    "inner",
    "insert",
    "instance_norm",
    "interp",
    "invert",
    "isclose",
    "isfinite",
    "isinf",
    "isnan",
    "isneginf",
    "isposinf",
    "join",
    "kron",
    "layer_norm",
    "lcm",
    "leaky_relu",
    "left_shift",
    "less",
    "less_equal",
    "linspace",
    "local_response_norm",
    "log",
    "log10",
    "log1p",
    "log2",
    "log_sigmoid",
    "log_softmax",
    "logaddexp",
    "logaddexp2",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "logspace",
    "logsumexp",
    "mask",
    "matmul",
    "matrix_norm",
    "matrix_power",
    "matrix_transpose",
    "matvec",
    "max_pool",
    "maximum",
    "mean",
    "median",
    "meshgrid",
    "minimum",
    "mish",
    "modf",
    "moveaxis",
    "multi_dot",
    "multiply",
    "nan_to_num",
    "nancumprod",
    "nancumsum",
    "nanmax",
    "nanmean",
    "nanmin",
    "nanprod",
    "nanstd",
    "nansum",
    "nanvar",
    "negative",
    "norm",
    "normalize",
    "not_equal",
    "one_hot",
    "ones",
    "ones_like",
    "op",
    "optimization_barrier",
    "outer",
    "pad",
    "partition",
    "percentile",
    "permute_dims",
    "polyval",
    "power",
    "prelu",
    "prod",
    "ptp",
    "put_along_axis",
    "quantile",
    "radians",
    "random_bits",
    "ravel",
    "ravel_multi_index",
    "reciprocal",
    "relu",
    "relu6",
    "remainder",
    "repeat",
    "reshape",
    "reshape_in_order",
    "resize",
    "reverse_sequence",
    "right_shift",
    "rint",
    "rms_norm",
    "roll",
    "rollaxis",
    "rot90",
    "scatter",
    "scatter_add",
    "scatter_nd_add",
    "scatter_nd_update",
    "searchsorted",
    "select",
    "selu",
    "shuffle_channels",
    "sigmoid",
    "sign",
    "signbit",
    "silu",
    "sin",
    "sinc",
    "sinh",
    "sliding_window_view",
    "softmax",
    "softplus",
    "softsign",
    "sort",
    "space_to_batch",
    "space_to_depth",
    "split",
    "sqrt",
    "square",
    "squared_difference",
    "squeeze",
    "stack",
    "std",
    "stop_gradient",
    "subtract",
    "swapaxes",
    "swish",
    "take",
    "take_along_axis",
    "tan",
    "tanh",
    "tensordot",
    "tile",
    "top_k",
    "transpose",
    "trapezoid",
    "tri",
    "tril",
    "triu",
    "trunc",
    "unravel_index",
    "unstack",
    "update_at",
    "vander",
    "var",
    "vdot",
    "vecdot",
    "vecmat",
    "vector_norm",
    "vsplit",
    "vstack",
    "where",
    "windows",
    "zeros",
    "zeros_like",
]
