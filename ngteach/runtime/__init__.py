"""Graph -> calls: the interpreter, which is the oracle, and the compiler for NumPy on several threads.

    in:     a Graph
    out:    an Executable, which is called as the graph is called
    knows:  core, ops, transform

Read backend and interpreter; then kernels, what is known of each op; then the compiler in the order of its work: lower,
side_by_side, barriers, schedule, effects, tiling; for a batch in parts batch_axis, part_graph, parts,
planned_parts; memory, offsets, placing, codegen, calls, templates, quick; then executor, guard, threads.
`values` looks inside a call; why_nan, with the folder `nan`, says where a NaN in the results came from.  The
folder `jit` traces and compiles what is called.
"""
