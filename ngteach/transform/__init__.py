"""Graph -> graph: the adjoint of a graph, its clone, and the passes that make it smaller.

    in:     a Graph, or what an open trace has recorded so far
    out:    a Graph that computes something else (autodiff), or the same (everything else)
    knows:  core, ops

Read autodiff, then rewrite and clone, then the passes: dead_code, common_subexpressions, fold, algebra; and pipeline,
which runs them.
"""
