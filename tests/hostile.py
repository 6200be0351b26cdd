"""Graphs in JSON changed by somebody who means harm, or who does not look where he types."""

import copy
import json

JUNK = [None, True, False, 0, -1, 1, 7, 2**31, 2**70, 0.5, -0.0, 1e300, float("inf"), float("nan"), "", "*", "x", "%0"]
JUNK += ["%zero", "%00", "%-1", "x\n", "\ud800", "\x1b[31m", "a" * 300, "nan", "f32", "f32[]", "f32[2,3]", "i32[3]"]
JUNK += ["f64[0]", "bool[2]", "u8[1,1]", "f32[65535,65535]", "add", "constant", "identity", "join", "graph", "axis"]
JUNK += [[], {}, [0], [1, 0], [[0, 1, 1]], [[None, None, -1]], {"axis": 0}, {"list": []}, {"tuple": ["*"]}]
JUNK += [["x", "f32[2]"], ["%1", "f32[2,3]"], {"dict": [["a", "*"]]}]


def places(found, path=()):
    """Where there is something to change, with what stands there."""
    for key in found if isinstance(found, dict) else range(len(found)) if isinstance(found, list) else ():
        yield (*path, key), found[key]
        yield from places(found[key], (*path, key))


def mutated(text, rng):
    """The text with something else in one to three places: junk, or what stands elsewhere; or nothing, or twice."""
    found = json.loads(text)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        all_places = list(places(found))
        (*way, last), _ = rng.choice(all_places)
        part = found
        for key in way:
            part = part[key]
        kind = rng.randrange(6)
        if kind == 0:
            del part[last]
        elif kind == 1 and isinstance(part, list):
            part.insert(rng.randrange(len(part) + 1), copy.deepcopy(part[last]))
        elif kind == 2 and isinstance(part, list):
            rng.shuffle(part)
        elif kind == 3 and isinstance(part[last], (int, float)):
            part[last] = part[last] + rng.choice([-1, 1, 0.5, 2**40])
        else:
            part[last] = rng.choice(JUNK) if kind == 4 else copy.deepcopy(rng.choice(all_places)[1])
    text = json.dumps(found)
    if rng.random() < 0.1:
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice(["", '"', "}", "\x00", "0", "é"]) + text[at + rng.randrange(3) :]
    return text
