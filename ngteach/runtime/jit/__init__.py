"""jit: Python functions that are traced and compiled when they are called, once for each set of argument types.

    in:     a Python function, or a Graph
    out:    a Jitted, which is called as the function is
    knows:  core, ops, transform, runtime

Read jitted, which has the way of a call.  binding sorts its arguments, argument_types makes a key of their types,
programs holds what was traced; retraced and rebound say why it was traced, and too_often warns.
"""
