"""What a graph shows to be probably not meant: one file for each kind, and each says it as a TraceWarning.

    in:     a finished Graph, or what an open trace has recorded
    out:    warnings, at the user's own lines
    knows:  core, ops

A warning that is false is worse than one that is missing: each of these looks for one pattern that cannot be meant, and
says nothing about what it cannot see.
"""
