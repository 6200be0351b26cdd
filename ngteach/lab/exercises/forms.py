"""An answer in another form than the reference means the same: "a, d and f", ["A", "D"], "two", (600, 10)."""

from __future__ import annotations

import re

import numpy as np

from ...core.types import ElementType, TensorType
from .amounts import amount

_TYPE = re.compile(r"(?:ng\.)?([a-z]+\d*)\s*\[([\d, ]*)\]")
_LAST = "L"  # no question offers more than twelve
_SHAPE = re.compile(r"[(\[]?\s*((?:\d+\s*(?:[,x×*]|by)\s*)*\d*)\s*[)\]]?")


def in_form_of(reference, answer):
    """The answer as the reference is written, if it can be read so; otherwise the answer itself.

    Letters that are a choice ("ADF") may stand in any order and with anything between them.  A number may be a text;
    2 % is 0.02, but 2 where 2 is wanted.  For a type its shape alone will do.
    """
    read = _reader(reference)
    found = None if read is None or answer is None or answer is ... else read(reference, answer)
    return answer if found is None else found


def _reader(reference):
    """What reads an answer of the reference's kind, or None."""
    if isinstance(reference, (bool, np.bool_)):
        return _truth
    if isinstance(reference, (set, frozenset)):
        return _set
    if isinstance(reference, (list, tuple)) or (isinstance(reference, np.ndarray) and reference.ndim == 1):
        return _several
    if isinstance(reference, (int, float, np.number)) or (isinstance(reference, np.ndarray) and reference.ndim == 0):
        return _number
    if isinstance(reference, (TensorType, ElementType)) or _TYPE.fullmatch(str(reference)):
        return _type
    if isinstance(reference, str):
        return _letters if is_choice(reference) else _word
    return None


def is_choice(reference):
    """Is it some of the letters A, B, C, ...?"""
    letters = isinstance(reference, str) and re.fullmatch("[A-Z]+", reference)
    return bool(letters) and list(reference) == sorted(set(reference))


def chosen(answer):
    """The letters of an answer that chooses some; "" of a word such as "none", whose own letters are no choice."""
    return _letters("A", answer) or ""


def _letters(reference, answer):
    text = _joined(answer)
    words = None if text is None else re.findall(r"[a-z]+", re.sub(r"\band\b|\bor\b|\balso\b", " ", text.lower()))
    letters = "".join(words or ()).upper()
    alone = words is not None and (len(words) == 1 or max(map(len, words), default=0) == 1)
    if not letters or not alone or len(set(letters)) < len(letters) or max(letters) > _LAST:
        return None  # a sentence, or a word such as "none"
    return "".join(sorted(letters))


def _joined(answer):
    """A text, or the texts of a list, as one text."""
    if isinstance(answer, str):
        return answer
    several = isinstance(answer, (list, tuple, set, frozenset)) and all(isinstance(a, str) for a in answer)
    return " ".join(answer) if several else None


def _number(reference, answer):
    if isinstance(answer, (list, tuple, set, frozenset)) and len(answer) == 1:
        (only,) = answer
        found = _number(reference, only)
        return only if found is None else found
    if isinstance(answer, np.ndarray) and answer.size == 1:
        return answer.reshape(())
    if not isinstance(answer, str):
        return None
    found = amount(answer)
    percent = re.fullmatch(r"(.*\d)\s*(%|percent)", answer.strip())
    if percent and found is not None:
        plain = amount(percent[1])
        return plain if plain is not None and np.isclose(plain, float(reference), rtol=1e-3) else found
    return found


def _truth(reference, answer):
    said = answer.strip(" .!").lower() if isinstance(answer, str) else ""
    return True if said in ("true", "yes") else False if said in ("false", "no") else None


def _word(reference, answer):
    """ "ng.relu", "`relu`" or "relu()" for "relu" """
    if not isinstance(answer, str):
        return None
    return re.sub(r"^(?:ng\.|np\.|the )|\(\)$|[.!]$", "", answer.strip().strip("`'\"").strip())


def _type(reference, answer):
    element = str(reference).partition("[")[0]
    text = str(answer) if isinstance(answer, (str, tuple, list, int)) and not isinstance(answer, bool) else None
    if isinstance(answer, np.ndarray) and answer.ndim <= 1 and answer.dtype.kind in "iu":
        text = str(tuple(answer.reshape(-1).tolist()))
    if text is None:
        return None
    whole, shape = _TYPE.fullmatch(text.strip()), _SHAPE.fullmatch(text.strip())
    if not whole and not (shape and (re.search(r"\d", text) or answer in ((), "()", "[]"))):
        return None
    name, dims = whole.groups() if whole else (element, shape[1])
    return f"{name}[{','.join(re.findall(r'[0-9]+', dims))}]"


def _several(reference, answer):
    """Each part in the form of its own; a text is taken apart at commas, blanks and "and"."""
    parts = _parts(answer, len(reference))
    if parts is None or len(parts) != len(reference):
        return None
    return [in_form_of(r, a) for r, a in zip(reference, parts)]


def _set(reference, answer):
    parts = _parts(answer, None)
    if parts is None or not all(isinstance(p, (str, int, float)) for p in parts):
        return None
    kind = next(iter(reference), "")
    return {in_form_of(kind, p) for p in parts}


def _parts(answer, count):
    if isinstance(answer, str):
        bare = re.sub(r"^[\s(\[{]+|[\s)\]}]+$", "", answer)
        apart = [p for p in re.split(r"[,;]\s+|\s+and\s+|[,;]", bare) if p.strip()]
        if count is not None and len(apart) != count:
            apart = bare.split()
        return [p.strip().strip("'\"`") for p in apart]
    if isinstance(answer, np.ndarray) and answer.ndim == 1:
        return answer.tolist()
    return list(answer) if isinstance(answer, (list, tuple, set, frozenset)) else None
