# %% [markdown]
# # 24 Glossary
#
# Every term of the kit, in one sentence, with the word that JAX, PyTorch and nGraph have for it. "-" means that a system
# has no such thing of its own. Behind the arrow stands the page on which to read about it.
#
# Back to the beginning: [00 The whole story on one page](00_start.ipynb).

# %% [markdown]
# ### activation
#
# A value that the forward pass computes from the data, as a hidden layer is; also a function such as relu that is
# applied to each element. → [02 Inference](02_inference.ipynb)
#
# *JAX:* activation. *PyTorch:* activation. *nGraph:* activation.
#
# ### adjoint
#
# How much the result changes when this value does; `ng.Adjoints` records the equations that compute it. →
# [05 Backprop](05_backprop.ipynb)
#
# *JAX:* cotangent, gradient. *PyTorch:* gradient, `.grad`. *nGraph:* adjoint, `autodiff::Adjoints`.
#
# ### algebraic simplification
#
# Replacing equations by cheaper ones that compute the same, `x * 1` by `x`: `ng.simplify`. →
# [15 Passes](15_passes.ipynb)
#
# *JAX:* `AlgebraicSimplifier`, in XLA. *PyTorch:* joint graph passes, in Inductor. *nGraph:*
# `AlgebraicSimplification`.
#
# ### arena
#
# One piece of memory in which the values of a program live by turns. → [16 Memory](16_memory.ipynb)
#
# *JAX:* buffer assignment, in XLA. *PyTorch:* caching allocator, while it runs. *nGraph:* memory pool.
#
# ### attention
#
# Each place of a sequence reads a weighted mean of what the places before it hold; the weights are a softmax of dot
# products; `ngteach/models/transformer.py` has it in ten lines. → [21 Attention](21_attention.ipynb)
#
# *JAX:* `jax.nn.dot_product_attention`. *PyTorch:* `F.scaled_dot_product_attention`. *nGraph:* -.

# %% [markdown]
# ### back end
#
# What runs graphs: `ng.Backend` makes one by its name. → [07 An op of your own](07_own_op.ipynb)
#
# *JAX:* backend, platform. *PyTorch:* device; a backend of `torch.compile`. *nGraph:* `runtime::Backend`.
#
# ### backprop
#
# Reading the equations backwards, and recording the adjoint of each value. → [05 Backprop](05_backprop.ipynb)
#
# *JAX:* `vjp`, `grad`. *PyTorch:* `backward()`. *nGraph:* backprop, `backprop_node`.
#
# ### batch
#
# The examples that go through a model together, along the first axis. → [02 Inference](02_inference.ipynb)
#
# *JAX:* batch. *PyTorch:* batch. *nGraph:* batch.
#
# ### bit
#
# A digit that is 0 or 1; an f32 is made of 32. → [12 Floats](12_floats.ipynb)
#
# *JAX:* bit. *PyTorch:* bit. *nGraph:* bit.
#
# ### BLAS
#
# The library that computes matrix products, OpenBLAS for most; NumPy calls it. → [17 Threads](17_threads.ipynb)
#
# *JAX:* XLA has its own on CPUs, through Eigen or oneDNN. *PyTorch:* MKL, OpenBLAS or oneDNN. *nGraph:* Eigen,
# MKL-DNN.
#
# ### block
#
# Some rows or columns of a value, computed by one thread in one go. → [17 Threads](17_threads.ipynb)
#
# *JAX:* tile, in XLA. *PyTorch:* tile, in the code that Inductor writes. *nGraph:* -.
#
# ### broadcast
#
# Repeating a value along new axes; `ng.broadcast` is an equation that one can see. →
# [02 Inference](02_inference.ipynb)
#
# *JAX:* `broadcast_in_dim`. *PyTorch:* `expand`. *nGraph:* `op::Broadcast`.
#
# ### broadcasting
#
# The rule by which NumPy, and the tracer, find out where a broadcast is needed. → [02 Inference](02_inference.ipynb)
#
# *JAX:* broadcasting, as in NumPy. *PyTorch:* broadcasting, as in NumPy. *nGraph:* `AutoBroadcastSpec`.

# %% [markdown]
# ### carry
#
# An argument that the function returns changed, for the next step: running statistics, a random key; `carry=` of
# `ng.derive_training`. → [20 Depth](20_depth.ipynb)
#
# *JAX:* the carry of `lax.scan`, mutable collections of Flax. *PyTorch:* a module's buffers, `register_buffer`.
# *nGraph:* an argument and a result of the `Function`.
#
# ### chain rule
#
# The slope of a function of a function is the product of the two slopes; what autodiff does, op by op. →
# [04 Slopes](04_slopes.ipynb)
#
# *JAX:* chain rule. *PyTorch:* chain rule. *nGraph:* chain rule.
#
# ### checkpoint
#
# Computing values again for the adjoint, instead of keeping them: `ng.checkpoint`. → [16 Memory](16_memory.ipynb)
#
# *JAX:* `jax.checkpoint`. *PyTorch:* `torch.utils.checkpoint`. *nGraph:* -.
#
# ### clip
#
# Keeping a value from going below a limit; `ng.clip` does it on both sides. → [03 Loss](03_loss.ipynb)
#
# *JAX:* `jnp.clip`. *PyTorch:* `clamp`. *nGraph:* `op::Maximum`, `op::Clamp`.
#
# ### clone
#
# A copy of a graph, and the map from each tensor to its copy: `ng.clone`. → [09 Clone](09_clone.ipynb)
#
# *JAX:* replaying a jaxpr. *PyTorch:* `copy.deepcopy` of a `GraphModule`. *nGraph:* `clone_function`.
#
# ### common-subexpression elimination
#
# Computing equal expressions once, CSE for short: `ng.share`. → [15 Passes](15_passes.ipynb)
#
# *JAX:* common subexpression elimination, in XLA. *PyTorch:* CSE, in Inductor. *nGraph:*
# `CommonSubexpressionElimination`.
#
# ### compile
#
# Turning a graph into a program that runs fast: `ng.compile`. → [00 Start](00_start.ipynb)
#
# *JAX:* `jit(f).lower(...).compile()`. *PyTorch:* `torch.compile`. *nGraph:* `backend->compile`.
#
# ### constant
#
# A tensor whose numbers are known when the graph is made: `ng.constant`. → [01 Tracing](01_tracing.ipynb)
#
# *JAX:* constant, literal. *PyTorch:* buffer; constant of an fx graph. *nGraph:* `op::Constant`.
#
# ### constant folding
#
# Computing now, while compiling, what depends on constants alone: `ng.fold`. → [15 Passes](15_passes.ipynb)
#
# *JAX:* constant folding, in XLA. *PyTorch:* constant folding, in Inductor. *nGraph:* `ConstantFolding`.
#
# ### convolution
#
# The same small filter laid over each place of a picture, and the sum of the products written down: `ng.convolution`.
# → [19 Convolution](19_convolution.ipynb)
#
# *JAX:* `lax.conv_general_dilated`. *PyTorch:* `F.conv2d`. *nGraph:* `op::Convolution`.
#
# ### copy
#
# An array with memory of its own; a change of one is not seen in the other. → [16 Memory](16_memory.ipynb)
#
# *JAX:* copy. *PyTorch:* `clone()`. *nGraph:* -.
#
# ### cross-entropy
#
# The mean of minus the logarithm of the right class's probability: `ng.cross_entropy`. → [03 Loss](03_loss.ipynb)
#
# *JAX:* `optax.softmax_cross_entropy`. *PyTorch:* `F.cross_entropy`. *nGraph:* built from ops; later
# `op::SoftmaxCrossEntropy`.
#
# ### custom rule
#
# A derivative of one's own, in the place of that of the equations: `ng.custom_vjp`. →
# [07 An op of your own](07_own_op.ipynb)
#
# *JAX:* `jax.custom_vjp`. *PyTorch:* `torch.autograd.Function`. *nGraph:* a node's own `generate_adjoints`.

# %% [markdown]
# ### dead-code elimination
#
# Dropping the equations that no output depends on: `ng.prune`. → [15 Passes](15_passes.ipynb)
#
# *JAX:* dead code elimination, `dce_jaxpr`. *PyTorch:* `eliminate_dead_code`. *nGraph:* not needed: a `Function` is
# what its results reach.
#
# ### dual number
#
# A value together with its slope in one direction; calculating with such pairs is forward mode. →
# [04 Slopes](04_slopes.ipynb)
#
# *JAX:* dual number, in `jvp`. *PyTorch:* dual number, in `forward_ad`. *nGraph:* -.

# %% [markdown]
# ### element type
#
# The type of one number: `ng.f32`, `ng.f64`, `ng.i32`, `ng.i64`, `ng.u8`, `ng.boolean`. →
# [01 Tracing](01_tracing.ipynb)
#
# *JAX:* dtype. *PyTorch:* dtype. *nGraph:* `element::f32`.
#
# ### epoch
#
# One pass of the training over all training examples. → [10 Training](10_training.ipynb)
#
# *JAX:* epoch. *PyTorch:* epoch. *nGraph:* epoch.
#
# ### equation
#
# One line of a graph, output = op(inputs): `ng.Equation`. → [01 Tracing](01_tracing.ipynb)
#
# *JAX:* equation, `JaxprEqn`. *PyTorch:* `fx.Node`. *nGraph:* `Node`.
#
# ### executable
#
# A compiled graph, ready to be called. → [02 Inference](02_inference.ipynb)
#
# *JAX:* compiled function. *PyTorch:* compiled module. *nGraph:* `Executable`.

# %% [markdown]
# ### finite difference
#
# The change of a result when an input is moved a little, divided by the move; a check that needs no rule:
# `ng.check_grads`. → [04 Slopes](04_slopes.ipynb)
#
# *JAX:* `jax.test_util.check_grads`. *PyTorch:* `gradcheck`. *nGraph:* numeric derivative, in its tests.
#
# ### forward
#
# The part of a graph that computes the model and its loss. → [05 Backprop](05_backprop.ipynb)
#
# *JAX:* forward, primal. *PyTorch:* forward. *nGraph:* fprop.
#
# ### forward mode
#
# Carrying slopes along with the values, from the inputs to the result; one pass for each input direction: `ng.jvp`. →
# [04 Slopes](04_slopes.ipynb)
#
# *JAX:* `jvp`, `jacfwd`. *PyTorch:* `torch.func.jvp`. *nGraph:* -.
#
# ### fusion
#
# Computing several equations in one pass over memory, instead of writing each result out and reading it again. →
# [17 Threads](17_threads.ipynb)
#
# *JAX:* fusion, in XLA. *PyTorch:* fusion, in Inductor. *nGraph:* fused ops, loop kernels.

# %% [markdown]
# ### gradient
#
# The adjoints of one number with respect to its arguments: `ng.grad`. → [04 Slopes](04_slopes.ipynb)
#
# *JAX:* `grad`. *PyTorch:* `torch.autograd.grad`, `torch.func.grad`. *nGraph:* adjoints of the loss.
#
# ### gradient clipping
#
# Making the gradient of all weights together shorter where it is too long: `ng.clip_by_norm`. →
# [21 Attention](21_attention.ipynb)
#
# *JAX:* `optax.clip_by_global_norm`. *PyTorch:* `clip_grad_norm_`. *nGraph:* written by hand.
#
# ### graph
#
# A frozen list of equations with inputs and outputs: `ng.Graph`. → [01 Tracing](01_tracing.ipynb)
#
# *JAX:* jaxpr. *PyTorch:* `fx.Graph`. *nGraph:* `Function`.

# %% [markdown]
# ### head
#
# One of several attentions that are computed side by side, each with its own weights. →
# [21 Attention](21_attention.ipynb)
#
# *JAX:* head. *PyTorch:* head. *nGraph:* -.

# %% [markdown]
# ### in place
#
# Writing a result over a value that nobody reads any more. → [08 Update](08_update.ipynb)
#
# *JAX:* buffer donation. *PyTorch:* `add_`, `relu_` and other names with `_`. *nGraph:* in-place concat and slice.
#
# ### inference
#
# Using a model, without changing its weights. → [02 Inference](02_inference.ipynb)
#
# *JAX:* apply. *PyTorch:* `eval()`, inference mode. *nGraph:* inference.
#
# ### interpreter
#
# Running the equations one after the other, with nothing prepared. → [02 Inference](02_inference.ipynb)
#
# *JAX:* `eval_jaxpr`. *PyTorch:* `fx.Interpreter`, eager mode. *nGraph:* INTERPRETER backend.

# %% [markdown]
# ### Jacobian
#
# The table of all slopes: of each result with respect to each input; `ng.jacobian` computes it. →
# [04 Slopes](04_slopes.ipynb)
#
# *JAX:* `jacrev`, `jacfwd`. *PyTorch:* `torch.func.jacrev`. *nGraph:* -.
#
# ### jit
#
# Tracing and compiling a function when it is called, once for each set of types: `ng.jit`. →
# [14 Limits](14_limits.ipynb)
#
# *JAX:* `jit`. *PyTorch:* `torch.compile`. *nGraph:* -.
#
# ### jvp
#
# Jacobian-vector product: how the results change in one direction of the inputs; what one pass of forward mode gives:
# `ng.jvp`. → [04 Slopes](04_slopes.ipynb)
#
# *JAX:* `jvp`. *PyTorch:* `torch.func.jvp`. *nGraph:* -.

# %% [markdown]
# ### leak
#
# In training: something of the test data that the training knew. In tracing: a tensor that is used after its trace
# has ended. → [11 Memorise](11_memorise.ipynb)
#
# *JAX:* leaked tracer. *PyTorch:* -. *nGraph:* -.
#
# ### learning rate
#
# How large a step of the update is; here an input of the graph. → [08 Update](08_update.ipynb)
#
# *JAX:* learning rate. *PyTorch:* `lr`. *nGraph:* a `Parameter`.
#
# ### liveness
#
# From which equation to which a value is needed. → [16 Memory](16_memory.ipynb)
#
# *JAX:* buffer liveness, in XLA. *PyTorch:* lifetime, in Inductor. *nGraph:* `Liveness` pass.
#
# ### logit
#
# The number that a model gives a class before softmax makes probabilities of them. → [03 Loss](03_loss.ipynb)
#
# *JAX:* logit. *PyTorch:* logit. *nGraph:* -.
#
# ### loss
#
# The one number that training makes smaller. → [03 Loss](03_loss.ipynb)
#
# *JAX:* loss. *PyTorch:* loss. *nGraph:* loss.

# %% [markdown]
# ### memory plan
#
# Which value lives where, and when. → [16 Memory](16_memory.ipynb)
#
# *JAX:* buffer assignment, in XLA. *PyTorch:* memory planning, in Inductor. *nGraph:* `MemoryLayout` pass.
#
# ### mini-batch
#
# A small part of the training examples, for one step. → [11 Memorise](11_memorise.ipynb)
#
# *JAX:* mini-batch. *PyTorch:* mini-batch. *nGraph:* batch.

# %% [markdown]
# ### NaN
#
# "not a number": what 0/0 and inf - inf give; whatever is computed with it is NaN too: `ng.why_nan` finds the first.
# → [13 NaN](13_nan.ipynb)
#
# *JAX:* NaN; `jax_debug_nans`. *PyTorch:* NaN; `detect_anomaly`. *nGraph:* NaN.
#
# ### node map
#
# From each tensor of a graph to what stands for it in the copy. → [09 Clone](09_clone.ipynb)
#
# *JAX:* environment, in an interpreter of jaxprs. *PyTorch:* the map that `graph_copy` fills. *nGraph:* `NodeMap`.
#
# ### normalisation
#
# Shifting and scaling values to mean 0 and spread 1, over a layer or a batch: `ng.layer_norm`. →
# [20 Depth](20_depth.ipynb)
#
# *JAX:* `jax.nn.standardize`. *PyTorch:* `LayerNorm`, `BatchNorm2d`. *nGraph:* `op::LayerNorm`,
# `op::BatchNormTraining`.

# %% [markdown]
# ### one-hot
#
# A row of zeros with a 1 at the class: `ng.one_hot`. → [03 Loss](03_loss.ipynb)
#
# *JAX:* `jax.nn.one_hot`. *PyTorch:* `F.one_hot`. *nGraph:* `op::OneHot`.
#
# ### op
#
# One thing a graph can do: `ng.dot`, `ng.relu` and others. → [07 An op of your own](07_own_op.ipynb)
#
# *JAX:* primitive. *PyTorch:* operator, ATen op. *nGraph:* op.
#
# ### optimizer
#
# The rule that turns adjoints into new weights: `ng.sgd`, `ng.momentum`, `ng.adam`, `ng.adamw`, `ng.tutorial`. →
# [08 Update](08_update.ipynb)
#
# *JAX:* a gradient transformation of optax. *PyTorch:* `torch.optim.Optimizer`. *nGraph:* written by hand.
#
# ### optimizer state
#
# What a rule remembers from step to step; it goes in and comes out. → [08 Update](08_update.ipynb)
#
# *JAX:* `opt_state`. *PyTorch:* `optimizer.state`. *nGraph:* written by hand.
#
# ### overfitting
#
# Getting better on the training examples and worse on others. → [11 Memorise](11_memorise.ipynb)
#
# *JAX:* overfitting. *PyTorch:* overfitting. *nGraph:* overfitting.

# %% [markdown]
# ### parallel region
#
# Equations that do not need each other, handed to the threads together. → [17 Threads](17_threads.ipynb)
#
# *JAX:* -. *PyTorch:* the same, in OpenMP. *nGraph:* -.
#
# ### parameter
#
# An input of the graph being recorded: `ng.parameter`. → [02 Inference](02_inference.ipynb)
#
# *JAX:* argument, invar. *PyTorch:* placeholder; `nn.Parameter` is a weight. *nGraph:* `op::Parameter`.
#
# ### pass
#
# A function from a graph to a smaller one that computes the same: `ng.optimize` runs them. →
# [15 Passes](15_passes.ipynb)
#
# *JAX:* pass, in XLA. *PyTorch:* pass. *nGraph:* `pass::FunctionPass`.

# %% [markdown]
# ### replay
#
# Walking the equations in order, with something standing for the inputs: `ng.replay`. →
# [01 Tracing](01_tracing.ipynb)
#
# *JAX:* `eval_jaxpr`. *PyTorch:* `fx.Interpreter.run`. *nGraph:* traversing `get_ordered_ops()`.
#
# ### residual
#
# A path around a layer: `x + f(x)`; through it the adjoint arrives unchanged. → [20 Depth](20_depth.ipynb)
#
# *JAX:* residual, skip connection. *PyTorch:* residual, skip connection. *nGraph:* an `Add`.
#
# ### retrace
#
# Tracing a function again, because it was called with other types, or what it captured has changed. →
# [14 Limits](14_limits.ipynb)
#
# *JAX:* retrace, recompilation. *PyTorch:* recompilation, guard failure. *nGraph:* -.
#
# ### reverse mode
#
# Walking from the result back to the inputs; one pass gives the slopes with respect to all of them: `ng.vjp`,
# `ng.grad`. → [04 Slopes](04_slopes.ipynb)
#
# *JAX:* `vjp`, `grad`. *PyTorch:* autograd. *nGraph:* autodiff.

# %% [markdown]
# ### schedule
#
# How the learning rate changes with the number of the step, such as `ng.cosine`; `ng.scheduled` gives it to an
# optimizer. → [21 Attention](21_attention.ipynb)
#
# *JAX:* a schedule of optax. *PyTorch:* `lr_scheduler`. *nGraph:* written by hand.
#
# ### seed
#
# The adjoint to begin with; 1 gives the derivatives themselves. → [05 Backprop](05_backprop.ipynb)
#
# *JAX:* cotangent given to a `vjp`. *PyTorch:* the `gradient=` of `backward`. *nGraph:* delta.
#
# ### softmax
#
# Positive numbers that add up to one: `ng.softmax`. → [02 Inference](02_inference.ipynb)
#
# *JAX:* `jax.nn.softmax`. *PyTorch:* `softmax`. *nGraph:* `op::Softmax`.
#
# ### stateless
#
# Keeping nothing between two calls: weights go in, new weights come out. → [08 Update](08_update.ipynb)
#
# *JAX:* pure function. *PyTorch:* `torch.func.functional_call`. *nGraph:* stateless `Function`.
#
# ### stop gradient
#
# Taking a value for a constant when differentiating: `ng.stop_gradient`. → [13 NaN](13_nan.ipynb)
#
# *JAX:* `lax.stop_gradient`. *PyTorch:* `detach()`. *nGraph:* `op::StopGradient`.
#
# ### subnormal
#
# A number below the normal range of its type, with fewer digits. → [12 Floats](12_floats.ipynb)
#
# *JAX:* XLA takes it for 0 on CPUs. *PyTorch:* `torch.set_flush_denormal`. *nGraph:* -.

# %% [markdown]
# ### tensor
#
# The name of one value in a graph; it has a type and no numbers: `ng.Tensor`. → [01 Tracing](01_tracing.ipynb)
#
# *JAX:* tracer. *PyTorch:* proxy, fake tensor. *nGraph:* `Output` of a `Node`.
#
# ### tensor type
#
# An element type and a shape, f32[128,784]: `ng.TensorType`. → [01 Tracing](01_tracing.ipynb)
#
# *JAX:* `ShapedArray`, aval. *PyTorch:* `TensorMetadata`. *nGraph:* `PartialShape` and `element::Type`.
#
# ### trace
#
# Running a function on tensors to write down what it does: `ng.trace`. → [01 Tracing](01_tracing.ipynb)
#
# *JAX:* `make_jaxpr`, tracing in `jit`. *PyTorch:* `fx.symbolic_trace`, Dynamo. *nGraph:* a framework's bridge.
#
# ### training function
#
# Loss, outputs and new weights from data and weights, derived in one call: `ng.derive_training`. →
# [09 Clone](09_clone.ipynb)
#
# *JAX:* a jitted train step. *PyTorch:* a training step. *nGraph:* the tutorial's `train_function`.
#
# ### type rule
#
# The function that says which type an op's result has, from the types of its inputs; no number is needed. →
# [07 An op of your own](07_own_op.ipynb)
#
# *JAX:* `abstract_eval`. *PyTorch:* meta function. *nGraph:* `validate_and_infer_types`.

# %% [markdown]
# ### ulp
#
# Unit in the last place: the distance from a float to the next. → [12 Floats](12_floats.ipynb)
#
# *JAX:* ulp. *PyTorch:* ulp. *nGraph:* ulp.
#
# ### update
#
# The part of a graph that makes the new weights. → [08 Update](08_update.ipynb)
#
# *JAX:* update. *PyTorch:* `optimizer.step()`. *nGraph:* update.

# %% [markdown]
# ### validation
#
# Measuring on examples that are not trained with, to choose when to stop and what to change. →
# [11 Memorise](11_memorise.ipynb)
#
# *JAX:* validation. *PyTorch:* validation. *nGraph:* -.
#
# ### view
#
# An equation that looks at the memory of its input and computes nothing, such as `ng.transpose`. →
# [16 Memory](16_memory.ipynb)
#
# *JAX:* bitcast, in XLA. *PyTorch:* view. *nGraph:* -.
#
# ### vjp
#
# Vector-Jacobian product: what one pass of reverse mode gives, for one adjoint of the results: `ng.vjp`. →
# [04 Slopes](04_slopes.ipynb)
#
# *JAX:* `vjp`. *PyTorch:* `torch.func.vjp`. *nGraph:* `Adjoints`.

# %% [markdown]
# ### warm-up
#
# The first steps, in which the learning rate grows: `ng.linear_warmup`. → [21 Attention](21_attention.ipynb)
#
# *JAX:* `optax.warmup_cosine_decay_schedule`. *PyTorch:* `LinearLR`. *nGraph:* written by hand.
#
# ### weight decay
#
# A pull of the weights towards 0; `ng.adamw` keeps it apart from the gradient, `ng.sgd` adds it to it. →
# [11 Memorise](11_memorise.ipynb)
#
# *JAX:* `optax.add_decayed_weights`. *PyTorch:* `weight_decay=`. *nGraph:* written by hand.

# %% [markdown]
# What all of these are made of: the ops that have an adjoint rule, or none, of their own, file by file as they stand in
# `ngteach/ops`. Some 250 functions more are made of them, such as `ng.layer_norm`; `help(ng.layer_norm)` tells of each.

# %%
import ngteach as ng

files = {}
for name, op in ng.OPS.items():
    files.setdefault(op.__module__.rpartition(".")[2], []).append(name)
for file, names in files.items():
    print(f"{file:>14}  {', '.join(names)}")
assert ng.relu is ng.OPS["relu"]
