"""The options of compile(): every back end takes the same ones and checks them alike, whether it uses them or not."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.provenance import says_where
from ..transform.pipeline import listed
from .available import whole


@says_where()
def checked(options):
    """The options, with their values as a back end reads them.  GraphError names what is unknown or impossible."""
    return {name: _check(name, options)(name, value) for name, value in options.items()}


def _check(name, options):
    if name not in _CHECKS:
        import difflib  # only for the message

        near = difflib.get_close_matches(name.lower(), _CHECKS, 1, 0.5)
        nearest = f"; the nearest is {near[0]}" if near else ""
        found = f"{name}={shown(options[name])}"
        raise GraphError(f"compile: found {found}, wanted an option that there is, {', '.join(_CHECKS)}{nearest}")
    return _CHECKS[name]


def _threads(name, value):
    return None if value is None else whole(value, name)


def _switch(name, value):
    require(isinstance(value, (bool, np.bool_)), f"{name}: found {shown(value)}, wanted True or False")
    return bool(value)


def _what(name, value):
    known = value is None or isinstance(value, str) and value == "nan"
    require(known, f'{name}: found {shown(value)}, wanted "nan" or None')
    return value


def _passes(name, value):
    return listed(value)


_CHECKS = {"threads": _threads, "deterministic": _switch, "passes": _passes, "flush": _switch, "check": _what}
