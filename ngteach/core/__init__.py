"""What a graph is, and how Python becomes one: the student's hour.

    in:     a Python function, and the types of its arguments
    out:    a Graph: frozen, printable, callable
    knows:  nothing

Read types, tree, graph, trace, op.  The hour skips `calling` (arguments in, results out) and `provenance` (whose line
is this?): what they return can be trusted.
"""
