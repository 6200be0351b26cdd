# %% [markdown]
# # 21 Attention: who looks at whom
#
# *ducely, goldstett, heiste, gooschilo*: none of these is among the 18,000 surnames that come with the kit. A model
# made them up, letter by letter. To choose the next letter it must know which letters came before, and which of them
# matter now. How can sums of products know that?
#
# At the end you will be able to
#
# - compute [[attention]] by hand: scores, scale, mask, [[softmax]], weighted sum,
# - say what each of these five is for, and what goes wrong without it,
# - say why positions are added, and what a [[head]] is,
# - train a small transformer, and sample names from it with a key.
#
# Back: [20 Depth](20_depth.ipynb). On: [22 Rosetta](22_rosetta.ipynb).

# %%
import numpy as np

import ngteach as ng
from ngteach.lab.widgets.attention_names import small_weights
from ngteach.models import load, transformer

ng.lab.recall("attention")

# %% [markdown]
# ## A question, some keys, some values
#
# Take the three letters of *bea*. Each of them is a row of numbers, and three dense layers make three things of it:
#
# - a *query* `q`: what do I look for?
# - a *key* `k`: what am I, for those who look?
# - a *value* `v`: what do I tell them?
#
# In a real model all three are learned. Ours are small, so that we can calculate; a value is a single number.

# %%
q = np.array([[1.0, 1, 1, 1], [0, 1, 0, 1], [2, 0, 2, 0]])
k = np.array([[1.0, 0, 1, 0], [0, 2, 0, 2], [1, 1, 0, 1]])
v = np.array([[10.0], [20], [40]])
print(q @ k.T)

# %% [markdown]
# That is the matrix of *scores*: row i, column j says how well the query of letter i meets the key of letter j. The
# last row is what `a` finds: 4 at `b`, 0 at `e`, 2 at itself. Then come four steps.
#
# 1. **Scale.** Divide by sqrt(d), d being the length of a key. Here it is 4, so the row becomes 2, 0, 1.
# 2. **Mask.** The model shall predict the next letter, so no letter may see a later one. Add minus infinity to the
#    scores of all later letters.
# 3. **Softmax**, along each row: positive weights that add up to 1. Of 2, 0, 1 it makes 0.665, 0.090, 0.245.
# 4. **Weighted sum.** Each letter gets the mean of the values, by its weights. For `a` that is 0.665 * 10 + 0.090 *
#    20 + 0.245 * 40, which is 18.24 with weights that are not rounded.
#
# The scores of the first letter, `b`, are 2, 4 and 3. It is the first. What is its weight on itself?

# %%
ng.lab.predict("attention.p1")


# %%
def attend(q, k, v):
    scores = q @ k.T / np.sqrt(q.shape[-1])
    later = np.triu(np.full(scores.shape, -np.inf), 1)  # above the diagonal, where j is later than i
    weights = ng.softmax(scores + later, axis=-1)
    return weights, weights @ v


weights, out = attend(q, k, v)
print(weights.round(3), out.round(2), sep="\n\n")

# %% [markdown]
# It sees nobody else. `e**(-inf)` is 0, so a masked letter has the weight 0, and since its value is multiplied by 0,
# its [[adjoint]] is 0 too: nothing of the future gets in, and nothing gets back. And there is no new op in it: two
# matrix products, a softmax, a sum. All have rules that you know.
#
# ## Why divide by sqrt(d)?
#
# A score is a sum of d products. You know from [20 Depth](20_depth.ipynb) what that does to the size. With random
# queries and keys of d = 256, 16 of each: how large is the largest of 16 weights in a row, without scale and without
# mask?

# %%
ng.lab.predict("attention.p2")

# %%
many_q, many_k = np.random.default_rng(0).normal(size=(2, 16, 256))
for name, scores in {"not scaled": many_q @ many_k.T, "scaled    ": many_q @ many_k.T / 16}.items():
    p = ng.softmax(scores, axis=-1)
    print(f"{name}: deviation of the scores {scores.std():4.1f}, largest weight {p.max(axis=-1).mean():.2f}")

# %% [markdown]
# Scores of a deviation of 16 make a softmax that has decided before anything was learned: one weight is nearly 1. And
# its slope is p * (1 - p), which is nearly 0 then: in most rows hardly any adjoint gets back to the scores. (In half of
# these rows p * (1 - p) of the largest weight is below 0.004. With the scale half are above 0.17.)
#
# ## Where does a letter stand?
#
# Give `attend` the same three letters in another order, *eba* in place of *bea*. What does the last letter, `a`, get
# now?

# %%
ng.lab.predict("attention.p3")

# %%
order = [1, 0, 2]
weights, out = attend(q[order], k[order], v[order])
print(weights[2].round(3), out[2].round(2))

# %% [markdown]
# The same. The weights have changed places, and a sum does not depend on the order of its terms. You met that in [19
# Convolution](19_convolution.ipynb), before the first [[convolution]]: a dense layer did not know which pixels are
# neighbours. So the model gets *positions*: for each place a row of numbers is learned, and added to that of the
# letter, before queries and keys are made. Then a `b` at the first place has another key than a `b` at the second.
# (With the mask, a second layer could tell the two words apart without positions: an `e` behind a `b` has seen it.)
#
# ## Heads
#
# A row of weights makes one mean. So the rows are cut into several parts, the *heads*: each has its own queries, keys
# and values, attends by itself, and what they find is put side by side again. This is how the kit has it, with four
# heads:

# %%
ng.lab.show_source(transformer.attention, transformer.block)

# %% [markdown]
# `norm` is layer [[normalisation]] with a scale and a shift that are learned, `mlp` two dense layers, and `k.mT`
# exchanges the last two axes. `block` is a [[residual]] layer twice: `x` and what the letters tell each other, then
# `x` and what each makes of that. Several blocks stand one behind the other. At the end a dense layer makes 27 scores
# for the next letter: a to z, and the end of the name. That is a *transformer*. (Vaswani and others, 2017; ours
# normalises first, as GPT-2 does.)
#
# ## Look at it
#
# A small one comes with the kit, trained: two layers, four heads. It has read *smith*, and the arcs show at whom the
# last letter looks.
#
# - Choose layer 1, head 2. In the matrix, which field stands out in most rows? This head looks mostly at the letter
#   before. Is there another head of which you can say in words where it looks?
# - Click the `t` above, or go there with the left arrow. What may come after *smit*? Then type a name of your own.
# - The orange bars are lengths of adjoints: how much each letter matters for the score that is asked for. Click
#   another letter below: which letters matter for that one?
# - Press *Let it spell*, a few times. Is it always the likeliest letter that comes next?

# %%
ng.lab.attention()

# %% [markdown]
# ## Train one
#
# 16,000 surnames are bundled for training, 2,000 for testing. The loss is the [[cross-entropy]] of the next letter,
# as a mean over all letters; its unit is called a *nat*. Our transformer has two layers, 32 numbers for each letter,
# and 27,739 weights. Its [[optimizer]] is AdamW, which is Adam with [[weight decay]]; the rate grows for
# 30 steps, a [[warm-up]], and then falls, as in [10 Training](10_training.ipynb). It begins with small random
# weights: 27 scores that are nearly the same. How many nats per letter are that?

# %%
ng.lab.predict("attention.p4")

# %% tags=["nbval-ignore-output"]
types = transformer.transformer_types(width=32, layers=2)
first = transformer.first_weights(0, types)
run = ng.Run(load("transformer"), types=types, first=first, epochs=1, warmup=30)
before = transformer.make_up_names(run.weights, ng.random.key(7), count=6)
run.train()
after = transformer.make_up_names(run.weights, ng.random.key(7), count=6)
print(f"{run.losses[0]:.2f} nats before the first step, {run.measured[-1]['test']:.2f} after {run.steps} steps")
print(", ".join(before), ", ".join(after), sep="\n")

# %% [markdown]
# The 2.33 is that of the 2,000 names that it did not learn from. One look at each of the others, and noise has become
# something that one can pronounce. The weights that come with the kit, `small_weights()`, have had more time, and
# reach 2.09.
#
# ## From a key, a name
#
# The model gives probabilities, and the letter is drawn: each as likely as its probability says. Random numbers come
# from a *key* of another kind here, `ng.random.key(7)`. There is no hidden generator that moves on; the key is an
# argument like any other, as the [[learning rate]] is. Below, names are made twice with key 7, and once with key 8.
# Which will be the same?

# %%
ng.lab.predict("attention.p5")

# %%
kept = small_weights()
for key in (7, 7, 8):
    print(f"key {key}: ", ", ".join(transformer.make_up_names(kept, ng.random.key(key), count=5)))
cold = transformer.make_up_names(kept, ng.random.key(8), count=5, temperature=0.01)
print("key 8, cold: ", ", ".join(cold))

# %% [markdown]
# The scores are divided by the *temperature* before softmax. Towards 0 the likeliest letter is always taken, and
# every name is the same (this one exists). In a program without hidden state you know why: same arguments, same
# results.
#
# ## Summary
#
# - Attention is a weighted mean of values. The weights come from a softmax over scores, each the product of a query
#   and a key.
# - The scale sqrt(d) keeps the softmax from deciding before it has learned. The mask keeps the future out, forward
#   and backward.
# - Attention does not see order. Positions are learned, and added to the letters.
# - Heads attend side by side, each in its own way. A transformer is blocks of attention and dense layers, each added
#   to what goes in.
# - Names are drawn from a key: the same key, the same names.
#
# ## Questions

# %%
ng.lab.questions("attention")

# %% [markdown]
# ## Exercises
#
# **attention.1** From scores that are scaled already, the weights: no letter sees a later one, and each row adds up
# to 1.


# %%
def weights_of(scores):
    ...
    ### BEGIN SOLUTION
    later = np.triu(np.full(scores.shape, -np.inf), 1)
    return ng.softmax(scores + later, axis=-1)
    ### END SOLUTION


ng.lab.check("attention.1", weights_of)

# %% [markdown]
# **attention.2** Cut into heads: of `x`, [letters, width], make [heads, letters, width / heads]. The first head has
# the first columns of `x`, the second the next ones.


# %%
def cut(x, heads):
    ...
    ### BEGIN SOLUTION
    letters, width = x.shape
    return x.reshape(letters, heads, width // heads).transpose(1, 0, 2)
    ### END SOLUTION


ng.lab.check("attention.2", cut)

# %% [markdown]
# **attention.3** Backward through the last step, `out = weights @ v`. Return the adjoints of both, `dweights` and
# `dv`. Mind that `weights` is square: a wrong transpose has a right shape.


# %%
def look_back(dout, weights, v):
    ...
    ### BEGIN SOLUTION
    return dout @ v.T, weights.T @ dout
    ### END SOLUTION


ng.lab.check("attention.3", look_back)

# %% [markdown]
# **attention.4** The lines of attention have been mixed up, and two of them do not belong there.

# %%
ng.lab.parsons("attention.4")

# %% [markdown]
# Next: [22 Rosetta: the same model in JAX and PyTorch](22_rosetta.ipynb). Words: [the glossary](24_glossary.ipynb)
