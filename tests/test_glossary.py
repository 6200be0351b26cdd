"""The glossary: sorted, complete, about things that exist, and reached from each page that uses a term."""

import re
from pathlib import Path

import pytest

import ngteach as ng

SOURCES = Path(__file__).parents[1] / "notebooks" / "source"
PAGE = SOURCES / "24_glossary.py"
LESSONS = [path for path in sorted(SOURCES.glob("[0-9][0-9]_*.py")) if path != PAGE]
every_lesson = pytest.mark.parametrize("path", LESSONS, ids=[path.stem for path in LESSONS])

TEXT = re.sub(r"^# ?(?!%%)", "", PAGE.read_text("utf-8"), flags=re.MULTILINE)
TERMS = {
    term: " ".join(words.split())
    for term, words in re.findall(r"^### ([^\n]+)\n\n(.*?)(?=^###|^%%|^# %%|\Z)", TEXT, flags=re.MULTILINE | re.DOTALL)
}
# Everyday words too: only the author knows whether the term is meant.
PLAIN = {
    *("activation", "arena", "attention", "batch", "bit", "block", "carry", "clip", "compile", "constant", "copy"),
    *("equation", "executable", "forward", "graph", "head", "leak", "loss", "op", "pass", "residual", "trace"),
    *("update", "validation", "view", "checkpoint", "parameter", "seed", "schedule", "back end", "in place"),
}


def prose(path):
    """The words of a page in one line, without its code."""
    cells = re.split(r"^# %%", path.read_text("utf-8"), flags=re.MULTILINE)[1:]
    texts = [re.sub(r"^# ?", "", cell, flags=re.MULTILINE) for cell in cells if cell.startswith(" [markdown]")]
    words = " ".join(" ".join(texts).split())
    return re.sub(r"`[^`]*`", "", words)


def linked(path):
    """[(words, term)] of the links from a page to the glossary, in their order."""
    return [(words, term or words) for words, term in re.findall(r"\[\[([^]|]+)(?:\|([^]]+))?\]\]", prose(path))]


def test_terms_are_sorted_and_named_once():
    headings = re.findall(r"^### (.+)$", TEXT, re.MULTILINE)
    assert headings == sorted(set(headings), key=str.lower) and len(headings) == len(TERMS) > 60


@pytest.mark.parametrize("term", TERMS)
def test_a_term_has_a_word_for_each_system_and_its_page(term):
    words = TERMS[term]
    assert re.search(r"\*JAX:\* .+\. \*PyTorch:\* .+\. \*nGraph:\* .+\.", words)
    number, path = re.search(r"→ \[(\d\d) [^]]+\]\(([^)]+)\)", words).groups()
    assert path.startswith(number) and (PAGE.parents[1] / path).exists()


@pytest.mark.parametrize("term", TERMS)
def test_every_name_of_ours_exists(term):
    for name in re.findall(r"`ng\.(\w+)`", TERMS[term].partition("*JAX")[0]):
        assert hasattr(ng, name)


def test_the_main_public_names_have_a_term():
    said = set(re.findall(r"`ng\.(\w+)`", TEXT))
    main = "trace Tensor Equation Graph Adjoints grad clone replay compile Backend derive_training parameter constant"
    assert set(main.split()) <= said


@every_lesson
def test_a_page_leads_to_terms_that_there_are_and_once_to_each(path):
    terms = [term for _, term in linked(path)]
    assert set(terms) <= set(TERMS)
    assert len(terms) == len(set(terms))


@every_lesson
def test_the_first_use_of_a_term_leads_to_the_glossary(path):
    words, there = prose(path), [term for _, term in linked(path)]
    for term in TERMS.keys() - PLAIN:
        if re.search(rf"(?<![\w-]){re.escape(term)}(?:s|es)?(?![\w-])", words, re.IGNORECASE):
            assert term in there, f"{path.name} uses {term!r}; write [[{term}]] there"
