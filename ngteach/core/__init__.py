"""What a graph is, and how Python becomes one: the student's hour.

    in:     a Python function, and the types of its arguments
    out:    a Graph: frozen, printable, callable
    knows:  nothing

Read types, tree, graph, trace, op.  The hour skips `calling` (arguments in, results out) and `provenance` (whose line
is this?): wherever one of their functions is called, believe its name.  Of these, `require(ok, message)` raises a
GraphError unless ok, `located` and `@says_where` add the user's own line to an error, `@in_own_context` closes a trace
however the function ends, and `@takes_graph` refuses what is not a graph.  A name that begins with % stands for a value
that the user gave no name.
"""
