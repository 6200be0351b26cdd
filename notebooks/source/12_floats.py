# %% [markdown]
# # 12 Floating point: a number in 32 bits
#
# Ask for 0.1, and what is kept is another number. Count by ones, and at some point the count stands still. Multiply
# two numbers that are not 0, and the result may be 0. None of this is an error to the machine. What is a number to
# it?
#
# At the end you will be able to
#
# - read the 32 [[bits|bit]] of an f32, and say how far apart two neighbours are,
# - say when a sum, a product or `exp` loses digits, overflows, or gives [[NaN]],
# - recognise [[subnormal]] numbers, and measure what they cost,
# - say why the order of a sum matters, and choose the step of a [[finite difference]].
#
# Back: [11 Memorise](11_memorise.ipynb). On: [13 Where a NaN comes from](13_nan.ipynb).

# %%
import timeit
from decimal import Decimal

import numpy as np

import ngteach as ng

ng.lab.recall("floats")

# %% [markdown]
# ## Sign, exponent, fraction
#
# One of the 32 bits is the sign, eight are the exponent, and 23 are the fraction. NumPy can look at the
# same four bytes as a whole number (`view` copies nothing, it only reads the bytes in another way), and from that we
# take the three parts.


# %%
def bits(x):
    n = int(np.float32(x).view(np.uint32))
    return f"{n >> 31:b} {n >> 23 & 255:08b} {n & (2**23 - 1):023b}"


for x in (1.0, 2.0, 0.5, 1.5, -1.5, 0.1):
    print(f"{x:5}  {bits(x)}")

# %% [markdown]
# The exponent of 1 is written 01111111, which is 127; that of 2 is one more, that of 0.5 one less. So 127 is taken
# off. The fraction stands behind a 1 that is not stored, since every number but 0 begins with a 1 in binary:
#
# value = sign · 1.fraction · 2^(exponent - 127)
#
# With the 1 in front, an f32 has 24 binary digits, about seven decimal ones. An f64 has 11 bits for the exponent and
# 52 for the fraction: 53 binary digits, nearly sixteen decimal ones.
#
# ## 0.1 is not there
#
# Look at the last line above: the fraction of 0.1 repeats 1001, as 1/3 repeats 3s in decimal, and the last digit was
# rounded. So f32 and f64 each keep a neighbour of 0.1. The same happens to 0.2 and to 0.3. What becomes of
# 0.1 + 0.2 - 0.3?

# %%
ng.lab.predict("floats.p1")

# %%
for kind in (np.float32, np.float64):
    a, b, c = kind(0.1), kind(0.2), kind(0.3)
    print(f"{kind.__name__}: 0.1 + 0.2 - 0.3 is {a + b - c}, and 0.1 is kept as {Decimal(float(a))}")

# %% [markdown]
# In f32 the errors happen to cancel; in f64, which has more digits, they do not. So `==` between computed floats asks
# for luck. Ask instead whether they are near: `np.isclose(a, b, rtol=1e-5)` compares some five digits
# (and lets a difference of 1e-8 pass, however small the numbers are).
#
# ## Neighbours
#
# All floats with the same exponent are equally far apart. With the next exponent the distance doubles. In 32 bits the
# ticks would run together on paper, so here is every number from 0 to 8 of a float with only three binary digits.

# %%
ng.lab.number_line()

# %% [markdown]
# The distance from a number to the next is one [[ulp]], a "unit in the last place". `np.spacing` gives it: for an f32
# just above 1 it is 1.2e-7, just below 1 half of that, and near 100,000,000 it is 8. Each of + - * / rounds its
# result to the nearest float, so it may be wrong by half an ulp: for an f32, by one part in 17 million. Relative to
# the number that is tiny. It is only when numbers of different size meet that one notices.
#
# A smaller float shows it sooner. An f16 has 5 bits for the exponent and 10 for the fraction, so with the 1 in front
# 11 binary digits. We begin at 0, and add 1 three thousand times (`cumsum` adds one after the other). What does the
# f16 say at the end?

# %%
ng.lab.predict("floats.p2")

# %%
ones = np.ones(3000, np.float16)
print(f"counted one by one: {ones.cumsum()[-1]:.0f}, in f32: {ones.cumsum(dtype=np.float32)[-1]:.0f}")

# %% [markdown]
# With 11 digits one can count to 2**11. There an ulp becomes 2, the next number would be 2049, which lies in the
# middle between two floats, and a tie goes to the even one: back to 2048, each time. No error, no warning. The
# first exercise asks where an f32 stops. The same happens to a weight of 1 and a step of 1e-8: in f32 the weight does
# not move.
#
# ## The ends: infinity, NaN and minus zero
#
# The exponent with eight ones, 11111111, is no exponent. With a fraction of 0 it means infinity, `inf`, which comes
# of a result that is too large (the largest f32 is 3.4e38, about exp(88.7)) and of 1/0. With another fraction it is
# NaN, "not a number", which comes of `inf - inf`, `0 * inf` and `0 / 0`, where no answer is better than another. And
# since the sign is a bit of its own, there is a zero with a minus. NaN stays: nearly every operation on NaN gives
# NaN.
#
# A program wants to know whether `x` is NaN, and compares. One of the comparisons is true.

# %%
ng.lab.predict("floats.p3")

# %%
zero, nan = np.float32(0), np.float32(np.nan)
with np.errstate(all="ignore"):  # NumPy would warn
    print("exp(88.7):", f"{np.exp(np.float32(88.7)):.1e}", "  exp(88.8):", np.exp(np.float32(88.8)))
    print("1/0:", 1 / zero, "  1/-0:", 1 / -zero, "  0 == -0:", zero == -zero)
    print("inf - inf:", np.inf - np.inf, "  0 * inf:", zero * np.inf, "  1/inf:", 1 / np.inf)
print("x is NaN:  x == x", nan == nan, "  x != x", nan != nan, "  x < 1", nan < 1, "  x >= 1", nan >= 1)

# %% [markdown]
# NaN is not equal to anything, itself included, so `x != x` is a test for it (`np.isnan` is the same in words). It is
# neither smaller nor not smaller, so with a NaN `if x < 1` silently takes the way of "no". In training NaN is useful:
# an overflow somewhere shows at the end. [13 Where a NaN comes from](13_nan.ipynb) follows it back.
#
# ## Almost nothing
#
# The other exponent that is none is 00000000. The smallest normal f32 is 1.2e-38. Between it and 0 the 1 in front is
# dropped, and the exponent stays what it is for the smallest normal number: these are the subnormal numbers, the
# orange ticks on the line above.

# %%
for x in (1.2e-38, 1e-38, 1e-40, 1e-45, 7e-46, -0.0, np.inf, np.nan):
    print(f"{x:8}  {bits(x)}  {np.float32(x)}")

# %% [markdown]
# They fill the gap around 0 with equal steps of 1.4e-45, and pay with digits: 1e-40 has 17 left, 1e-45 has one, and
# half of that step or less is 0. So two different floats never have a difference of 0; but the product of 1e-30 and
# 1e-30 is 0.
#
# There is another price. The [[gradient]] of `sum((x @ W) * d)` with respect to `W` is a matrix product, `x.T @ d`. We
# compute it with every number of `d` equal to 1, 1e-30, 1e-40 or 0; first as NumPy does it, with `flush=False`. Which
# takes longest?

# %%
ng.lab.predict("floats.p4")

# %% tags=["nbval-ignore-output"]
gradient = ng.grad(lambda W, x, d: ng.sum((x @ W) * d))
graph = ng.trace(gradient, ng.f32[600, 10], ng.f32[128, 600], ng.f32[128, 10])
W, x = np.ones((600, 10), np.float32), np.ones((128, 600), np.float32)
for flush in (False, True):
    program = ng.compile(graph, threads=1, flush=flush)
    for value in (1.0, 1e-30, 1e-40, 0.0):
        arrays = W, x, np.full((128, 10), value, np.float32)
        took = min(timeit.repeat("program(*arrays)", globals=globals(), number=1, repeat=30))
        print(f"flush={flush!s:<5}  d = {value:>6}  {1e6 * took:6.0f} us")

# %% [markdown]
# The numbers depend on the processor; here the third line takes some 60 times as long as the others, since for
# subnormal numbers the processor leaves its fast path. (Dooley and Kale measured 1.4 to 98 times, on the processors of
# 2006.) With `flush=True`, which is what `ng.compile` does unless it is asked otherwise, the processor takes them for 0
# in the large matrix products among the [[adjoints|adjoint]]: *flush to zero*. Nothing is lost there, as an adjoint of
# 1e-40 moves no weight. In your own equations a subnormal number stays what it is.
#
# ## The order of a sum
#
# In mathematics (a + b) + c is a + (b + c). Each float sum is rounded, so here it is not.

# %%
big, one = np.float32(1e8), np.float32(1)
print("(big + one) - big:", (big + one) - big, "   (big - big) + one:", (big - big) + one)
row = np.random.default_rng(0).uniform(-1, 1, 576).astype(np.float32)
forwards, backwards = np.cumsum(row)[-1], np.cumsum(row[::-1])[-1]
print(f"576 numbers: {forwards:.6f} from the front, {backwards:.6f} from the back, {row.sum(dtype=float):.6f} in f64")

# %% [markdown]
# Both orders are correct f32 programs, and they agree in six digits. A matrix product adds as many numbers as its
# inner axis is long, and the library that computes it chooses the order; several threads may add in another one ([17
# Threads](17_threads.ipynb)). What two such programs become after many steps is the subject of [18
# Chaos](18_chaos.ipynb).
#
# ## The step of a finite difference
#
# Two kinds of error meet in (f(x + h) - f(x - h)) / 2h. A large h measures a chord and not the slope: the error
# shrinks with h². A small h takes the difference of two nearly equal numbers: their first digits cancel, what is left
# is mostly their rounding, and dividing by h makes it large. Here for exp at 1, in f32 and in f64.

# %% tags=["nbval-ignore-output"]
h, errors = 10.0 ** -np.arange(13), {}
for kind in (np.float32, np.float64):
    x, step = kind(1), h.astype(kind)
    slope = (np.exp(x + step) - np.exp(x - step)) / (2 * step)
    errors[kind.__name__] = np.abs(slope / np.e - 1)
    best = np.argmin(errors[kind.__name__])
    print(f"{kind.__name__}: best at h = {h[best]:.0e}, with an error of {errors[kind.__name__][best]:.0e}")
ng.lab.curves(h, errors, "h", "relative error of the slope", xscale="log", yscale="log")

# %% [markdown]
# In f32 five digits are the best that one gets, near h = 0.01. With 1e-8 both points are the same float, and the
# error is 100 %: the slope is 0. In f64 there are ten digits, from 1e-5 to 1e-7. The rule of thumb for the step is
# the cube root of an ulp at 1: 5e-3 in f32 and 6e-6 in f64. That is why gradients are checked in f64, even where a
# model trains in f32.
#
# ## Summary
#
# - A float is sign · 1.fraction · 2^exponent. An f32 has 24 binary digits, and reaches from 1.2e-38 to 3.4e38.
# - Neighbours are one ulp apart, which grows with the number. Each operation rounds, by up to half an ulp.
# - Too large is `inf`, no answer is NaN, which is not equal to itself; no error is raised.
# - Below 1.2e-38 numbers are subnormal: fewer digits, and on many processors slow. `ng.compile` flushes them where
#   they are many and do not matter.
# - Sums depend on their order, in the last digits. Differences of nearly equal numbers have few digits.
#
# ## Questions

# %%
ng.lab.questions("floats")

# %% [markdown]
# ## Exercises
#
# **floats.1** Without running it: what is `np.float32(16777216) + np.float32(1)`? (16777216 is 2**24.)

# %%
answer = ...
### BEGIN SOLUTION
answer = 16777216
### END SOLUTION
ng.lab.check("floats.1", answer)

# %% [markdown]
# **floats.2** Write `subnormal`: for an f32 array, True where a number is subnormal. Mind the sign; and 0 is not
# subnormal. (`np.finfo(np.float32).tiny` is the smallest normal number.)


# %%
def subnormal(a):
    tiny = np.finfo(np.float32).tiny
    ...
    ### BEGIN SOLUTION
    return (np.abs(a) < tiny) & (a != 0)
    ### END SOLUTION


ng.lab.check("floats.2", subnormal)

# %% [markdown]
# **floats.3** Add up f32 numbers with a smaller error: add up each half in the same way, then the two
# sums. It is called *pairwise summation*. Use `np.float32` throughout; a sum of one number is that number.


# %%
def pairwise(a):
    half = len(a) // 2
    ...
    ### BEGIN SOLUTION
    if len(a) == 1:
        return a[0]
    return pairwise(a[:half]) + pairwise(a[half:])
    ### END SOLUTION


ng.lab.check("floats.3", pairwise)

# %% [markdown]
# **floats.4** From the bits back to the number. Put the lines in order; two of them do not belong.

# %%
ng.lab.parsons("floats.4")

# %% [markdown]
# **floats.5** These lines should read any positive f32 from its bits, the subnormal ones too, so that `ratio` is 1. One
# line is wrong.

# %%
ng.lab.hunt("floats.5")

# %% [markdown]
# Next: [13 Where a NaN comes from](13_nan.ipynb). Words: [the glossary](24_glossary.ipynb)
