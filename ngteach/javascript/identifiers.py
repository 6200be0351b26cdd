"""Names of graphs and tensors as names that JavaScript takes."""

from __future__ import annotations

import re
from itertools import count

_WORDS = re.findall(
    r"\w+",
    """arguments async await break case catch class const continue debugger default delete do else enum eval export
extends false finally for function if implements import in instanceof interface let new null package private protected
public return static super switch this throw true try typeof var void while with yield""",
)

# What every page or program has already, and the engine needs: a function called Map would take its place.
_GLOBALS = re.findall(
    r"\w+",
    """globalThis undefined NaN Infinity isFinite isNaN parseFloat parseInt Array ArrayBuffer BigInt Boolean
BigInt64Array BigUint64Array DataView Date Error Float32Array Float64Array Function Int8Array Int16Array Int32Array JSON
Map Math Number Object Promise RangeError Reflect RegExp Set String Symbol TypeError Uint8Array Uint8ClampedArray
Uint16Array Uint32Array WeakMap WeakSet structuredClone performance console""",
)

# import() takes a module that exports "then" for a promise.
RESERVED = frozenset([*_WORDS, *_GLOBALS, "then"])


def identifier(name, taken):
    """A JavaScript name that is not taken: weights.W0 -> weights_W0, %3 -> v3, for -> for_, <lambda> -> _lambda_."""
    plain = re.sub(r"[^A-Za-z0-9_]", "_", name.replace("%", "v"))
    if not plain or plain[0].isdigit():
        plain = f"v{plain}"
    endings = ("_" * i if i < 4 else f"_{i}" for i in count())
    return next(n for ending in endings if (n := f"{plain}{ending}") not in taken)
