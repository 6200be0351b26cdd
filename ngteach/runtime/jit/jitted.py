"""jit: a Python function, traced and compiled when it is called, once for each set of argument types."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial, update_wrapper
from types import FunctionType, MethodType
from typing import Any, overload
from weakref import WeakKeyDictionary

from ...core.calling.containers import structure
from ...core.calling.errors import GraphError, require, shown
from ...core.graph import Graph, Tensor
from ...core.provenance import located, says_where, user_line
from ...core.tree import build, leaves, paths
from ...transform.closure import close, types_of
from ..backend import Backend
from ..options import checked
from .argument_types import key_of, static_key, unfit, with_hint
from .binding import binding_of
from .programs import Program, Programs, alone
from .rebound import outside, rebound, remembered
from .retraced import Text, Traced, described, table, why

_THEIRS = {
    **dict.fromkeys(("static_argnames", "static_argnums"), "here it is called static, and takes names: static='n'"),
    **dict.fromkeys(
        ("donate_argnums", "donate_argnames"),
        "no argument's memory is given away; f.compiled(*args)(*args, out=arrays) writes into yours",
    ),
    **dict.fromkeys(("device", "inline", "keep_unused"), "leave it out"),
}


@overload
def jit(
    function: Callable[..., Any], *, static: str | Iterable[str] = (), backend: str = "CPU", **options: Any
) -> Jitted: ...


@overload
def jit(
    function: None = None, *, static: str | Iterable[str] = (), backend: str = "CPU", **options: Any
) -> Callable[[Callable[..., Any]], Jitted]: ...


@says_where("jit")
def jit(
    function: Callable[..., Any] | None = None,
    *,
    static: str | Iterable[str] = (),
    backend: str = "CPU",
    **options: Any,
) -> Any:
    """function, traced and compiled when it is called: once for each set of argument types, and not again.

    static: names of arguments whose values the program is written for, such as a number of layers: each value has a
        program of its own.  They are hashable; all the others are traced, and have a type but no numbers.
    backend, options: those of compile().   As a decorator: @jit, or @jit(static="n", threads=2).

    A number of Python's is an i64[] or a bool[]; a float is f32[] where all floats among the arrays are f32, and
    otherwise f64[].  An argument that is left out keeps its default, a plain value.  The order of the keys in a dict
    is free.  What the function reads from outside, such as a global variable, it reads when it is traced.

    Called on tensors it records, like any function.  f.explain() tells when and why it was traced, f.traces the same
    as records; f.trace(*args) gives the graph for such arguments or types, f.compiled(*args) its executable; f.clear()
    forgets all of them, of which the 128 that were used last are kept.   Source: JAX's jit.

    >>> @ng.jit(static="n")
    ... def power(x, n):
    ...     return x if n == 1 else x * power(x, n - 1)
    >>> power(np.arange(4.0), 3)
    array([ 0.,  1.,  8., 27.])
    """
    for name in options:
        require(name not in _THEIRS, f"does not know the parameter {name}: {_THEIRS.get(name)}")
    if function is None:
        return lambda function: Jitted(function, static, backend, options)
    return Jitted(function, static, backend, options)


class Jitted:
    """A function under jit: call it like the function."""

    __wrapped__: Any  # the function, as functools calls it

    @says_where("jit")
    def __init__(self, function, static, backend, options):
        if isinstance(function, (staticmethod, classmethod)):
            raise GraphError(f"found a {type(function).__name__}; write @{type(function).__name__} above @jit")
        require(callable(function), f"found {shown(function)}, wanted a function; write jit(function) or @jit")
        self._is_graph = isinstance(function, Graph)
        self.__name__ = function.name if self._is_graph else getattr(function, "__name__", type(function).__name__)
        self.__qualname__ = self.__name__
        update_wrapper(self, function, updated=())
        self._asked = static, backend, options
        self._backend, self._options = Backend.create(backend), checked(options)
        self._binding = binding_of(function, static)
        self._sort, self._count = self._binding.sort, self._binding.plain_count
        if self._is_graph:
            self._sort, self._count = partial(_in_order, function), -1
        self._programs = _shared(function, (self._binding.static, self._backend.name, *self._options.items()))

    def __call__(self, /, *args: Any, **named: Any) -> Any:
        programs = self._programs
        programs.calls += 1
        if named or len(args) != self._count:
            values, fixed = self._sorted(args, named)
        else:
            values, fixed = args, ()
        for program in programs.recent:
            if fixed is program.fixed or fixed and _same(fixed, program.fixed):
                found = program.quick(values, None)
                if found is not None:
                    program.run(found[0])
                    return found[1]
        return self._called(values, fixed)

    def _sorted(self, args, named):
        try:
            return self._sort(*args, **named)
        except TypeError as problem:  # as Python says it of the function itself
            known = all(p.name != "out" for p in self._binding.parameters)
            more = "; .compiled(*args)(*args, out=...) takes arrays of yours" if "out" in named and known else ""
            raise located(GraphError(f"{problem}{more}"), "") from None

    def _called(self, values, fixed):
        """A call that no guard has taken: find the program by the types, or make it."""
        program, on_tensors = self._program(values, fixed)
        if program.outside:
            return program.graph(*leaves(values), *program.outside)
        if on_tensors:
            return program.graph(*values)
        programs, is_new = self._programs, program.executable is None
        run = programs.compiled(program, self._compile)
        programs.use(program)
        if is_new:
            programs.often.look(self.__name__, programs.calls, self.traces)
        return run(*values)

    @says_where()
    def _program(self, values, fixed):
        """(the program for such arguments, are tensors among them?)"""
        key, on_tensors = self._key(values, fixed)
        program = self._programs.find(key)
        if program is None:
            with alone((id(self._programs), key), self.__name__):
                program = self._programs.find(key)
                if program is None:
                    program = self._traced(values, fixed, key)
                    if not program.outside:
                        self._programs.keep(program)
        return program, on_tensors

    def _key(self, values, fixed):
        if self._is_graph:  # of one program, which refuses other types in its own words
            return None, any(isinstance(x, Tensor) for x in leaves(values))
        try:
            static = [static_key(v, name) for v, name in zip(fixed, self._binding.static, strict=False)]
            key, on_tensors = key_of(values)
            return (key, tuple(static), fixed[-1] if fixed else 0), on_tensors
        except GraphError as problem:
            labels = [p.name for p in self._binding.given(fixed)[0]]
            raise located(unfit(values, labels) or problem, self.__name__) from None
        except RecursionError:
            text = "containers nest too deep; does one contain itself?"
            raise located(GraphError(text), self.__name__) from None

    def _traced(self, values, fixed, key):
        """A new program: Python runs the function."""
        function, programs = self.__wrapped__, self._programs
        if self._is_graph:
            types = tuple((x.name, str(x.type)) for x in function.inputs)
            return self._remembered(function, (), key, (), types, "first call", time.time(), 0.0)
        given, static = self._binding.given(fixed)
        labels, tree = [p.name for p in given], structure(values)
        types = types_of(leaves(values), [x for p, t in zip(labels, tree.children, strict=True) for x in paths(t, p)])
        arguments = described(labels, values, types, static)
        reason = why(arguments, [p.record.arguments for p in programs.kept()])
        when, began = time.time(), time.perf_counter()

        def called(*traced):
            args, named = self._binding.arguments(traced, fixed)
            return function(*args, **named)

        reads = remembered(outside(function))
        try:
            closed = close(_named(called, self.__name__, given), build(tree, types))
        except GraphError as problem:
            hinted = with_hint(problem, dict(zip(labels, values, strict=True)))
            raise hinted.with_traceback(problem.__traceback__) from None
        graph = closed.graph if closed.outside else replace(closed.graph, input_tree=tree)
        seconds = time.perf_counter() - began
        program = self._remembered(graph, closed.outside, key, fixed, arguments, reason, when, seconds)
        program.reads = reads
        return program

    def _remembered(self, graph, outside, key, fixed, *facts):
        """A new program, and the record of its trace."""
        arguments, reason, when, seconds = facts
        record = Traced(next(self._programs.numbers), when, user_line()[0], arguments, reason, seconds)
        self._programs.log(record)
        return Program(graph, outside, key, fixed, record)

    def _compile(self, graph):
        return self._backend.compile(graph, **self._options)

    def __get__(self, instance, owner=None):
        """A function under jit in a class is a method."""
        return self if instance is None else MethodType(self, instance)

    def __reduce__(self):
        import sys

        found = sys.modules.get(self.__module__)
        for part in self.__qualname__.split("."):
            found = getattr(found, part, None)
        static, backend, options = self._asked
        return self.__qualname__ if found is self else (_again, (self.__wrapped__, static, backend, options))

    def __repr__(self):
        return f"jit({self.__name__})"

    # ---- to look at ---------------------------------------------------------

    def trace(self, /, *args: Any, **named: Any) -> Graph:
        """The graph for such arguments; each may be a type as well, f32[128, 784]."""
        return self._program(*self._sorted(args, named))[0].graph

    def compiled(self, /, *args: Any, **named: Any) -> Any:
        """The executable for such arguments, which takes those that are traced."""
        return self._programs.compiled(self._program(*self._sorted(args, named))[0], self._compile)

    @property
    def traces(self) -> tuple[Traced, ...]:
        """A record of each trace so far."""
        return tuple(self._programs.traces.values())

    def explain(self) -> Text:
        """When it was traced, and why, as a table."""
        programs, now = self._programs, outside(self.__wrapped__)
        notes = [(p.record.number, rebound(p.reads, now)) for p in programs.kept()]
        return table(self.__name__, self.traces, programs.calls, len(programs), notes)

    def clear(self) -> None:
        """Forget the programs: the function is traced again when it is called."""
        self._programs.clear()


def _in_order(graph, *args, **named):
    """A graph's arguments as they are; it takes none by name."""
    return graph(*args, **named) if named else (args, ())


def _again(function, static, backend, options):
    return jit(function, static=static, backend=backend, **options)


def _same(fixed, other):
    """Are these the same static values?  Equal ones are found by their key."""
    return all([a is b for a, b in zip(fixed, other, strict=True)])


def _named(called, name, parameters):
    """called, so that its graph has the function's name, and its inputs those of the parameters."""
    import inspect  # only here: it is slow to load

    called.__name__ = name
    positional = inspect.Parameter.POSITIONAL_ONLY
    called.__signature__ = inspect.Signature([inspect.Parameter(p.name, positional) for p in parameters])
    return called


_programs: WeakKeyDictionary[FunctionType, dict[Any, Programs]] = WeakKeyDictionary()


def _shared(function, asked):
    """The programs of a function for such options; as long as there is the function."""
    if type(function) is not FunctionType:
        return Programs(function)
    found = _programs.setdefault(function, {})
    return found[asked] if asked in found else found.setdefault(asked, Programs(function))
