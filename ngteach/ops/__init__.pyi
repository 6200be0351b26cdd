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
from .align import elementwise as elementwise

class _abs(Op):
    """The absolute value of x."""
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
def array(x: Tensor, dtype: DType | None = None) -> Tensor:
    """A tensor made of numbers and tensors in nested lists; np.array cannot hold a tensor, this can."""

@overload
def array(x: TypeLike, dtype: DType | None = None) -> TensorType:
    """A tensor made of numbers and tensors in nested lists; np.array cannot hold a tensor, this can."""

@overload
def array(x: ArrayLike, dtype: DType | None = None) -> np.ndarray:
    """A tensor made of numbers and tensors in nested lists; np.array cannot hold a tensor, this can."""

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
    x: Tensor, scale: Any, shift: Any, mean: Any, variance: Any, *, axis: Axis = 1, epsilon: Any = 1e-05
) -> Tensor:
    """Each channel brought to mean 0 and variance 1 by the statistics that are given, then scaled and shifted."""

@overload
def batch_norm(
    x: TypeLike, scale: Any, shift: Any, mean: Any, variance: Any, *, axis: Axis = 1, epsilon: Any = 1e-05
) -> TensorType:
    """Each channel brought to mean 0 and variance 1 by the statistics that are given, then scaled and shifted."""

@overload
def batch_norm(
    x: ArrayLike, scale: Any, shift: Any, mean: Any, variance: Any, *, axis: Axis = 1, epsilon: Any = 1e-05
) -> np.ndarray:
    """Each channel brought to mean 0 and variance 1 by the statistics that are given, then scaled and shifted."""

@overload
def batch_norm_training(
    x: Tensor, scale: Any = None, shift: Any = None, *, axis: Axis = 1, epsilon: Any = 1e-05
) -> Tensor:
    """(y, mean, variance): each channel brought to mean 0 and variance 1 by its own statistics, over all other axes."""

@overload
def batch_norm_training(
    x: TypeLike, scale: Any = None, shift: Any = None, *, axis: Axis = 1, epsilon: Any = 1e-05
) -> TensorType:
    """(y, mean, variance): each channel brought to mean 0 and variance 1 by its own statistics, over all other axes."""

@overload
def batch_norm_training(
    x: ArrayLike, scale: Any = None, shift: Any = None, *, axis: Axis = 1, epsilon: Any = 1e-05
) -> np.ndarray:
    """(y, mean, variance): each channel brought to mean 0 and variance 1 by its own statistics, over all other axes."""

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
def clip(x: Tensor, low: TensorLike | None, high: TensorLike | None) -> Tensor:
    """x, but not below low nor above high; None means no limit."""

@overload
def clip(x: TypeLike, low: TypeLike | None, high: TypeLike | None) -> TensorType:
    """x, but not below low nor above high; None means no limit."""

@overload
def clip(x: ArrayLike, low: ArrayLike | None, high: ArrayLike | None) -> np.ndarray:
    """x, but not below low nor above high; None means no limit."""

@overload
def clip(x: TensorLike, low: TensorLike | None, high: TensorLike | None) -> Tensor:
    """x, but not below low nor above high; None means no limit."""

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

class _divide(Op):
    """x / y, for floats."""
    @overload
    def __call__(self, x: Tensor, y: TensorLike) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, y: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike) -> np.ndarray: ...
    @overload
    def __call__(self, x: TensorLike, y: TensorLike) -> Tensor: ...

divide: _divide

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

class _embed(Op):
    """Zeros of this shape, with x in the part that slice(..., index) would take."""
    @overload
    def __call__(self, x: Tensor, shape: Shape, index: Any) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, shape: Shape, index: Any) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, shape: Shape, index: Any) -> np.ndarray: ...

embed: _embed

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

class _exp(Op):
    """e ** x."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

exp: _exp

@overload
def expand_dims(x: Tensor, axis: Axis) -> Tensor:
    """x with new axes of size 1; axis says where they are in the result, one or several."""

@overload
def expand_dims(x: TypeLike, axis: Axis) -> TensorType:
    """x with new axes of size 1; axis says where they are in the result, one or several."""

@overload
def expand_dims(x: ArrayLike, axis: Axis) -> np.ndarray:
    """x with new axes of size 1; axis says where they are in the result, one or several."""

@overload
def flatten(x: Tensor, order: str = "C") -> Tensor:
    """All elements as a vector; "F" goes by columns, as in NumPy."""

@overload
def flatten(x: TypeLike, order: str = "C") -> TensorType:
    """All elements as a vector; "F" goes by columns, as in NumPy."""

@overload
def flatten(x: ArrayLike, order: str = "C") -> np.ndarray:
    """All elements as a vector; "F" goes by columns, as in NumPy."""

def floats(*types: TensorType) -> TensorType:
    """The one type that all inputs share, if it is one of floats."""

def full(shape: Shape, value: Any, dtype: DType) -> Tensor:
    """A tensor of this shape with the same number everywhere."""

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
def getitem(x: Tensor, key: Index) -> Tensor:
    """x[key] for whole numbers, slices, None and ...: a slice, then a reshape where axes are added or removed."""

@overload
def getitem(x: TypeLike, key: Index) -> TensorType:
    """x[key] for whole numbers, slices, None and ...: a slice, then a reshape where axes are added or removed."""

@overload
def getitem(x: ArrayLike, key: Index) -> np.ndarray:
    """x[key] for whole numbers, slices, None and ...: a slice, then a reshape where axes are added or removed."""

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
def group_norm(x: Tensor, groups: Any, scale: Any = None, shift: Any = None, *, epsilon: Any = 1e-05) -> Tensor:
    """The channels of each example in groups, each group brought to mean 0 and variance 1 over its channels and space."""

@overload
def group_norm(x: TypeLike, groups: Any, scale: Any = None, shift: Any = None, *, epsilon: Any = 1e-05) -> TensorType:
    """The channels of each example in groups, each group brought to mean 0 and variance 1 over its channels and space."""

@overload
def group_norm(x: ArrayLike, groups: Any, scale: Any = None, shift: Any = None, *, epsilon: Any = 1e-05) -> np.ndarray:
    """The channels of each example in groups, each group brought to mean 0 and variance 1 over its channels and space."""

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
def instance_norm(x: Tensor, scale: Any = None, shift: Any = None, *, epsilon: Any = 1e-05) -> Tensor:
    """Each channel of each example brought to mean 0 and variance 1 over space: the axes from 2 on."""

@overload
def instance_norm(x: TypeLike, scale: Any = None, shift: Any = None, *, epsilon: Any = 1e-05) -> TensorType:
    """Each channel of each example brought to mean 0 and variance 1 over space: the axes from 2 on."""

@overload
def instance_norm(x: ArrayLike, scale: Any = None, shift: Any = None, *, epsilon: Any = 1e-05) -> np.ndarray:
    """Each channel of each example brought to mean 0 and variance 1 over space: the axes from 2 on."""

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
def layer_norm(x: Tensor, scale: Any = None, shift: Any = None, *, axis: Axis = -1, epsilon: Any = 1e-05) -> Tensor:
    """Each example brought to mean 0 and variance 1 over one axis, or several."""

@overload
def layer_norm(
    x: TypeLike, scale: Any = None, shift: Any = None, *, axis: Axis = -1, epsilon: Any = 1e-05
) -> TensorType:
    """Each example brought to mean 0 and variance 1 over one axis, or several."""

@overload
def layer_norm(
    x: ArrayLike, scale: Any = None, shift: Any = None, *, axis: Axis = -1, epsilon: Any = 1e-05
) -> np.ndarray:
    """Each example brought to mean 0 and variance 1 over one axis, or several."""

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

@overload
def local_response_norm(
    x: Tensor, size: Any, *, alpha: Any = 0.0001, beta: Any = 0.75, bias: Any = 1.0, axis: Axis = 1
) -> Tensor:
    """x / (bias + alpha/size * the sum of its neighbours' squares) ** beta."""

@overload
def local_response_norm(
    x: TypeLike, size: Any, *, alpha: Any = 0.0001, beta: Any = 0.75, bias: Any = 1.0, axis: Axis = 1
) -> TensorType:
    """x / (bias + alpha/size * the sum of its neighbours' squares) ** beta."""

@overload
def local_response_norm(
    x: ArrayLike, size: Any, *, alpha: Any = 0.0001, beta: Any = 0.75, bias: Any = 1.0, axis: Axis = 1
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
    """The largest element along axis; if there are none, the lowest number of the type."""
    @overload
    def __call__(self, x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, axis: Axis = None, keepdims: bool = False) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> np.ndarray: ...

max: _max

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
def mean(x: Tensor, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None) -> Tensor:
    """The sum along axis divided by the number of elements; NaN if there are none."""

@overload
def mean(x: TypeLike, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None) -> TensorType:
    """The sum along axis divided by the number of elements; NaN if there are none."""

@overload
def mean(x: ArrayLike, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None) -> np.ndarray:
    """The sum along axis divided by the number of elements; NaN if there are none."""

class _min(Op):
    """The smallest element along axis; if there are none, the highest number of the type."""
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
def moveaxis(x: Tensor, source: int | Sequence[int], destination: int | Sequence[int]) -> Tensor:
    """x with one axis, or several, in another place; the others keep their order."""

@overload
def moveaxis(x: TypeLike, source: int | Sequence[int], destination: int | Sequence[int]) -> TensorType:
    """x with one axis, or several, in another place; the others keep their order."""

@overload
def moveaxis(x: ArrayLike, source: int | Sequence[int], destination: int | Sequence[int]) -> np.ndarray:
    """x with one axis, or several, in another place; the others keep their order."""

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

class _negative(Op):
    """-x."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

negative: _negative

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
    def __call__(self, labels: Tensor, depth: int, dtype: DType = ..., unknown: str = "zeros") -> Tensor: ...
    @overload
    def __call__(self, labels: TypeLike, depth: int, dtype: DType = ..., unknown: str = "zeros") -> TensorType: ...
    @overload
    def __call__(self, labels: ArrayLike, depth: int, dtype: DType = ..., unknown: str = "zeros") -> np.ndarray: ...

one_hot: _one_hot

@overload
def ones_like(x: Tensor) -> Tensor:
    """Ones of the type of x."""

@overload
def ones_like(x: TypeLike) -> TensorType:
    """Ones of the type of x."""

@overload
def ones_like(x: ArrayLike) -> np.ndarray:
    """Ones of the type of x."""

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
def permute_dims(x: Tensor, axes: int | Sequence[int] | None = None) -> Tensor:
    """Reorder the axes, as transpose does; the name is that of the array API standard and of PyTorch's permute."""

@overload
def permute_dims(x: TypeLike, axes: int | Sequence[int] | None = None) -> TensorType:
    """Reorder the axes, as transpose does; the name is that of the array API standard and of PyTorch's permute."""

@overload
def permute_dims(x: ArrayLike, axes: int | Sequence[int] | None = None) -> np.ndarray:
    """Reorder the axes, as transpose does; the name is that of the array API standard and of PyTorch's permute."""

class _power(Op):
    """x ** y, for floats; NaN where x < 0 and y is not whole."""
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

class _relu(Op):
    """The positive part of x, maximum(x, 0); NaN stays NaN."""
    @overload
    def __call__(self, x: Tensor) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...

relu: _relu

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
def rms_norm(x: Tensor, scale: Any = None, *, axis: Axis = -1, epsilon: Any = 1e-05) -> Tensor:
    """Each example divided by the root of its mean square over one axis, or several; its mean stays."""

@overload
def rms_norm(x: TypeLike, scale: Any = None, *, axis: Axis = -1, epsilon: Any = 1e-05) -> TensorType:
    """Each example divided by the root of its mean square over one axis, or several; its mean stays."""

@overload
def rms_norm(x: ArrayLike, scale: Any = None, *, axis: Axis = -1, epsilon: Any = 1e-05) -> np.ndarray:
    """Each example divided by the root of its mean square over one axis, or several; its mean stays."""

@overload
def rollaxis(x: Tensor, axis: Axis, start: int = 0) -> Tensor:
    """x with this axis rolled back until it lies before the axis `start`; moveaxis is easier to read."""

@overload
def rollaxis(x: TypeLike, axis: Axis, start: int = 0) -> TensorType:
    """x with this axis rolled back until it lies before the axis `start`; moveaxis is easier to read."""

@overload
def rollaxis(x: ArrayLike, axis: Axis, start: int = 0) -> np.ndarray:
    """x with this axis rolled back until it lies before the axis `start`; moveaxis is easier to read."""

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

class _slice(Op):
    """The part of x with, along each axis, the positions start, start + step, ... before stop."""
    @overload
    def __call__(self, x: Tensor, index: Any) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, index: Any) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, index: Any) -> np.ndarray: ...

slice: _slice

class _softmax(Op):
    """e**x divided by its sum along axis: positive numbers that add up to 1."""
    @overload
    def __call__(self, x: Tensor, axis: Axis = None) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, axis: Axis = None) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, axis: Axis = None) -> np.ndarray: ...

softmax: _softmax

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
def tensordot(x: Tensor, y: TensorLike, axes: int | Sequence[int] | None = 2) -> Tensor:
    """Multiply and add up along several axes: the last ones of x with the first ones of y, or those that are named."""

@overload
def tensordot(x: TypeLike, y: TypeLike, axes: int | Sequence[int] | None = 2) -> TensorType:
    """Multiply and add up along several axes: the last ones of x with the first ones of y, or those that are named."""

@overload
def tensordot(x: ArrayLike, y: ArrayLike, axes: int | Sequence[int] | None = 2) -> np.ndarray:
    """Multiply and add up along several axes: the last ones of x with the first ones of y, or those that are named."""

@overload
def tensordot(x: TensorLike, y: TensorLike, axes: int | Sequence[int] | None = 2) -> Tensor:
    """Multiply and add up along several axes: the last ones of x with the first ones of y, or those that are named."""

class _transpose(Op):
    """Reorder the axes; without axes, reverse them: for a matrix, swap rows and columns."""
    @overload
    def __call__(self, x: Tensor, axes: int | Sequence[int] | None = None) -> Tensor: ...
    @overload
    def __call__(self, x: TypeLike, axes: int | Sequence[int] | None = None) -> TensorType: ...
    @overload
    def __call__(self, x: ArrayLike, axes: int | Sequence[int] | None = None) -> np.ndarray: ...

transpose: _transpose

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

@overload
def zeros_like(x: Tensor) -> Tensor:
    """Zeros of the type of x."""

@overload
def zeros_like(x: TypeLike) -> TensorType:
    """Zeros of the type of x."""

@overload
def zeros_like(x: ArrayLike) -> np.ndarray:
    """Zeros of the type of x."""

__all__ = [
    "add",
    "append",
    "argmax",
    "array",
    "array_split",
    "atleast_1d",
    "atleast_2d",
    "atleast_3d",
    "batch_dot",
    "batch_norm",
    "batch_norm_training",
    "block",
    "broadcast",
    "clip",
    "column_stack",
    "concatenate",
    "constant",
    "convert",
    "divide",
    "dot",
    "dsplit",
    "dstack",
    "elementwise",
    "embed",
    "equal",
    "exp",
    "expand_dims",
    "flatten",
    "floats",
    "full",
    "gather",
    "getitem",
    "greater",
    "greater_equal",
    "group_norm",
    "hsplit",
    "hstack",
    "identity",
    "inner",
    "instance_norm",
    "join",
    "layer_norm",
    "less",
    "less_equal",
    "local_response_norm",
    "log",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "mask",
    "matmul",
    "matrix_transpose",
    "matvec",
    "maximum",
    "mean",
    "minimum",
    "moveaxis",
    "multiply",
    "negative",
    "not_equal",
    "one_hot",
    "ones_like",
    "op",
    "outer",
    "permute_dims",
    "power",
    "put_along_axis",
    "random_bits",
    "ravel",
    "relu",
    "reshape",
    "reshape_in_order",
    "rms_norm",
    "rollaxis",
    "scatter",
    "scatter_add",
    "sigmoid",
    "sign",
    "softmax",
    "split",
    "sqrt",
    "square",
    "squeeze",
    "stack",
    "stop_gradient",
    "subtract",
    "swapaxes",
    "take",
    "take_along_axis",
    "tanh",
    "tensordot",
    "transpose",
    "unstack",
    "vdot",
    "vecdot",
    "vecmat",
    "vsplit",
    "vstack",
    "where",
    "zeros_like",
]
