"""What a mention says of its own: kind, name, role, number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from builders import make_link, parse

from quotes.attribution.finding import Reading
from quotes.records import EntityType
from quotes.speakers.describing import Described, describe
from quotes.speakers.names import NameBook


def read(
    text: str, sentence: str, source: str, entities: Mapping[str, EntityType] | None = None
) -> Described:
    reading = Reading(parse(text, sentence, entities=entities))
    link = make_link(reading, "said", source)
    assert link.source is not None
    return describe(reading, link.source, NameBook(reading.parse))


def row(
    title: str,
    sentence: str,
    expected: dict[str, Any],
    entities: dict[str, EntityType] | None = None,
) -> object:
    """The source is all but the last word, which is "said"."""
    return pytest.param(sentence, expected, entities, id=title)


SAID = "said=say/VERB/0/root"
ROWS = [
    row(
        "name",
        f"John/PROPN/3/nsubj Kerry/PROPN/1/flat {SAID}",
        {"kind": "person", "name": "John Kerry", "role": None},
        {"John Kerry": "PER"},
    ),
    row(
        "title before a name",
        f"""foreign/ADJ/2/amod minister/NOUN/3/compound Zoë/PROPN/5/nsubj Işık/PROPN/3/flat
        {SAID}""",
        {"kind": "person", "name": "Zoë Işık", "role": "foreign minister"},
        {"Zoë Işık": "PER"},
    ),
    row(
        "title of several words",
        f"""U.S./PROPN/2/compound Secretary/PROPN/7/nsubj of/ADP/4/case State/PROPN/2/nmod
        John/PROPN/2/appos Kerry/PROPN/5/flat {SAID}""",
        {"kind": "person", "name": "John Kerry", "role": "U.S. Secretary of State"},
        {"John Kerry": "PER"},
    ),
    row(
        "Mr is no role",
        f"Mr/PROPN/3/nsubj Kerry/PROPN/1/flat {SAID}",
        {"kind": "person", "name": "Kerry", "role": None},
        {"Kerry": "PER"},
    ),
    row(
        "apposition",
        f"""Zoë/PROPN/7/nsubj Işık/PROPN/1/flat ,/PUNCT/6/punct the/DET/6/det water/NOUN/6/compound
        minister/NOUN/1/appos {SAID}""",
        {"kind": "person", "name": "Zoë Işık", "role": "water minister"},
        {"Zoë Işık": "PER"},
    ),
    row(
        "apposition that is no role",
        f"""Zoë/PROPN/6/nsubj Işık/PROPN/1/flat ,/PUNCT/5/punct a/DET/5/det winner/NOUN/1/appos
        {SAID}""".replace("winner", "table"),
        {"kind": "person", "name": "Zoë Işık", "role": None},
        {"Zoë Işık": "PER"},
    ),
    row(
        "two persons",
        f"""Lee/PROPN/4/nsubj and/CCONJ/3/cc Park/PROPN/1/conj {SAID}""",
        {"kind": "group", "plural": True},
        {"Lee": "PER", "Park": "PER"},
    ),
    row(
        "official",
        f"a/DET/3/det senior/ADJ/3/amod official/NOUN/4/nsubj {SAID}",
        {"kind": "anonymous", "name": None, "role": "senior official", "definite": False},
    ),
    row(
        "the official",
        f"the/DET/2/det official/NOUN/3/nsubj {SAID}",
        {"kind": "anonymous", "noun": "official", "definite": True},
    ),
    row(
        "officials",
        f"Turkish/ADJ/2/amod officials=official/NOUN.NNS/3/nsubj {SAID}",
        {"kind": "group", "name": None, "plural": True},
    ),
    row(
        "one of them",
        f"one/NUM/4/nsubj of/ADP/3/case them/PRON/1/nmod {SAID}",
        {"kind": "anonymous", "name": None},
    ),
    row(
        "some", f"some/DET/2/nsubj {SAID}", {"kind": "group", "name": None, "plural": True}
    ),
    row(
        "document",
        f"the/DET/2/det report/NOUN/3/nsubj {SAID}",
        {"kind": "document", "name": None, "definite": True},
    ),
    row(
        "body by entity",
        f"Hydrosar/PROPN/2/nsubj {SAID}",
        {"kind": "organization", "name": "Hydrosar"},
        {"Hydrosar": "ORG"},
    ),
    row(
        "agency by its usual name",
        f"AFP/PROPN/2/nsubj {SAID}",
        {"kind": "organization", "name": "Agence France-Presse"},
        {"AFP": "ORG"},
    ),
    row(
        "place as its government",
        f"Ankara/PROPN/2/nsubj {SAID}",
        {"kind": "organization", "name": "Turkish government"},
        {"Ankara": "LOC"},
    ),
    row(
        "ministry",
        f"""the/DET/4/det Vantrian/ADJ/4/amod Foreign/PROPN/4/amod Ministry/PROPN/5/nsubj
        {SAID}""",
        {"kind": "organization", "name": "Vantrian Foreign Ministry"},
        {"Vantrian Foreign Ministry": "ORG"},
    ),
    row(
        "body by its noun",
        f"the/DET/2/det police/NOUN/3/nsubj {SAID}",
        {"kind": "organization", "name": None, "noun": "police"},
    ),
    row("he", f"he/PRON/2/nsubj {SAID}", {"kind": "person", "pronoun": "he"}),
    row("they", f"they/PRON/2/nsubj {SAID}", {"kind": "group", "pronoun": "they", "plural": True}),
    row("it", f"it/PRON/2/nsubj {SAID}", {"kind": "organization", "pronoun": "it"}),
    row("who", f"who/PRON.WP/2/nsubj {SAID}", {"kind": "person", "pronoun": "who"}),
    row("him", f"him/PRON/2/obl {SAID}", {"kind": "person", "pronoun": "him"}),
    row("them", f"them/PRON/2/obl {SAID}", {"kind": "group", "pronoun": "them"}),
    row(
        "Brussels",
        f"Brussels/PROPN/2/nsubj {SAID}",
        {"kind": "organization", "name": "European Union"},
        {"Brussels": "LOC"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected", "entities"), ROWS)
def test_describe(
    sentence: str, expected: dict[str, Any], entities: dict[str, EntityType] | None
) -> None:
    """A mention shows its kind, its name, its role as worded, and whether it points back."""
    words = [word.rsplit("/", 3)[0].partition("=")[0] for word in sentence.split()]
    found = read(" ".join(words), sentence, " ".join(words[:-1]), entities)
    assert {name: getattr(found, name) for name in expected} == expected
