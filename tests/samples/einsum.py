"""Samples of einsum, most of them from the questions that people ask about it."""

import numpy as np

from samples.making import ALL, NUMBERS, Row, numbers

A, B, SQUARE = numbers(2, 3), numbers(3, 4, seed=1), numbers(3, 3)
CUBE, OTHER = numbers(2, 3, 4), numbers(4, 3, 2, seed=1)
MOVED = (  # one tensor, and nothing added up
    ("ij->ji", A),
    (" i j k -> k i j ", CUBE),
    ("ii->i", SQUARE),
    ("iji->ji", numbers(2, 3, 2)),
    ("...ii->...i", numbers(2, 3, 3)),
    ("ii->i", numbers(0, 0)),
    ("...", CUBE),
    ("->", numbers()),
)
COMPUTED = (
    ("ij->", A),
    ("ij->i", A),
    ("abcd->bd", numbers(2, 3, 1, 2)),
    ("ii", SQUARE),
    ("iijk->k", numbers(2, 2, 3, 2)),
    ("ij,jk->ik", A, B),
    ("ij,jk", A, B),
    ("ij,k", A, numbers(4, seed=1)),
    ("ji,jk", A, numbers(2, 4, seed=1)),
    ("i,i->", numbers(3), numbers(3, seed=1)),
    ("i,j->ij", numbers(3), numbers(2, seed=1)),
    ("ij,ij->ij", A, numbers(2, 3, seed=1)),
    ("bij,bjk->bik", CUBE, numbers(2, 4, 3, seed=1)),
    ("bhqd,bhkd->bhqk", numbers(2, 2, 3, 2), numbers(2, 2, 4, 2, seed=1)),
    ("ijk,lji->lki", CUBE, OTHER),
    ("...jk,...lj->...lk", CUBE, numbers(2, 2, 3, seed=1)),
    ("...ij,...jk->...ik", numbers(2, 0, 3), numbers(3, 4, seed=1)),
    ("jk...,lj...->lk...", numbers(3, 4, 2), numbers(2, 3, 2, seed=1)),
    ("j...k,lj...->lk...", numbers(3, 2, 4), numbers(2, 3, 2, seed=1)),
    ("...,...->...", CUBE, numbers(3, 1, seed=1)),
    ("ij,jk->ik", numbers(2, 1), B),
    (",ij->ij", numbers(), A),
    ("ijk,lji,lli->lki", CUBE, OTHER, numbers(4, 4, 2, seed=2)),
    ("ij,jk,kl->il", A, B, numbers(4, 2, seed=2)),
    ("i,i,i->i", numbers(3), numbers(3, seed=1), numbers(3, seed=2)),
    ("i,i->", numbers(0), numbers(0, seed=1)),
)


def _rows(types, cases):
    return [Row("einsum", tuple(xs), types, {}, subscripts, before=(subscripts,)) for subscripts, *xs in cases]


ROWS = [*_rows(ALL, MOVED), *_rows(NUMBERS, COMPUTED)]
NUMPY = {"einsum": np.einsum}
ROUNDED = ("einsum",)
