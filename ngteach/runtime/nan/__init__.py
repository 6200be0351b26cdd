"""Where a NaN came from: back from a result to the equation that made it, why it did, and what to write instead.

    in:     a graph, and the array of every tensor at one call
    out:    a finding, and the remedy for it
    knows:  core, ops, transform, runtime

Read trail, which goes back from an element to the element that is responsible for it, then finding and origins, which
name the equation.  `pieces` and `written` look up what the user wrote, `case` holds what a cause is recognised by.  The
causes, each with its condition and its remedy: choices (an infinite slope in a branch that was not taken), logarithms,
edges, composed, divisions, overflows, infinities, given; `remedies` is the table of them all.
"""
