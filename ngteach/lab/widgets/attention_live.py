"""What the page needs to read and to spell names without Python: the model's graphs, and its weights."""

from __future__ import annotations

from ...core.calling.contexts import in_own_context
from ...core.trace import trace
from ...core.tree import leaves
from ...core.types import TensorType, u32
from ...javascript.live import live_data
from ...transform.pipeline import optimize
from .attention_names import next_letter


@in_own_context
def live(reader, weights, film):
    """The trait `live`.   looking, felt: the graphs of a Reader.   drawing: (key, position, scores) -> the next letter.

    The weights have the names of the inputs of the first graph.
    """
    scores = TensorType(reader.graph.outputs[0].dtype, (1, reader.letters))
    drawing = trace(next_letter, u32[2], u32[()], scores)
    graphs = {"looking": reader.graph, "felt": reader.adjoint_graph, "drawing": drawing}
    names = [x.name for x in reader.graph.inputs[1:]]
    return live_data(
        {name: optimize(graph)[0] for name, graph in graphs.items()},
        dict(zip(names, leaves(weights), strict=True)),
        film,
    )
