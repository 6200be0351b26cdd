"""From a graph for inference to a run that trains it.

    in:     an inference Graph, a loss, an optimizer; a data set
    out:    a training Graph, first weights; a Run, its history and its checkpoints
    knows:  core, ops, transform, runtime, data, files

Read nn, optimizer, descent, adam, derive with labels and roles; then model, programs, run, measuring, restore.
Decay, clipping, schedules and scheduled say more about steps; optimizers is the list of rules by name.
Settings, config, mlp and asked: how a run is asked for.  Examples, answers, best and checkpoint: what it needs.
"""
