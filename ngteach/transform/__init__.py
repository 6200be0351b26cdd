"""Graph -> graph: the adjoint of a graph, its clone, the passes that make it smaller, and functions of functions.

    in:     a Graph, or what an open trace has recorded so far
    out:    a new Graph; Adjoints alone adds equations to the open trace
    knows:  core, ops

Read autodiff, then rewrite and clone, then the passes: dead_code, common_subexpressions, fold, algebra; and pipeline,
which runs them.  Then closure, and on it the transformations of functions: grad, vjp and split, jvp, linearize;
with_rule, and on it custom_vjp and checkpoint; and batching, of which vmap is made.  What is probably not meant is
warned of in `notices`, and watch looks inside.
"""
