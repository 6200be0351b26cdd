"""What the page needs for the microscope without Python: the function and its adjoint, in each precision."""

from __future__ import annotations

import numpy as np

from ...core.tree import leaves
from ...javascript.live import live_data


def live(found, arrays, film):
    """The trait `live`.   found: from both_precisions   arrays: as the user gave them; the page rounds them to f32

    For each precision p a graph "watched p", see Precise, and "adjoint p".
    """
    graphs = {f"watched {p}": one.watched for p, one in found.items()}
    graphs |= {f"adjoint {p}": one.adjoint_graph for p, one in found.items()}
    given = {f"input {i}": np.asarray(a) for i, a in enumerate(leaves(arrays))}
    return live_data(graphs, given, film, kinks={p: list(one.kinks) for p, one in found.items()})
