"""What runs for its effect alone: equations whose result nobody reads, and which stay all the same."""


def effects(equations, given=None):
    """The outputs of the equations of kind "effect".   given: only of those that can be computed from these tensors"""
    found = [eqn.output for eqn in equations if eqn.op.kind == "effect"]
    if not found or given is None:
        return found
    there = set(given)
    for eqn in equations:
        if there.issuperset(eqn.inputs):
            there.add(eqn.output)
    return [y for y in found if y in there]
