"""Arguments in, results out: the care that stands between Python's values and a graph's.

    in:     whatever a user writes
    out:    what the core expects, or one clear error
    knows:  core

The hour skips this folder: the core trusts what it returns.  `shapes` and `numbers` make types and Python's numbers
regular, `containers` compares how values nest, `arguments` serves every call of a graph, interpreted or compiled,
`signature` reads what a function takes, `memory` asks whether there is room, `guards` says what is no graph, `attached`
is filled by the rooms above, as are `notices`, the warnings while tracing; `calls`, `called` and `fates` know which
functions are running and what a value is about to be called; and `hints` are names for annotations.
"""
