"""The second interpreter, in JavaScript: a graph as JSON is computed where there is no Python.

in:     a graph
out:    the text of engine.js, and the graph as what it reads; GraphError if it lacks one of the graph's ops
knows:  core, files, serialize

engine.js is one file that a student reads from the top: reading graphs, replay, the interpreter, the compiler, the ops.
"""

from .engine import engine_text, require_ops
from .to_javascript import to_javascript

__all__ = ["engine_text", "require_ops", "to_javascript"]
