"""What other rooms give to tensors and graphs.  Written by tests/stubs.py from the table in ops/python.py."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from ..graph import Tensor
from .hints import Axis, DType, Index, Shape, TensorLike

class Pictures:
    """Graphs as pictures; draw/__init__.py fills it."""

    def show(self, fold: bool | str | Iterable[str] | None = None) -> Any:
        """The graph as a picture, for a notebook; printed, the program that the picture shows.

        fold: True makes one box of each call of a function or line of Python, as far as that leaves few boxes; "block"
        or ["attention", "mlp"] opens what is around the calls of these functions; False draws all equations.  None
        folds what is larger than 80 boxes.
        """
    def _repr_mimebundle_(self, **_: Any) -> Any: ...

class Symbols:
    """Python's symbols and NumPy's methods on tensors; ops/python.py fills it."""

    def __add__(self, y: TensorLike) -> Tensor:
        """x + y."""
    def __sub__(self, y: TensorLike) -> Tensor:
        """x - y."""
    def __mul__(self, y: TensorLike) -> Tensor:
        """x * y."""
    def __truediv__(self, y: TensorLike) -> Tensor:
        """x / y, for floats; for whole numbers there is //."""
    def __pow__(self, y: TensorLike) -> Tensor:
        """x ** y; NaN where x < 0 and y is not whole."""
    def __floordiv__(self, y: TensorLike) -> Tensor:
        """x // y: the quotient rounded down, also of whole numbers.  Piecewise constant."""
    def __mod__(self, y: TensorLike) -> Tensor:
        """x % y: what x // y leaves over.  It has the sign of y, as in Python; fmod has the sign of x."""
    def __divmod__(self, y: TensorLike) -> Tensor:
        """(x // y, x % y), as Python's divmod."""
    def __matmul__(self, y: TensorLike) -> Tensor:
        """x @ y: the matrix product, for each matrix where there are several: [b...,m,k] by [b...,k,n]."""
    def __and__(self, y: TensorLike) -> Tensor:
        """The bits that both have; also written x & y.  Of bools: True where both are; also written x & y."""
    def __or__(self, y: TensorLike) -> Tensor:
        """The bits that one of them has; also written x | y.  Of bools: True where one is; also written x | y."""
    def __xor__(self, y: TensorLike) -> Tensor:
        """The bits that exactly one of them has; also written x ^ y.  Of bools: True where exactly one is; also written x ^ y."""
    def __lshift__(self, y: TensorLike) -> Tensor:
        """The bits of x moved up by y places, x << y: x * 2**y, without the bits that leave the type."""
    def __rshift__(self, y: TensorLike) -> Tensor:
        """The bits of x moved down by y places, x >> y: x // 2**y."""
    def __radd__(self, other: TensorLike) -> Tensor: ...
    def __rsub__(self, other: TensorLike) -> Tensor: ...
    def __rmul__(self, other: TensorLike) -> Tensor: ...
    def __rtruediv__(self, other: TensorLike) -> Tensor: ...
    def __rpow__(self, other: TensorLike) -> Tensor: ...
    def __rfloordiv__(self, other: TensorLike) -> Tensor: ...
    def __rmod__(self, other: TensorLike) -> Tensor: ...
    def __rdivmod__(self, other: TensorLike) -> Tensor: ...
    def __rmatmul__(self, other: TensorLike) -> Tensor: ...
    def __rand__(self, other: TensorLike) -> Tensor: ...
    def __ror__(self, other: TensorLike) -> Tensor: ...
    def __rxor__(self, other: TensorLike) -> Tensor: ...
    def __rlshift__(self, other: TensorLike) -> Tensor: ...
    def __rrshift__(self, other: TensorLike) -> Tensor: ...
    def __neg__(self) -> Tensor:
        """-x."""
    def __abs__(self) -> Tensor:
        """The absolute value of x; its slope at 0 is 0."""
    def __invert__(self) -> Tensor:
        """Every bit the other way; also written ~x.  Of a signed number that is -x - 1.  Of bools: True where x is not; also written ~x."""
    def __lt__(self, y: TensorLike) -> Tensor:
        """x < y."""
    def __le__(self, y: TensorLike) -> Tensor:
        """x <= y."""
    def __gt__(self, y: TensorLike) -> Tensor:
        """x > y."""
    def __ge__(self, y: TensorLike) -> Tensor:
        """x >= y."""
    def __getitem__(self, key: Index) -> Tensor:
        """x[key]: whole numbers, slices, None and ..., index arrays and lists, masks, and tensors of whole numbers."""
    def __floor__(self) -> Tensor:
        """The largest whole number that is not above x.  Piecewise constant."""
    def __ceil__(self) -> Tensor:
        """The smallest whole number that is not below x.  Piecewise constant."""
    def sum(
        self,
        axis: Axis = None,
        dtype: DType | None = None,
        keepdims: bool = False,
        initial: Any = None,
        where: Any = True,
    ) -> Tensor:
        """Add up the elements along axis (a number, several, or all), those of a mask alone, and initial."""
    def prod(
        self,
        axis: Axis = None,
        dtype: DType | None = None,
        keepdims: bool = False,
        initial: Any = None,
        where: Any = True,
    ) -> Tensor:
        """Multiply the elements along axis (a number, several, or all), those of a mask alone, and initial."""
    def max(self, axis: Axis = None, keepdims: bool = False, initial: Any = None, where: Any = True) -> Tensor:
        """The largest of the elements along axis, of those of a mask alone, and of initial."""
    def min(self, axis: Axis = None, keepdims: bool = False, initial: Any = None, where: Any = True) -> Tensor:
        """The smallest of the elements along axis, of those of a mask alone, and of initial."""
    def mean(self, axis: Axis = None, keepdims: bool = False, dtype: DType | None = None, where: Any = True) -> Tensor:
        """The sum along axis divided by the number of elements; NaN if there are none."""
    def var(
        self,
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
    def std(
        self,
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
    def cumsum(self, axis: Axis = None, dtype: DType | None = None) -> Tensor:
        """The running total: each element plus all before it along axis; axis=None goes through all elements in order."""
    def cumprod(self, axis: Axis = None, dtype: DType | None = None) -> Tensor:
        """The running product: each element times all before it along axis; axis=None goes through all elements in order."""
    def argsort(self, axis: Axis = -1, descending: Any = False, kind: Any = None, stable: Any = None) -> Tensor:
        """The positions of the elements along axis in ascending order, or descending; i64."""
    def argpartition(self, kth: Any, axis: Axis = -1, kind: Any = None) -> Tensor:
        """The positions that partition takes the elements from; here those of argsort."""
    def searchsorted(self, v: Any, side: Any = "left", sorter: Any = None) -> Tensor:
        """For each number of v, the position in the ascending vector x before which it belongs; i64."""
    def all(self, axis: Axis = None, keepdims: bool = False, where: Any = True) -> Tensor:
        """Is every element along axis other than 0?  True if there are none."""
    def any(self, axis: Axis = None, keepdims: bool = False, where: Any = True) -> Tensor:
        """Is some element along axis other than 0?  False if there are none."""
    def argmax(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """The position of the largest element along axis, the first of equals; i64.  axis=None looks at all."""
    def argmin(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """The position of the smallest element along axis, the first of equals; i64.  axis=None looks at all."""
    def dot(self, y: TensorLike) -> Tensor:
        """The matrix product: [m,k] by [k,n] gives [m,n].  A vector stands for a row on the left, a column on the right."""
    def round(self, decimals: Any = 0) -> Tensor:
        """x rounded to so many digits behind the point, or before it if decimals is negative; halves go to the even one."""
    def squeeze(self, axis: Axis = None) -> Tensor:
        """x without its axes of size 1, or without those named."""
    def astype(self, dtype: DType, copy: bool = True) -> Tensor:
        """x in another element type."""
    def clip(
        self,
        low: TensorLike | None = None,
        high: TensorLike | None = None,
        *,
        min: TensorLike | None = None,
        max: TensorLike | None = None,
        a_min: Any = None,
        a_max: Any = None,
    ) -> Tensor:
        """x, but not below low nor above high; None means no limit, and a limit may be a tensor."""
    def conj(self, *_: Any, **__: Any) -> Tensor:
        """x: a tensor never changes, so it is its own copy; and all its numbers are real."""
    def conjugate(self, *_: Any, **__: Any) -> Tensor:
        """x: a tensor never changes, so it is its own copy; and all its numbers are real."""
    def copy(self, *_: Any, **__: Any) -> Tensor:
        """x: a tensor never changes, so it is its own copy; and all its numbers are real."""
    def flatten(self, order: str = "C") -> Tensor:
        """All elements as a vector; "F" goes by columns, as in NumPy."""
    def ravel(self, order: str = "C") -> Tensor:
        """All elements as a vector; "F" goes by columns, as in NumPy."""
    def swapaxes(self, axis1: int, axis2: int) -> Tensor:
        """x with two axes swapped."""
    def diagonal(self, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
        """The elements whose positions along two axes are equal, or differ by offset: above 0 for those further right."""
    def trace(self, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: DType | None = None) -> Tensor:
        """The sum of the diagonal: np.trace and x.trace(), for ng.trace records a program.  Whole numbers as in sum."""
    def repeat(self, repeats: int | Sequence[int] | np.ndarray, axis: Axis = None) -> Tensor:
        """Each element so many times, one after the other; without an axis, all elements are one row."""
    def take(self, indices: TensorLike | Sequence[int], axis: Axis = None, mode: str = "raise") -> Tensor:
        """The elements, rows or columns of x with these numbers: x[indices] along an axis, or of x as one vector."""
    def choose(self, choices: Sequence[TensorLike], mode: str = "raise") -> Tensor:
        """For each element of x, a whole number, the element at its place in the choice of that number."""
    def __pos__(self) -> Tensor: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Tensor]: ...
    def __eq__(self, y: TensorLike) -> Tensor: ...  # type: ignore[override]
    def __ne__(self, y: TensorLike) -> Tensor: ...  # type: ignore[override]
    def __hash__(self) -> int:
        """Return hash(self)."""
    def __format__(self, spec: str) -> str: ...
    def __round__(self, digits: Any = None) -> Tensor:
        """Python's round(x) and round(x, 2); unlike there, the result is a float."""
    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **params: Any) -> Any: ...
    def __array_function__(self, function: Any, types: tuple[type, ...], args: tuple[Any, ...], params: Any) -> Any: ...
    def reshape(
        self, *sizes: int | Sequence[int], shape: Shape | None = None, order: str = "C", copy: bool | None = None
    ) -> Tensor:
        """The same elements in another shape: x.reshape(2, 3) or x.reshape((2, 3)); order="F" goes by columns."""
    def transpose(self, *axes: int | Sequence[Any] | None) -> Tensor:
        """The axes reordered: x.transpose(1, 0), x.transpose((1, 0)); reversed if none are named."""
    @property
    def T(self) -> Tensor:
        """x with its axes reversed: rows become columns."""
    @property
    def at(self) -> Any:
        """x.at[key].set(y): x with the elements x[key] changed; x itself stays."""
    @property
    def mT(self) -> Tensor:
        """x with its last two axes swapped."""
    @property
    def flat(self) -> Tensor:
        """All elements as a vector."""
    @property
    def real(self) -> Tensor:
        """x: all numbers are real."""
    @property
    def imag(self) -> Tensor:
        """Zeros: all numbers are real."""
    @property
    def itemsize(self) -> int:
        """The bytes of one element."""
    @property
    def nbytes(self) -> int:
        """The bytes of all elements."""
