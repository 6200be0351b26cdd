"""Models of a first course, each on one page: what `ngteach train --model` offers.

in:     tensors of data, and a container of weights
out:    predictions, and what else a model carries from step to step
knows:  core, ops, transform, runtime, files, data, train
"""
