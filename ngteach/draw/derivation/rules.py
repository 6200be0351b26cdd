"""The adjoint rules of the ops in words: what each says of every graph, not only of this one."""

from __future__ import annotations

from ... import ops

# op -> why its adjoint is what it is.  Keyed by the op itself: a user's op of the same name has a rule of its own.
WORDS = {
    ops.add: "what changes either side changes the sum as much",
    ops.subtract: "the left side gets the adjoint as it is, the right side its negative",
    ops.multiply: "each factor gets the adjoint times the other factor",
    ops.divide: "what was divided gets its adjoint divided, too",
    ops.negative: "the sign turns once more",
    ops.dot: "each side gets the adjoint multiplied by the other side, transposed",
    ops.batch_dot: "each side gets the adjoint multiplied by the other side, transposed",
    ops.broadcast: "what was copied to many places gets the sum of what comes back from them",
    ops.sum: "each number that was added gets the adjoint of the sum",
    ops.reshape: "the same numbers, in the old shape again",
    ops.transpose: "the axes change places again",
    ops.relu: "it lets the adjoint through where its result is positive",
    ops.maximum: "the adjoint goes to the larger of the two",
    ops.minimum: "the adjoint goes to the smaller of the two",
    ops.max: "the adjoint goes to where the largest number was",
    ops.min: "the adjoint goes to where the smallest number was",
    ops.log: "the slope of log(x) is 1/x",
    ops.exp: "the slope of exp is exp itself, its own result",
    ops.sqrt: "the slope of a root is 1/(2 * root), and the root is its own result",
    ops.tanh: "the slope of tanh is 1 - tanh * tanh, of its own result",
    ops.sigmoid: "the slope of sigmoid is s * (1 - s), of its own result",
    ops.softplus: "the slope of softplus is sigmoid",
    ops.power: "the slope of x ** n is n * x ** (n - 1)",
    ops.softmax: "probabilities share one sum, so what one gains the others lose",
    ops.logsumexp: "its slope is softmax, each number's share in the sum",
    ops.where: "each branch gets the adjoint where it was taken, and 0 elsewhere",
    ops.convert: "the adjoint is converted back",
    ops.slice: "what was cut out goes back to its place; around it is 0",
    ops.embed: "of what was set into zeros only the part that came from it goes back",
    ops.gather: "each row that was looked up gets the sum of what comes back for it",
    ops.windows: "a number that stood in several windows gets the sum of what comes back from them",
    ops.sin: "the slope of sin is cos",
    ops.cos: "the slope of cos is -sin",
    ops.abs: "the sign of the number decides the sign of the adjoint",
    ops.mask: "the adjoint passes where the condition holds, and is 0 elsewhere",
    ops.cumsum: "a number is in every later sum, so it gets what comes back from all of them",
    ops.join: "each part gets back its own piece",
}


def why(op):
    """The rule's reason; of an op that is not listed, where the rule stands."""
    return WORDS.get(op, f"so says the rule beside the definition of {op.name}")
