# %% [markdown]
# # 24 Glossary
#
# Every term of the kit, in one sentence, with the word that JAX, PyTorch and nGraph have for it. "-" means that a system
# has no such thing of its own. The last column is the notebook in which to read about it.
#
# Back to the beginning: [00 The whole story on one page](00_start.ipynb).
#
# | term | what it is | JAX | PyTorch | nGraph | in |
# |---|---|---|---|---|---|
# | adjoint | how much the result changes when this value does; `ng.Adjoints` records the equations that compute it | cotangent, gradient | gradient, `.grad` | adjoint, `autodiff::Adjoints` | [05](05_backprop.ipynb) |
# | arena | one piece of memory in which the values of a program live by turns | buffer assignment, in XLA | caching allocator, while it runs | memory pool | [16](16_memory.ipynb) |
# | back end | what runs graphs: `ng.Backend` makes one by its name | backend, platform | device; a backend of `torch.compile` | `runtime::Backend` | [07](07_own_op.ipynb) |
# | backprop | reading the equations backwards, and recording the adjoint of each value | `vjp`, `grad` | `backward()` | backprop, `backprop_node` | [05](05_backprop.ipynb) |
# | block | some rows or columns of a value, computed by one thread in one go | tile, in XLA | tile, in the code that Inductor writes | - | [16](16_memory.ipynb) |
# | broadcast | repeating a value along new axes; `ng.broadcast` is an equation that one can see | `broadcast_in_dim` | `expand` | `op::Broadcast` | [02](02_inference.ipynb) |
# | carry | an argument that the function returns changed, for the next step: running statistics, a random key; `carry=` of `ng.derive_training` | the carry of `lax.scan`, mutable collections of Flax | a module's buffers, `register_buffer` | an argument and a result of the `Function` | [10](10_training.ipynb) |
# | checkpoint | computing values again for the adjoint, instead of keeping them: `ng.checkpoint` | `jax.checkpoint` | `torch.utils.checkpoint` | - | [16](16_memory.ipynb) |
# | clip | keeping a value from going below a limit; `ng.clip` does it on both sides | `jnp.clip` | `clamp` | `op::Maximum`, `op::Clamp` | [03](03_loss.ipynb) |
# | clone | a copy of a graph, and the map from each tensor to its copy: `ng.clone` | replaying a jaxpr | `copy.deepcopy` of a `GraphModule` | `clone_function` | [09](09_clone.ipynb) |
# | compile | turning a graph into a program that runs fast: `ng.compile` | `jit(f).lower(...).compile()` | `torch.compile` | `backend->compile` | [02](02_inference.ipynb) |
# | constant | a tensor whose numbers are known when the graph is made: `ng.constant` | constant, literal | buffer; constant of an fx graph | `op::Constant` | [01](01_tracing.ipynb) |
# | cross-entropy | the mean of minus the logarithm of the right class's probability: `ng.cross_entropy` | `optax.softmax_cross_entropy` | `F.cross_entropy` | built from ops; later `op::SoftmaxCrossEntropy` | [03](03_loss.ipynb) |
# | custom rule | a derivative of one's own, in the place of that of the equations: `ng.custom_vjp` | `jax.custom_vjp` | `torch.autograd.Function` | a node's own `generate_adjoints` | [07](07_own_op.ipynb) |
# | element type | the type of one number: `ng.f32`, `ng.f64`, `ng.i32`, `ng.i64`, `ng.u8`, `ng.boolean` | dtype | dtype | `element::f32` | [01](01_tracing.ipynb) |
# | equation | one line of a graph, output = op(inputs): `ng.Equation` | equation, `JaxprEqn` | `fx.Node` | `Node` | [01](01_tracing.ipynb) |
# | executable | a compiled graph, ready to be called | compiled function | compiled module | `Executable` | [16](16_memory.ipynb) |
# | fold | computing now what depends on constants alone: `ng.fold`; of a picture: showing the equations of one call as one box | constant folding, in XLA | constant folding, in Inductor | `ConstantFolding` | [15](15_passes.ipynb) |
# | forward | the part of a graph that computes the model and its loss | forward, primal | forward | fprop | [05](05_backprop.ipynb) |
# | gradient | the adjoints of one number with respect to its arguments: `ng.grad` | `grad` | `torch.autograd.grad`, `torch.func.grad` | adjoints of the loss | [05](05_backprop.ipynb) |
# | gradient clipping | making the gradient of all weights together shorter where it is too long: `ng.clip_by_norm` | `optax.clip_by_global_norm` | `clip_grad_norm_` | written by hand | [08](08_update.ipynb) |
# | graph | a frozen list of equations with inputs and outputs: `ng.Graph` | jaxpr | `fx.Graph` | `Function` | [01](01_tracing.ipynb) |
# | in place | writing a result over a value that nobody reads any more | buffer donation | `add_`, `relu_` and other names with `_` | in-place concat and slice | [08](08_update.ipynb) |
# | inference | using a model, without changing its weights | apply | `eval()`, inference mode | inference | [02](02_inference.ipynb) |
# | interpreter | running the equations one after the other, with nothing prepared | `eval_jaxpr` | `fx.Interpreter`, eager mode | INTERPRETER backend | [02](02_inference.ipynb) |
# | jit | tracing and compiling a function when it is called, once for each set of types: `ng.jit` | `jit` | `torch.compile` | - | [09](09_clone.ipynb) |
# | learning rate | how large a step of the update is; here an input of the graph | learning rate | `lr` | a `Parameter` | [08](08_update.ipynb) |
# | liveness | from which equation to which a value is needed | buffer liveness, in XLA | lifetime, in Inductor | `Liveness` pass | [16](16_memory.ipynb) |
# | loss | the one number that training makes smaller | loss | loss | loss | [03](03_loss.ipynb) |
# | memory plan | which value lives where, and when | buffer assignment, in XLA | memory planning, in Inductor | `MemoryLayout` pass | [16](16_memory.ipynb) |
# | node map | from each tensor of a graph to what stands for it in the copy | environment, in an interpreter of jaxprs | the map that `graph_copy` fills | `NodeMap` | [09](09_clone.ipynb) |
# | op | one thing a graph can do: `ng.dot`, `ng.relu` and others | primitive | operator, ATen op | op | [07](07_own_op.ipynb) |
# | optimizer | the rule that turns adjoints into new weights: `ng.sgd`, `ng.momentum`, `ng.adam`, `ng.adamw`, `ng.tutorial` | a gradient transformation of optax | `torch.optim.Optimizer` | written by hand | [08](08_update.ipynb) |
# | optimizer state | what a rule remembers from step to step; it goes in and comes out | `opt_state` | `optimizer.state` | written by hand | [08](08_update.ipynb) |
# | parallel region | equations that do not need each other, handed to the threads together | - | the same, in OpenMP | - | [16](16_memory.ipynb) |
# | parameter | an input of the graph being recorded: `ng.parameter` | argument, invar | placeholder; `nn.Parameter` is a weight | `op::Parameter` | [02](02_inference.ipynb) |
# | pass | a function from a graph to a smaller one that computes the same: `ng.optimize` runs them | pass, in XLA | pass | `pass::FunctionPass` | [15](15_passes.ipynb) |
# | prune | dropping the equations that no output depends on: `ng.prune` | dead code elimination, `dce_jaxpr` | `eliminate_dead_code` | not needed: a `Function` is what its results reach | [15](15_passes.ipynb) |
# | replay | walking the equations in order, with something standing for the inputs: `ng.replay` | `eval_jaxpr` | `fx.Interpreter.run` | traversing `get_ordered_ops()` | [01](01_tracing.ipynb) |
# | schedule | how the learning rate changes with the number of the step, such as `ng.cosine`; `ng.scheduled` gives it to an optimizer | a schedule of optax | `lr_scheduler` | written by hand | [08](08_update.ipynb) |
# | seed | the adjoint to begin with; 1 gives the derivatives themselves | cotangent given to a `vjp` | the `gradient=` of `backward` | delta | [05](05_backprop.ipynb) |
# | share | computing equal expressions once: `ng.share` | common subexpression elimination, in XLA | CSE, in Inductor | `CommonSubexpressionElimination` | [15](15_passes.ipynb) |
# | simplify | algebra on equations: `ng.simplify` | `AlgebraicSimplifier`, in XLA | joint graph passes, in Inductor | `AlgebraicSimplification` | [15](15_passes.ipynb) |
# | softmax | positive numbers that add up to one: `ng.softmax` | `jax.nn.softmax` | `softmax` | `op::Softmax` | [02](02_inference.ipynb) |
# | stateless | keeping nothing between two calls: weights go in, new weights come out | pure function | `torch.func.functional_call` | stateless `Function` | [08](08_update.ipynb) |
# | stop gradient | taking a value for a constant when differentiating: `ng.stop_gradient` | `lax.stop_gradient` | `detach()` | `op::StopGradient` | [05](05_backprop.ipynb) |
# | subnormal | a number below the normal range of its type, with fewer digits | XLA takes it for 0 on CPUs | `torch.set_flush_denormal` | - | [18](18_chaos.ipynb) |
# | tensor | the name of one value in a graph; it has a type and no numbers: `ng.Tensor` | tracer | proxy, fake tensor | `Output` of a `Node` | [01](01_tracing.ipynb) |
# | tensor type | an element type and a shape, f32[128,784]: `ng.TensorType` | `ShapedArray`, aval | `TensorMetadata` | `PartialShape` and `element::Type` | [01](01_tracing.ipynb) |
# | trace | running a function on tensors to write down what it does: `ng.trace` | `make_jaxpr`, tracing in `jit` | `fx.symbolic_trace`, Dynamo | a framework's bridge | [01](01_tracing.ipynb) |
# | training function | loss, outputs and new weights from data and weights, derived in one call: `ng.derive_training` | a jitted train step | a training step | the tutorial's `train_function` | [09](09_clone.ipynb) |
# | update | the part of a graph that makes the new weights | update | `optimizer.step()` | update | [08](08_update.ipynb) |
# | view | an equation that looks at the memory of its input and computes nothing, such as `ng.transpose` | bitcast, in XLA | view | - | [16](16_memory.ipynb) |
# | warm-up | the first steps, in which the learning rate grows: `ng.linear_warmup` | `optax.warmup_cosine_decay_schedule` | `LinearLR` | written by hand | [08](08_update.ipynb) |
# | weight decay | a pull of the weights towards 0; `ng.adamw` keeps it apart from the gradient, `ng.sgd` adds it to it | `optax.add_decayed_weights` | `weight_decay=` | written by hand | [08](08_update.ipynb) |

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
