"""Constructions of words of saying that report nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import make_link, parse

from quotes.attribution.non_reports import reports_nothing
from quotes.attribution.parsed_article import ParsedArticle


@pytest.mark.parametrize(
    ("text", "sentence", "cue", "content", "rule"),
    [
        pytest.param(
            "It is called Old Lion.",
            "It/PRON/3/nsubj:pass is=be/AUX/3/aux:pass called=call/VERB.VBN/0/root "
            "Old/PROPN/5/compound Lion/PROPN/3/xcomp ./PUNCT/3/punct",
            "called",
            "Old Lion",
            "read",
            id="a name",
        ),
        pytest.param(
            "The dam (known as Old Lion) holds.",
            "The/DET/2/det dam/NOUN/9/nsubj (/PUNCT/4/punct known=know/VERB.VBN/2/acl "
            "as/ADP/7/case Old/PROPN/7/compound Lion/PROPN/4/obl )/PUNCT/4/punct "
            "holds=hold/VERB/0/root ./PUNCT/9/punct",
            "known",
            "Old Lion",
            "as",
            id="a name in a participle",
        ),
        pytest.param(
            "They call themselves the Lions.",
            "They/PRON/2/nsubj call/VERB.VBP/0/root themselves/PRON/2/obj the/DET/5/det "
            "Lions=lion/PROPN/2/xcomp ./PUNCT/2/punct",
            "call",
            "themselves the Lions",
            "predicate",
            id="a name of their own",
        ),
        pytest.param(
            "Note that it holds.",
            "Note/VERB.VB/0/root that/SCONJ/4/mark it/PRON/4/nsubj "
            "holds=hold/VERB.VBZ/1/ccomp ./PUNCT/1/punct",
            "Note",
            "it holds",
            "clause",
            id="an instruction",
        ),
        pytest.param(
            "Let's say it holds.",
            "Let/VERB.VB/0/root 's=us/PRON/1/obj say/VERB.VB/1/xcomp it/PRON/5/nsubj "
            "holds=hold/VERB.VBZ/3/ccomp ./PUNCT/1/punct",
            "say",
            "it holds",
            "read",
            id="an example",
        ),
        pytest.param(
            "It should be noted that it holds.",
            "It/PRON/4/expl should/AUX/4/aux be/AUX/4/aux:pass noted=note/VERB.VBN/0/root "
            "that/SCONJ/7/mark it/PRON/7/nsubj holds=hold/VERB.VBZ/4/ccomp ./PUNCT/4/punct",
            "noted",
            "it holds",
            "clause",
            id="impersonal, with a modal verb",
        ),
        pytest.param(
            "It is important to note that it holds.",
            "It/PRON/3/expl is=be/AUX/3/cop important/ADJ/0/root to/PART/5/mark "
            "note/VERB.VB/3/csubj that/SCONJ/8/mark it/PRON/8/nsubj "
            "holds=hold/VERB.VBZ/5/ccomp ./PUNCT/3/punct",
            "note",
            "it holds",
            "clause",
            id="impersonal, judged",
        ),
        pytest.param(
            "Did Lee know of it?",
            "Did=do/AUX/3/aux Lee/PROPN/3/nsubj know/VERB.VB/0/root of/ADP/5/case it/PRON/3/obl "
            "?/PUNCT/3/punct",
            "know",
            "it",
            "of",
            id="a question",
        ),
        pytest.param(
            "Lee seems to agree.",
            "Lee/PROPN/2/nsubj seems=seem/VERB.VBZ/0/root to/PART/4/mark "
            "agree/VERB.VB/2/xcomp ./PUNCT/2/punct",
            "seems",
            "Lee",
            "raised",
            id="an appearance",
        ),
    ],
)
def test_reports_nothing(text: str, sentence: str, cue: str, content: str, rule: str) -> None:
    """The cue names, advises, or says how something seems."""
    parsed = ParsedArticle(parse(text, sentence))
    assert reports_nothing(parsed, replace(make_link(parsed, cue, None, content), rule=rule))


@pytest.mark.parametrize(
    ("text", "sentence", "cue", "source", "content", "rule"),
    [
        pytest.param(
            "It is called Old Lion by sailors.",
            "It/PRON/3/nsubj:pass is=be/AUX/3/aux:pass called=call/VERB.VBN/0/root "
            "Old/PROPN/5/compound Lion/PROPN/3/xcomp by/ADP/7/case sailors/NOUN/3/obl:agent "
            "./PUNCT/3/punct",
            "called",
            "sailors",
            "Old Lion",
            "read",
            id="somebody uses the name",
        ),
        pytest.param(
            "Lee called himself a customer.",
            "Lee/PROPN/2/nsubj called=call/VERB/0/root himself/PRON/2/obj a/DET/5/det "
            "customer/NOUN/2/xcomp ./PUNCT/2/punct",
            "called",
            "Lee",
            "himself a customer",
            "predicate",
            id="a description of oneself",
        ),
        pytest.param(
            "Lee had called it unsafe.",
            "Lee/PROPN/3/nsubj had=have/AUX/3/aux called=call/VERB.VBN/0/root it/PRON/3/obj "
            "unsafe/ADJ/3/xcomp ./PUNCT/3/punct",
            "called",
            "Lee",
            "it unsafe",
            "predicate",
            id="a judgement, with the same participle",
        ),
        pytest.param(
            "It was said that it holds.",
            "It/PRON/3/expl was=be/AUX/3/aux:pass said=say/VERB.VBN/0/root that/SCONJ/6/mark "
            "it/PRON/6/nsubj holds=hold/VERB.VBZ/3/ccomp ./PUNCT/3/punct",
            "said",
            None,
            "it holds",
            "clause",
            id="a report by nobody",
        ),
        pytest.param(
            "“Note that it holds,” Lee said.",
            "“/PUNCT/2/punct Note/VERB.VB/9/ccomp that/SCONJ/5/mark it/PRON/5/nsubj "
            "holds=hold/VERB.VBZ/2/ccomp ,/PUNCT/2/punct ”/PUNCT/2/punct Lee/PROPN/9/nsubj "
            "said=say/VERB/0/root ./PUNCT/9/punct",
            "Note",
            None,
            "it holds",
            "clause",
            id="an instruction that somebody gives",
        ),
    ],
)
def test_reports_something(
    text: str, sentence: str, cue: str, source: str | None, content: str, rule: str
) -> None:
    """Somebody says it."""
    parsed = ParsedArticle(parse(text, sentence))
    link = replace(make_link(parsed, cue, source, content), rule=rule)
    assert not reports_nothing(parsed, link)
