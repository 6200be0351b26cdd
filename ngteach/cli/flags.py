"""What can be written on the command line, and the help for it."""

from __future__ import annotations

import argparse

from ..core.version import VERSION
from ..data.plan import LAST
from ..files.reading import printable
from ..models import NAMES
from ..train.chosen import SCHEDULES
from ..train.optimizers import OPTIMIZERS
from .values import current, file_name, finite, positive, share, sizes, whole

_EXAMPLES = """examples:
  ngteach train                               the bundled digits, a few seconds
  ngteach train --preset tutorial             nGraph's tutorial on MNIST (fetch it first)
  ngteach train --model transformer           a model of ngteach/models/, with settings of its own
  ngteach train --update adam --learning-rate 0.003 --hidden 128,64
  ngteach train --save run.npz                and, to go on:  ngteach train --resume run.npz --epochs 40
"""
_STATUSES = """
exit status:
  0        done
  1        an error, or an output that failed
  2        a wrong command line
  128 + n  ended by signal n: 130 after Ctrl-C
  141      nobody reads the output any more
"""


def parser():
    """The parser of the whole command line."""
    parser = _Parser(
        prog="ngteach",
        description="See how a deep-learning compiler turns a model for inference into one that trains.",
        epilog=_EXAMPLES + _STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"ngteach {VERSION}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_train(commands)
    _add_show(commands)
    p = commands.add_parser("fetch", help="download MNIST or Fashion-MNIST", description="Download a data set.")
    p.add_argument("name", choices=["mnist", "fashion-mnist"], help="which data set")
    p.add_argument(
        "--to", type=file_name, metavar="FOLDER", help="where to (default: your cache folder, where train finds it)"
    )
    p.set_defaults(command="fetch")
    p = commands.add_parser(
        "lab", help="open the notebooks", description="Copy the notebooks to a folder and open them in JupyterLab."
    )
    p.add_argument(
        "folder", nargs="?", default="ngteach-notebooks", help="where your copies are kept (default: %(default)s)"
    )
    p.add_argument("--no-browser", action="store_true", help="print the address instead of opening a browser")
    p.set_defaults(command="lab")
    _add_export(commands)
    return parser


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        super().error(printable(message))  # with what was written, such as the names of files that * stands for


def _add_train(commands):
    p = commands.add_parser(
        "train",
        help="train a model",
        description="Derive the training function from the inference model, and train it.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_what(p.add_argument_group("what is trained"))
    _add_how(p.add_argument_group("how it learns (of models other than mlp, the defaults are their own)"))
    _add_computed(p.add_argument_group("how it is computed"))
    _add_kept(p.add_argument_group("what is told and kept"))
    p.set_defaults(command="train")


def _add_what(p):
    p.add_argument(
        "--preset",
        type=current("--preset"),
        choices=["tutorial"],
        help="tutorial: nGraph's program, --data mnist --epochs 5 --batch 128 --hidden 600 --learning-rate 0.03 "
        "--update tutorial --init tutorial; any flag you write overrides it",
    )
    _add_model(p)
    p.add_argument(
        "--init",
        type=current("--init"),
        choices=["tutorial", "he"],
        help="first weights of mlp: he (default), or the tutorial's, U(-1,1)",
    )
    p.add_argument(
        "--seed", type=whole(0), metavar="N", help="of all random numbers, except those of --init tutorial (default 0)"
    )


def _add_how(p):
    p.add_argument("--epochs", type=whole(0), metavar="N", help="how often to see all the data (default 20)")
    _add_update(p)
    p.add_argument("--learning-rate", type=finite, metavar="F", help="the size of a step (default 0.1)")
    p.add_argument(
        "--shuffle",
        action=argparse.BooleanOptionalAction,
        help="a new order of the data in every epoch, the same for the same --seed on every machine; mlp has none",
    )
    p.add_argument(
        "--last-batch",
        dest="last",
        choices=LAST,
        help="a last batch that is not full: wrap, filled with the next epoch's first rows, as mlp does; partial, "
        "smaller; drop, left out",
    )
    p.add_argument(
        "--validation",
        type=share,
        metavar="F",
        help="the share of the data that is kept from training, such as 0.1; it tells which epoch's weights are best",
    )


def _add_computed(p):
    p.add_argument(
        "--backend",
        choices=["cpu", "interpreter"],
        help="cpu: compiled (default); interpreter: one equation after the other",
    )
    p.add_argument(
        "--threads",
        type=whole(1),
        metavar="N",
        help="threads of --backend cpu (default: NGTEACH_THREADS, or one per processor)",
    )
    p.add_argument(
        "--deterministic",
        action=argparse.BooleanOptionalAction,
        help="compute the same bits on any number of threads, somewhat slower",
    )


def _add_kept(p):
    p.add_argument(
        "--history", type=file_name, metavar="FILE.json", help="write config, losses, measures, times as JSON"
    )
    p.add_argument(
        "--save",
        type=file_name,
        metavar="FILE.npz",
        help="write weights and state, in between and at the end, to resume from; and the best weights",
    )
    p.add_argument("--resume", type=file_name, metavar="FILE.npz", help="go on from a saved run, until --epochs in all")
    p.add_argument(
        "--samples", type=whole(0), metavar="N", help="how much a model that makes something up shows after each epoch"
    )
    p.add_argument(
        "--picture",
        type=file_name,
        metavar="FILE.svg",
        help="write what was learned as a picture, for a model that draws one",
    )
    p.add_argument("--quiet", action="store_true", help="print nothing but errors")


def _add_model(p):
    p.add_argument(
        "--model", choices=["mlp", *NAMES], help="mlp: the tutorial's dense layers, if no other is named; or another"
    )
    p.add_argument(
        "--data",
        type=file_name,
        metavar="DATA",
        help="digits (bundled), mnist, fashion-mnist, or a FOLDER of MNIST-named files; names, for a model of letters",
    )
    p.add_argument("--batch", type=whole(1), metavar="N", help="examples in a step (default 32)")
    p.add_argument("--hidden", type=sizes, metavar="N[,N...]", help="sizes of mlp's hidden layers (default 64)")


def _add_update(p):
    p.add_argument(
        "--update",
        type=current("--update"),
        choices=[*OPTIMIZERS],
        help="the update rule (default sgd; tutorial: nGraph's, whose steps are scaled by the loss)",
    )
    p.add_argument(
        "--schedule",
        choices=SCHEDULES,
        help="how the learning rate changes: not at all; to 0 over all epochs, by half a cosine or a line; up and down",
    )
    p.add_argument("--warmup", type=whole(0), metavar="N", help="steps in which the learning rate grows at first")
    p.add_argument("--weight-decay", type=positive, metavar="F", help="how strongly weights are pulled to 0")
    p.add_argument("--clip", type=positive, metavar="F", help="the largest norm of all gradients together")


def _add_show(commands):
    p = commands.add_parser(
        "show",
        help="print the model's graph",
        description="Print or write the graph of the model, of its loss, or of its training function.",
    )
    p.add_argument(
        "--stage",
        choices=["inference", "loss", "training"],
        default="training",
        help="the model, the model with its loss, or the whole training function (default)",
    )
    forms = ["text", "svg", "dot", "json", "numpy", "js"]
    p.add_argument(
        "--as",
        dest="form",
        choices=forms,
        default="text",
        help="text: a list of equations (default); svg, dot: a picture; json; numpy: the compiled program; js: a "
        "JavaScript module that computes it, and with --output its types beside it, as .d.ts",
    )
    p.add_argument(
        "--preset", type=current("--preset"), choices=["tutorial"], help="tutorial: nGraph's sizes and update"
    )
    _add_model(p)
    _add_update(p)
    p.add_argument(
        "--fold",
        nargs="*",
        metavar="NAME",
        help="text, svg, dot: one box or line for each call of a function, as far as that leaves few; with names, down "
        "to the calls of these functions: --fold attention mlp",
    )
    p.add_argument("--optimized", action="store_true", help="as the passes leave it: smaller, computing the same")
    p.add_argument("-o", "--output", type=file_name, metavar="FILE", help="write it to a file instead of the screen")
    p.set_defaults(command="show")


def _add_export(commands):
    p = commands.add_parser(
        "export",
        help="write notebooks as pages whose widgets live",
        description="Write a notebook as one HTML file that needs no Python and no network: its widgets play on in any "
        "browser. Of a folder, or of the kit's own notebooks, it makes pages that lead to one another, with a list of "
        "them. A notebook that stores no states of widgets is run first, which runs its code.",
    )
    p.add_argument(
        "notebook",
        type=file_name,
        metavar="NOTEBOOK.ipynb|FOLDER|series",
        help="what to write as pages; series: the kit's own notebooks, which takes a minute or two",
    )
    p.add_argument(
        "-o",
        "--output",
        type=file_name,
        metavar="FILE.html|FOLDER",
        help="where to (default: beside the notebooks; of the series: ngteach-pages)",
    )
    p.add_argument(
        "--run",
        action=argparse.BooleanOptionalAction,
        help="run it first, or do not (default: if it stores no states of widgets)",
    )
    p.add_argument("--force", action="store_true", help="replace a file that ngteach did not write, too")
    p.set_defaults(command="export")
