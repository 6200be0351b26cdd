"""Graphs as text and bytes: JSON, checked when it is read, and Python's pickles and copies.

in:     a Graph, or a text that says it is one
out:    the text, or the Graph
knows:  core, ops, files
"""

from .graph_json import from_json, to_json

__all__ = ["from_json", "to_json"]
