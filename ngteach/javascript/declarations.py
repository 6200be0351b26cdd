"""The types of an exported function as a d.ts text: which typed array each argument is, and how they nest."""

from __future__ import annotations

import json
import re

# The typed array that holds the numbers of each element type.  f16: a Float32Array of numbers that f16 has, too.
KINDS = {
    "f16": "Float32Array", "f32": "Float32Array", "f64": "Float64Array", "bool": "Uint8Array",
    **{f"i{n}": f"Int{n}Array" for n in (8, 16, 32)}, **{f"u{n}": f"Uint{n}Array" for n in (8, 16, 32)},
    "i64": "BigInt64Array", "u64": "BigUint64Array",
}  # fmt: skip
_NUMBERS = {"bool": "boolean", "i64": "bigint", "u64": "bigint"}  # how JavaScript calls one; of all others, number
_MEMBER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def declarations(name, arguments, results, out):
    """The text.

    arguments: (name, Tree, its tensors) of each   results: (Tree, its tensors)   out: the name of the last argument
    """
    tree, tensors = results
    parameters = "".join(f"{_member(f'  {n}: ', t, iter(xs), '  ', ',', True)}\n" for n, t, xs in arguments)
    return f"""\
/** What {name} returns. */
export type Results = {_type(tree, iter(tensors), "", False)};

/**
 * An array holds its elements row by row: element [i, j] of f32[128,784] is array[i * 784 + j].
 *
 * @param {out} results of an earlier call, to be written over and returned; they may be among the arguments.
 * @throws Error, one sentence that names the argument, for an array of another kind or length.
 */
export function {name}(
{parameters}  {out}?: Results,
): Results;
"""


def _member(start, tree, tensors, indent, end, single):
    """A line of a container or of the arguments, below what the array is."""
    if tree.kind is not None:
        return f"{start}{_type(tree, tensors, indent, single)}{end}"
    x = next(tensors)
    said = f"{x.name}: {x.type}".replace("*/", "* /")
    return f"{indent}/** {said} */\n{start}{_leaf(x.type, single)}{end}"


def _type(tree, tensors, indent, single):
    """The type of what a tree describes.   single: may a number stand for an array of rank 0?"""
    if tree.kind is None:
        return _leaf(next(tensors).type, single)
    is_dict, inside = not issubclass(tree.kind, (list, tuple)), indent + "  "
    if not tree.children:
        return "Record<string, never>" if is_dict else "[]"
    starts = [f"{inside}{_key(k)}: " for k in tree.keys] if is_dict else [inside] * len(tree.children)
    end = ";" if is_dict else ","
    lines = [_member(s, t, tensors, inside, end, single) for s, t in zip(starts, tree.children, strict=True)]
    opening, closing = "{}" if is_dict else "[]"
    return "\n".join([opening, *lines, f"{indent}{closing}"])


def _leaf(t, single):
    number = f" | {_NUMBERS.get(t.element.name, 'number')}" if single and not t.shape else ""
    return KINDS[t.element.name] + number


def _key(key):
    return key if _MEMBER.fullmatch(key) else json.dumps(key)
