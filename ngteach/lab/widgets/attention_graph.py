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
from ...core.types import i32, type_of
from ...runtime.backend import compile
from ...transform.autodiff import Adjoints, depending_on


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

    graph: for one name, with what the layers look at as further outputs.
    adjoint_graph: (letters, seed of the scores, weights) -> the adjoint of the embedding, a row for each letter.
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
            return [env[x] for x in (scores, *layers)]

        types = [w.type for w in one.inputs[1:]]
        self.graph = trace(looking, i32[1, context], *types)
        many = trace(model, i32[letters, context], _types(weights))

        def felt(ids, seed, *weights):
            env = replay(many, [ids, *weights])
            return Adjoints(env[many.outputs[0]], seed)[env[_embedding(many, context)]]

        self.adjoint_graph = trace(felt, i32[letters, context], many.outputs[0].type, *types)
        self._look, self._felt = compile(self.graph), compile(self.adjoint_graph)

    def scores(self, ids):
        """The scores after each position, and what each layer looks at.   ids: i32[context]"""
        scores, *layers = self._look(ids[None], *leaves(self._weights))
        return scores[0], layers

    def read(self, ids, length):
        """The Reading of the first `length` positions.   ids: i32[context]"""
        scores, layers = self.scores(ids)
        looks = np.zeros((self.layers, self.heads, length, length), np.float32)
        for layer, x in zip(looks, layers, strict=True):
            x = x.reshape(-1, self.context, self.context)
            layer[: len(x)] = x[:, :length, :length]
        return Reading(ops.softmax(scores[:length], axis=-1), looks, self._lengths(ids, length, scores.dtype))

    def _lengths(self, ids, length, dtype):
        batch = np.repeat(ids[None], self.letters, axis=0)  # a row for each letter that may be asked for
        felt = np.zeros((length, self.letters, length), np.float32)
        for i in range(length):
            seed = np.zeros((self.letters, self.context, self.letters), dtype)
            seed[np.arange(self.letters), i, np.arange(self.letters)] = 1
            adjoint = self._felt(batch, seed, *leaves(self._weights))
            felt[i] = np.sqrt(np.sum(adjoint * adjoint, axis=-1))[:, :length]
        return felt

    def why_not_causal(self, ids):
        """Who looks at what comes later, in one sentence; "" if nobody does."""
        for number, layer in enumerate(self.scores(ids)[1], 1):
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
