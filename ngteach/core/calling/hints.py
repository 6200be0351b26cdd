"""Short names for what a user may write, as the annotations say it."""

from __future__ import annotations

from collections.abc import Sequence, Set
from types import EllipsisType
from typing import Any, TypeAlias

import numpy as np

from ..graph import Tensor
from ..types import ElementType, TensorType

ArrayLike: TypeAlias = np.ndarray | np.generic | float  # numbers; for a type checker, int and bool are floats too
TensorLike: TypeAlias = Tensor | ArrayLike  # what an op takes
TypeLike: TypeAlias = TensorType | ElementType  # f32[2,3], or f32 for f32[()]
DType: TypeAlias = ElementType | np.dtype | type | str  # f32, np.float32, "float32"
Shape: TypeAlias = int | Sequence[int]
Axis: TypeAlias = int | Sequence[int] | Set[int] | None  # None: all of them
Index: TypeAlias = int | slice | EllipsisType | None | Tensor | np.ndarray | Sequence[Any]  # a tuple is several
Nested: TypeAlias = Any  # dicts, lists, tuples and records of what the text says, in any nesting
