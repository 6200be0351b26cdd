# %% [markdown]
# # 11 Does it learn or memorise?
#
# A model that knows its 96 pictures by heart is right on all 96. What does that say about the next one?
#
# At the end you will be able to
#
# - split data in three, and say what each part is for,
# - recognise overfitting from two curves, and stop in time,
# - say what helps against it here, and what does not,
# - say why pictures are shuffled, and when a test set is too easy,
# - choose between small batches and large ones.
#
# Back: [10 Training](10_training.ipynb). On: [12 Floats](12_floats.ipynb).

# %%
import time

import numpy as np

import ngteach as ng

ng.lab.recall("memorise")

# %% [markdown]
# ## Three parts
#
# A model is to be used on pictures that it has never seen. So some are kept away from it: the *test* pictures say, at
# the very end, how good it is. But on the way there are choices: how many steps, how many units, what rate. If the
# test pictures decide these, they have taken part in the training, and are no test any more. So a third part is kept
# away, to choose by: the *[[validation]]* pictures.
#
# Of our 1797 pictures, rows 1437 to 1796 are those of the test file. The 360 rows before them are for validation. Up
# to 1077 are left to learn from.


# %%
def measured(weights, rows):
    p = ng.mlp(pictures[rows], weights)
    return float(ng.cross_entropy(p, labels[rows])), np.mean(np.argmax(p, axis=1) == labels[rows])


data = ng.load_data("digits")
images = np.concatenate([data.train_images, data.test_images])
pictures = (images / 16).astype(np.float32).reshape(-1, 64)
labels = np.concatenate([data.train_labels, data.test_labels]).astype(np.int32)
validation, test = np.arange(1077, 1437), np.arange(1437, 1797)

# %% [markdown]
# The loop is that of [08 Update](08_update.ipynb). It keeps the weights of every hundredth step, since we want to look
# back. (Each step returns new arrays, so to keep them is to remember where they are.)


# %%
def fit(rows, steps, hidden=64, decay=0.0, batch=32, every=100):
    types, kept = ng.mlp_types((64, hidden, 10)), []
    model, weights = ng.trace(ng.mlp, ng.f32[batch, 64], types), ng.he_weights(types)
    step = ng.compile(ng.derive_training(model, optimizer=ng.sgd(weight_decay=decay)), threads=1)
    for k in range(steps + 1):
        if k % every == 0:
            kept.append(weights)
        some = rows[np.arange(batch * k, batch * k + batch) % len(rows)]
        _, _, weights, _ = step(pictures[some], labels[some], 0.1, weights, ())
    return kept


# %% [markdown]
# ## By heart
#
# Now let a model with 4810 weights learn from the first 96 pictures alone, three batches an epoch, for 6000 steps. The
# loss on these 96 falls all the time. What does the loss on the 360 validation pictures do?

# %%
ng.lab.predict("memorise.p1")

# %%
few = np.arange(96)
kept = fit(few, 6000)
seen = [measured(weights, few)[0] for weights in kept]
unseen, right = zip(*[measured(weights, validation) for weights in kept])
for k in (3, 7, 20, 60):
    print(f"step {100 * k:4}   loss on the 96: {seen[k]:.4f}   on the 360: {unseen[k]:.3f}, {right[k]:.0%} right")
both = {"the 360": unseen[2:], "the 96": seen[2:]}
ng.lab.curves(100 * np.arange(2, 61), both, "step", "loss, from step 200 on")

# %% [markdown]
# It falls, and then it rises. This is *[[overfitting]]*: from step 700 on, what helps on the 96 no longer helps on
# others. The accuracy hardly changes: the model only gets surer of its answers, and where they are wrong that costs
# more and more. The distance between the curves says how much of what was learned is only about these 96.
#
# ## Stop in time
#
# The cheapest remedy: keep the weights with the smallest *validation* loss. That is *early stopping*. The test
# pictures then say what it was good for. They did not choose the step, so they may judge it.

# %%
best = int(np.argmin(unseen))
for name, weights in ((f"step {100 * best}", kept[best]), ("step 6000", kept[-1])):
    loss, right = measured(weights, test)
    print(f"{name:9}   on the 360 test pictures: loss {loss:.3f}, {right:.1%} right")

# %% [markdown]
# The loss is a tenth lower; the accuracy differs by three pictures of 360. (`ng.Config(validation=0.2)` keeps a fifth
# of the pictures away, and `run.best` has the weights of the best epoch.)
#
# ## What else may help
#
# Three remedies are often named. *Fewer weights*: 8 hidden units instead of 64 make 610 weights.
# *[[Weight decay|weight decay]]*: each step also pulls every weight a little towards 0. *More pictures*: all 1077.
# Each is trained for 6000 steps, as above.

# %%
ng.lab.predict("memorise.p2")

# %%
remedies = {
    "as before": (few, {}),
    "8 units": (few, {"hidden": 8}),
    "weight decay": (few, {"decay": 0.003}),
    "1077 pictures": (np.arange(1077), {}),
}
for name, (rows, options) in remedies.items():
    kept = fit(rows, 6000, **options)
    known, unseen = measured(kept[-1], rows)[0], [measured(weights, validation)[0] for weights in kept]
    print(f"{name:14} learned {known:.4f}   validation {unseen[-1]:.3f} at the end, {min(unseen):.3f} at best")

# %% [markdown]
# Fewer weights do not help here. 610 are still enough to know 96 pictures by heart (the loss on them ends at 0.004),
# and 8 units read new ones worse. Weight decay keeps the validation loss from rising much, though its best is no
# better than that of early stopping. More pictures help far more than anything else. Where there are no more, changed
# copies can stand in for them, as in [10 Training](10_training.ipynb).
#
# ## Why pictures are shuffled
#
# Take 33 batches of 32 pictures, and take them in another order: first all zeros, then all ones, and so on up to the
# nines. One [[epoch]]: each picture is seen once, as before. How many of 100 validation pictures are then read
# rightly?

# %%
ng.lab.predict("memorise.p3")

# %%
mixed = np.arange(33 * 32)
in_order = mixed[np.argsort(labels[mixed], kind="stable")]
for name, rows in (("mixed", mixed), ("in order", in_order)):
    kept = fit(rows, 33 * 20, every=33)  # 33 batches of 32 are an epoch
    for epoch in (1, 5, 20):
        nines = np.mean(np.argmax(ng.mlp(pictures[validation], kept[epoch]), axis=1) == 9)
        print(f"{name:8} epoch {epoch:2}: {measured(kept[epoch], validation)[1]:.0%} right, {nines:.0%} read as 9")

# %% [markdown]
# The last batches held nothing but nines, and the model answers 9. A step follows the pictures of its own batch, so a
# [[batch]] should be a fair sample of all. The files that come with the kit are mixed already. `shuffle=True` in a
# config mixes anew for every epoch.
#
# ## A test that is too easy
#
# There is a case where mixing does harm. The pictures were written by several people, and the original file lists its
# writers one after the other (`data/README.md`). Mixed and then cut, a writer's pictures come into both parts: the
# test asks about people whose hand the model knows.
#
# `data/make_digits.py` says how they were mixed, so we can undo it. A block of 360 neighbours then has the pictures of
# a few writers, and the rest has few of theirs. Cut a fifth out, five times each way; train on the rest, and test on
# what was cut out.

# %%
ng.lab.predict("memorise.p4")

# %% tags=["nbval-ignore-output"]
order = np.random.default_rng(1998).permutation(1797)  # as in data/make_digits.py: the first 360 are the test file
original = np.argsort(np.concatenate([order[360:], order[:360]]))
print("the first labels of the original file:", *labels[original[:20]])
for name, row in (("by picture", np.arange(1797)), ("by writer", original)):
    right = []
    for block in np.array_split(row, 5):
        rest = np.setdiff1d(np.arange(1797), block)
        right.append(measured(fit(rest, 900, every=900)[-1], block)[1])
    print(f"cut {name:10}  {np.mean(right):.1%} right;", *[f"{r:.1%}" for r in right])

# %% [markdown]
# For new people the model makes about twice as many mistakes as the usual test says. That number was not wrong, but it
# answers another question: how well are *more pictures of the same people* read? If something about the test pictures
# is known in training that will not be known in use, the writer, or a changed copy, the test is too easy. This is
# called *leakage*.
#
# ## Small batches or large ones?
#
# Each step of ours looks at 32 pictures: a *[[mini-batch]]*. The slope that it finds is only an estimate of the slope
# over all of them. Why not use all 1437 at once, and find it exactly? Let every run see each picture 20 times.

# %%
ng.lab.predict("memorise.p5")

# %% tags=["nbval-ignore-output"]
everything = np.arange(1437)
for batch in (1437, 128, 32, 8):
    began, steps = time.perf_counter(), 20 * 1437 // batch
    weights = fit(everything, steps, batch=batch, every=steps)[-1]
    seconds = time.perf_counter() - began
    loss, _ = measured(weights, everything)
    each = f"{1e6 * seconds / steps / batch:.1f} µs a picture"
    print(f"{steps:4} steps of {batch:4}: loss {loss:.3f}   {seconds:.2f} s, {each}")

# %% [markdown]
# For the pictures of one exact step you get 45 rough ones, and they lead farther. But a picture costs more in a small
# batch, because every call has a price of its own. So the size is a bargain: large enough to use the machine well,
# small enough for many steps. (The seconds include deriving and compiling, once for each run. A full batch can take a
# larger rate. With 0.5 its loss is 0.53, still far from what batches of 32 reach with 0.1.)
#
# ## Summary
#
# - Learn from one part, choose by the validation part, and judge by the test part, once.
# - Overfitting: the training loss falls and the validation loss rises. Stop where the latter is smallest.
# - Of the remedies tried here, more pictures helped most, weight decay some, and fewer weights not at all.
# - A batch should be a fair sample, so pictures are shuffled. But what is to be new in use must be new in the test.
# - With the same number of pictures seen, small batches make more steps; each picture costs more.
#
# ## Questions
#
# Write a sentence or two; then compare.

# %%
ng.lab.questions("memorise")

# %% [markdown]
# ## Exercises
#
# **memorise.1** Which rows belong to batch number `k`? The batches follow each other through the file, and one that
# reaches the end goes on at the front. Return an array of `batch` row numbers.


# %%
def rows_of(k, batch, n):
    ...
    ### BEGIN SOLUTION
    return np.arange(k * batch, k * batch + batch) % n
    ### END SOLUTION


ng.lab.check("memorise.1", rows_of)

# %% [markdown]
# **memorise.2** Early stopping, while it happens: `losses` are the validation losses of epoch 0, 1, 2 and so on.
# Training stops as soon as `patience` epochs in a row were no better than the best before them. Return the number of
# the epoch whose weights are kept; what comes after the stop is never known.


# %%
def kept_epoch(losses, patience):
    ...
    ### BEGIN SOLUTION
    best = 0
    for k, loss in enumerate(losses):
        if loss < losses[best]:
            best = k
        elif k - best >= patience:
            break
    return best
    ### END SOLUTION


ng.lab.check("memorise.2", kept_epoch)

# %% [markdown]
# **memorise.3** In which of these do the test pictures leak into the training? Write the letters, such as `"BD"`.
#
# - A: the [[learning rate]] is the one of ten with the best test accuracy.
# - B: all pixels are divided by 16, those of the test pictures too.
# - C: changed copies of all pictures are made, and then the pictures are mixed and cut.
# - D: the pictures to learn from are shuffled anew for every epoch.
# - E: training stops where the test loss is smallest.
# - F: the step is chosen by the validation loss, and then the test loss is measured once.

# %%
answer = ...
### BEGIN SOLUTION
answer = "ACE"
### END SOLUTION
ng.lab.check("memorise.3", answer)

# %% [markdown]
# **memorise.4** Pixels are often shifted and scaled to a mean of 0 and a spread of 1. The mean and the spread are
# learned, too: from which pictures? Put the lines in order, and leave out what leaks.

# %%
ng.lab.parsons("memorise.4")

# %% [markdown]
# **memorise.5** A straight line with weight decay: the loss is the mean of the squared errors, plus `decay / 2` times
# the sum of the squares of `w`. One line is wrong. Which?

# %%
ng.lab.hunt("memorise.5")

# %% [markdown]
# Next: [12 Floats](12_floats.ipynb). Words: [the glossary](24_glossary.ipynb)
