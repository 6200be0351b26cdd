"""What PyTorch and JAX call by names that are not here: ng.conv2d is answered with what to write.

Each line runs where x and y are matrices, v is a vector, p one of whole numbers, mask a matrix of bools, images and
filters have four axes, key is a key, function takes and gives a vector, fwd and bwd are its rule, and graph is a graph.
"""

from __future__ import annotations

_LOOPS = "a loop of Python is recorded as often as it runs: write for"
_NAMES = {
    # images
    "convolution(images, filters)": "conv conv1d conv2d conv3d conv_general_dilated",
    "convolution_transpose(images, filters)": "conv_transpose conv_transpose1d conv_transpose2d conv_transpose3d",
    "max_pool(images, 2)": "max_pool1d max_pool2d max_pool3d",
    "average_pool(images, 2, include_padding=True)": "avg_pool avg_pool1d avg_pool2d avg_pool3d",
    "global_average_pool(images)": "adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d",
    "repeat(repeat(images, 2, axis=2), 2, axis=3)": "interpolate upsample resize_nearest",
    "depth_to_space(images, 2)": "pixel_shuffle",
    "windows(images, (3, 3))": "unfold im2col",
    # matrices and shapes
    "x @ y": "bmm mm",
    "x @ y + v": "addmm linear",
    "norm(x[:, None] - y, axis=-1)": "cdist",
    "concatenate([x, y])": "cat concat",
    "expand_dims(x, 0)": "unsqueeze",
    "reshape(x, (9,))": "view",
    "split(x, 3)": "chunk",
    "transpose(x, (1, 0))": "permute",
    "x.T": "t",
    "array([v, v])": "asarray tensor as_tensor",
    # elements
    "index_add(zeros((4, 3), f32), p, x)": "segment_sum",
    "repeat(x, 2, axis=0)": "repeat_interleave",
    "take(x, p, axis=0)": "index_select",
    "top_k(x, 2)": "topk",
    "where(mask, 0.0, x)": "masked_fill",
    "where(mask, x, y)": "cond",
    # elementwise, and reductions
    "1 - erf(x)": "erfc",
    "1 / sqrt(x)": "rsqrt",
    "clip(x, 0.0, 1.0)": "clamp",
    "convert(x, f32)": "astype to",
    "elu(x)": "celu",
    "hard_sigmoid(x)": "hardsigmoid",
    "hard_swish(x)": "hardswish",
    "hard_tanh(x)": "hardtanh",
    "log(x) - log1p(-x)": "logit",
    "log_sigmoid(x)": "logsigmoid",
    "max(x, axis=1)": "amax",
    "min(x, axis=1)": "amin",
    "softmax(-x, axis=1)": "softmin",
    "x * sigmoid(y)": "glu",
    "x + 0.5 * (y - x)": "lerp",
    # losses
    "-mean(take_along_axis(x, p[:, None], axis=1))": "nll_loss",
    "mean(abs(x - y))": "l1_loss",
    "mean(softplus(x) - x * y)": "bce_with_logits binary_cross_entropy_with_logits",
    "mean(square(x - y))": "mse mse_loss",
    "sum(x * y, axis=1) / (norm(x, axis=1) * norm(y, axis=1))": "cosine_similarity",
    "sum(y * (log(y) - x))": "kl_div",
    # random numbers
    "random.key(0)": "PRNGKey manual_seed",
    "random.normal(key, (2, 3))": "randn",
    "random.uniform(key, (2, 3))": "rand",
    # functions of functions
    "checkpoint(function)(v)": "remat",
    "custom_vjp(function).defvjp(fwd, bwd)": "custom_gradient custom_jvp",
    'jacobian(function, mode="forward")(v)': "jacfwd",
    'jacobian(function, mode="reverse")(v)': "jacrev",
    "jit(function)(v)": "script",
    "stop_gradient(x)": "detach inference_mode no_grad",
    "trace(function, f32[3])": "make_fx make_jaxpr",
    "trace(function, f32[3]).outputs": "eval_shape",
    "value_and_grad(lambda v: sum(function(v)))(v)": "backward grad_and_value",
    "vjp(function, v)[1](v)": "linear_transpose",
    "vmap(function)(x)": "pmap vectorize",
    "f32[3]": "ShapeDtypeStruct",
    'compile(graph, check="nan")': "checkify debug_nans detect_anomaly set_detect_anomaly",
}
ELSEWHERE = {name: line for line, names in _NAMES.items() for name in names.split()}
_NO_LINE = {
    **dict.fromkeys(["fori_loop", "scan", "while_loop"], _LOOPS),
    "functional_call": "a model is a function that takes its weights: write model(weights, x)",
}


def called_here(name):
    """What to say to somebody who looks for this name in ngteach; nothing if it is not known."""
    return f"; write {ELSEWHERE[name]}" if name in ELSEWHERE else f"; {_NO_LINE[name]}" if name in _NO_LINE else ""
