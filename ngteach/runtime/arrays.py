"""The lines of a program that make its arrays: views into the arena, once, when the program is loaded."""

from __future__ import annotations

_FEW = 100  # arrays of one type that have a line each; more are made by a loop, which Python compiles sooner


def array_lines(arrays, empty):
    """[(tensor, line)] for arrays in the arena; no tensor where a line helps to make several.

    arrays: (offset, tensor, names) of each; one that is written over itself has several names.
    empty: where an array without bytes lies.
    """
    by_type: dict = {}  # type -> (place in the list, offset, tensor, names) of its arrays
    for i, (offset, x, names) in enumerate(arrays):
        by_type.setdefault(x.type, []).append((i, offset, x, names))
    found = []  # (place in the list, the lines)
    for t, same in by_type.items():
        array = f"np.ndarray({t.shape}, np.{t.dtype.name}, "
        if len(same) > _FEW and t.nbytes:
            found.append((same[0][0], _loop(f"{array}arena, offset)", same)))
            continue
        for i, offset, x, names in same:
            line = f"{' = '.join(names)} = {array}{f'arena, {offset}' if t.nbytes else empty})"
            found.append((i, [(x, line)]))
    return [line for _, lines in sorted(found, key=lambda f: f[0]) for line in lines]


def _loop(array, same):
    """The lines that make many arrays of one type."""
    lines = [
        *_in_rows("(", [names[0] for *_, names in same], ") = ["),
        f"    {array}",
        *_in_rows("    for offset in (", [str(offset) for _, offset, *_ in same], "    )"),
        "]",
    ]
    more = [(x, f"{' = '.join(others)} = {first}") for *_, x, (first, *others) in same if others]
    return [(None, line) for line in lines] + more


def _in_rows(head, words, tail):
    """Lines that read head, the words with commas between them, tail; ten words in each."""
    indent = " " * (len(head) - len(head.lstrip()) + 4)
    return [head, *(f"{indent}{', '.join(words[i : i + 10])}," for i in range(0, len(words), 10)), tail]
