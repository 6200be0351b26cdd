"""A timeline in a notebook: a widget, or its picture where no widget can be."""

from __future__ import annotations

from ...core.calling.errors import GraphError
from ...draw.show import bundle
from ...draw.timeline import describe, draw_timeline


def timeline_bundle(timeline):
    """What a notebook shows of a Timeline."""
    try:
        from ..widgets.timeline import TimelineView
    except GraphError:  # without anywidget
        return bundle(draw_timeline(timeline), describe(timeline), str(timeline))
    return TimelineView(timeline)._repr_mimebundle_()
