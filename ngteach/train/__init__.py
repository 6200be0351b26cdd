"""From a graph for inference to a run that trains it.

    in:     an inference Graph, a loss, an optimizer; a data set
    out:    a training Graph, first weights; a Run, its history and its checkpoints
    knows:  core, ops, transform, runtime, data, files

Read nn, optimizers, derive; then init, config, run, checkpoint.
"""
