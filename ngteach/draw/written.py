"""Where an equation was written: the user's own line, or a line of ours that is written as a student would."""

from __future__ import annotations

from ..core.provenance import OPS_FOLDER


def written_line(eqn):
    """The innermost SourceLine of an equation that a student can read: one of ng.mlp, say, but not an op's; or None."""
    lines = [call.at for call in eqn.line.calls if not call.at.file.startswith(OPS_FOLDER)] if eqn.line else []
    return lines[-1] if lines else eqn.line
