"""What a model of letters looks at, and what mattered to it: read off its traced graph, and off the graph's adjoint."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ... import ops
from ...core.calling.containers import structure
from ...core.calling.contexts import in_own_context
from ...core.calling.errors import require
from ...core.graph import replay
from ...core.trace import trace
from ...core.tree import build, leaves
from ...core.types import TensorType, i32, type_of
from ...runtime.backend import compile
from ...transform.autodiff import Adjoints, depending_on
from ...transform.dead_code import prune
from ...transform.vmap import vmap


@dataclass(frozen=True)
class Reading:
    """What the model makes of a name; position 0 is its beginning.

    p: f32[positions,letters], how likely each letter is to come next.
    looks: f32[layers,heads,positions,positions]; looks[l, h, i, j] is how much position i looks at j.
    felt: f32[positions,letters,positions]; felt[i, c, j] is the length of d score[i, c] / d embedding[j].
    """

    p: np.ndarray
    looks: np.ndarray
    felt: np.ndarray


class Reader:
    """A model with its weights, compiled once.   model(letters: i32[n,context], weights) -> f32[n,context,letters]

    graph: (letters of one name, weights) -> scores, their softmax, and what each layer looks at.
    adjoint_graph: (letters, seeds of the scores, weights) -> f32[seeds,1,positions], how long the adjoint of each
    letter's embedding is; a seed for each letter that may be asked for.
    Raises GraphError for a model of another kind.
    """

    @in_own_context
    def __init__(self, model: Callable[..., Any], weights: Any, context: int, letters: int):
        self._weights, self.context, self.letters = weights, context, letters
        one = trace(model, i32[1, context], _types(weights))
        scores = one.outputs[0]
        fits = len(one.outputs) == 1 and scores.type.is_float and scores.shape == (1, context, letters)
        wanted = f"f32[n,{context},{letters}], the scores of {letters} letters at each position"
        require(fits, f"attention: {one.name} returns {one.outputs[0]!r} for one name, wanted {wanted}")
        layers = [eqn.output for eqn in one.equations if _is_attention(eqn, context)]
        found = f"no softmax in {one.name} makes weights [...,{context},{context}] of positions for positions"
        require(layers, f"attention: {found}, so there is nothing to look at")
        self.layers, self.heads = len(layers), max(math.prod(x.shape[:-2]) for x in layers)

        def looking(letters, *weights):
            env = replay(one, [letters, *weights])
            return [env[scores], ops.softmax(env[scores], axis=-1), *(env[x] for x in layers)]

        types = [w.type for w in one.inputs[1:]]
        self.graph = trace(looking, i32[1, context], *types)

        def felt(letters, seed, *weights):
            env = replay(one, [letters, *weights])
            adjoint = Adjoints(env[scores], seed)[env[_embedding(one, context)]]
            return ops.sqrt(ops.sum(adjoint * adjoint, axis=-1))

        seeds = TensorType(scores.dtype, (letters, *scores.shape))
        each = prune(trace(felt, i32[1, context], scores.type, *types))
        of_all = vmap(each, in_axes=(None, 0, *[None] * len(types)))  # the name is read once
        self.adjoint_graph = trace(of_all, i32[1, context], seeds, *types)
        self._look, self._felt = compile(self.graph), compile(self.adjoint_graph)

    def scores(self, ids):
        """The scores after each position.   ids: i32[context]"""
        return self._look(ids[None], *leaves(self._weights))[0][0]

    def looks(self, ids):
        """What each layer looks at, an array for each."""
        return self._look(ids[None], *leaves(self._weights))[2:]

    def read(self, ids, length):
        """The Reading of the first `length` positions.   ids: i32[context]"""
        scores, p, *layers = self._look(ids[None], *leaves(self._weights))
        looks = np.zeros((self.layers, self.heads, length, length), np.float32)
        for layer, x in zip(looks, layers, strict=True):
            x = x.reshape(-1, self.context, self.context)
            layer[: len(x)] = x[:, :length, :length]
        return Reading(p[0, :length], looks, self._lengths(ids, length, scores.dtype))

    def _lengths(self, ids, length, dtype):
        felt, each = np.zeros((length, self.letters, length), np.float32), np.arange(self.letters)
        for i in range(length):
            seeds = np.zeros((self.letters, 1, self.context, self.letters), dtype)
            seeds[each, 0, i, each] = 1
            felt[i] = self._felt(ids[None], seeds, *leaves(self._weights))[:, 0, :length]
        return felt

    def why_not_causal(self, ids):
        """Who looks at what comes later, in one sentence; "" if nobody does."""
        for number, layer in enumerate(self.looks(ids), 1):
            later = np.argwhere(np.triu(layer.reshape(-1, self.context, self.context).max(axis=0), 1) > 0)
            if len(later):
                i, j = later[0]
                seen = f"in layer {number} position {i} looks at position {j}, which comes later"
                return f"{seen}: the model is told the letter that it should guess; add -inf above the diagonal"
        return ""


def _types(weights):
    """The types of weights, nested as they are."""
    return build(structure(weights), [type_of(w) for w in leaves(weights)])


def _is_attention(eqn, context):
    x = eqn.output
    square = x.ndim >= 3 and x.shape[-2:] == (context, context) and x.shape[0] == 1
    return eqn.op is ops.softmax and square and tuple(eqn.params["axis"]) == (x.ndim - 1,)


def _embedding(graph, context):
    """The first vectors that depend on the letters: what the model makes of each before it looks around."""
    reached = depending_on(graph.equations, graph.inputs[:1])
    for eqn in graph.equations:
        x = eqn.output
        if x in reached and x.type.is_float and x.ndim == 3 and x.shape[1] == context:
            return x
    found = f"{graph.name} makes no vectors f32[n,{context},...] of its letters"
    require(False, f"attention: {found}, so there is nothing whose adjoint says what mattered")
    return None
