"""The sample articles and their gold attributions keep the format of `seeds/README.md`."""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

SEEDS = Path(__file__).parents[2] / "seeds"
TYPES = {"direct", "mixed", "indirect"}
ACTS = {"statement", "attitude"}
KINDS = {"person", "organization", "group", "document", "anonymous"}
ANONYMITY = {None, "unnamed", "requested"}
SPAN_FIELDS = ("source", "cue", "content", "setting", "time", "anonymity_phrase")
FIELDS = {
    *SPAN_FIELDS,
    *("type", "act", "speaker", "speaker_kind", "role", "affiliation", "anonymity"),
    *("addressee", "relay", "nested_in", "level"),
}
OPENING = ("“", "‘", '"', "'")
CLOSING = ("”", "’", '"', "'")
# A quotation inside a longer stretch: double marks, then single ones that are no apostrophe.
QUOTED = re.compile(
    r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|(?<!\w)[‘'](?:[^‘’']|[’'](?=\w))*(?:[’'](?!\w)|$)"
)

Article = dict[str, Any]
Attribution = dict[str, Any]


def read_articles() -> list[Article]:
    """The lines of the gold file, in file order."""
    lines = (SEEDS / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def read_speakers() -> dict[str, list[str]]:
    """Canonical names and their other accepted forms."""
    speakers: dict[str, list[str]] = json.loads(
        (SEEDS / "speakers.json").read_text(encoding="utf-8")
    )
    return speakers


ARTICLES = read_articles()
IDS = [article["id"] for article in ARTICLES]
each_article = pytest.mark.parametrize("article", ARTICLES, ids=IDS)


def words_of(article: Article, attribution: Attribution) -> str:
    """The content as words, for messages."""
    text: str = article["text"]
    return " … ".join(text[start:end] for start, end in attribution["content"])


def spans_of(attribution: Attribution) -> Iterator[tuple[str, int, int]]:
    """Every span of an attribution with the name of its field."""
    for field in SPAN_FIELDS:
        for start, end in attribution[field]:
            yield field, start, end
    if attribution["addressee"]:
        start, end = attribution["addressee"]["span"]
        yield "addressee", start, end


def is_in_marks(text: str, start: int, end: int) -> bool:
    """Whether the span is a quotation with its marks, or one left open at the end of a line."""
    open_at_line_end = text[end : end + 1] in ("", "\n")
    return text.startswith(OPENING, start) and (
        text.endswith(CLOSING, start, end) or open_at_line_end
    )


def quoted_stretches(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of the span inside quotation marks, as characters of the text."""
    if is_in_marks(text, start, end):
        return [(start, end)]
    return [(start + m.start(), start + m.end()) for m in QUOTED.finditer(text[start:end])]


def is_quoted_by_outer(article: Article, attribution: Attribution) -> bool:
    """Whether the content lies wholly inside the quotation marks of an outer attribution."""
    outer_index = attribution["nested_in"]
    while outer_index is not None:
        outer = article["attributions"][outer_index]
        stretches = [
            s for span in outer["content"] for s in quoted_stretches(article["text"], *span)
        ]
        if all(
            any(a <= start and end <= b for a, b in stretches)
            for start, end in attribution["content"]
        ):
            return True
        outer_index = outer["nested_in"]
    return False


def type_by_marks(article: Article, attribution: Attribution) -> str:
    """What the quotation marks say the type is."""
    text, content = article["text"], attribution["content"]
    in_marks = all(is_in_marks(text, start, end) for start, end in content)
    if in_marks or is_quoted_by_outer(article, attribution):
        return "direct"
    return (
        "mixed" if any(quoted_stretches(text, start, end) for start, end in content) else "indirect"
    )


def test_every_text_file_has_gold_and_every_gold_line_a_text_file() -> None:
    """The articles of the gold file are the text files, in the same order, each once."""
    assert sorted(path.stem for path in SEEDS.glob("*.txt")) == IDS


def test_there_are_at_least_sixteen_articles_by_at_least_seven_outlets() -> None:
    """The collection is as large and as varied as promised."""
    assert len(ARTICLES) >= 16
    assert len({article["outlet"] for article in ARTICLES}) >= 7


@each_article
def test_article_is_its_file_and_has_its_title_in_it(article: Article) -> None:
    """The gold text is the file, byte for byte, and the title is one of its lines."""
    assert set(article) == {"id", "outlet", "wire", "title", "text", "boilerplate", "attributions"}
    data = (SEEDS / f"{article['id']}.txt").read_bytes()
    assert data.decode("utf-8") == article["text"]
    assert article["title"] in article["text"].splitlines()


@each_article
def test_article_has_200_to_600_words(article: Article) -> None:
    """An article is as long as an agency report."""
    assert 200 <= len(article["text"].split()) <= 600


@each_article
def test_attributions_have_the_fields_and_words_of_the_format(article: Article) -> None:
    """Every field is there and holds a word of its vocabulary."""
    for attribution in article["attributions"]:
        message = words_of(article, attribution)
        assert set(attribution) - {"certainty_note"} == FIELDS, message
        assert attribution["type"] in TYPES, message
        assert attribution["act"] in ACTS, message
        assert attribution["speaker_kind"] in KINDS, message
        assert attribution["anonymity"] in ANONYMITY, message
        assert attribution.get("certainty_note", "a note") != "", message
        assert attribution["content"], message


@each_article
def test_spans_lie_inside_the_text_sorted_and_without_outer_blanks(article: Article) -> None:
    """Spans of a field do not overlap, and none has outer white space or a line break."""
    text = article["text"]
    for attribution in article["attributions"]:
        for field, start, end in spans_of(attribution):
            assert 0 <= start < end <= len(text), (field, words_of(article, attribution))
            assert text[start:end] == text[start:end].strip(), (field, text[start:end])
            assert "\n" not in text[start:end], (field, text[start:end])
        for field in SPAN_FIELDS:
            spans = attribution[field]
            assert all(a[1] <= b[0] for a, b in pairwise(spans)), field


@each_article
def test_spans_begin_and_end_with_whole_words(article: Article) -> None:
    """No span cuts a word in two, but for a contracted verb such as 'll."""
    text = article["text"]
    for attribution in article["attributions"]:
        for field, start, end in spans_of(attribution):
            before, after = text[start - 1 : start + 1], text[end - 1 : end + 1]
            assert start == 0 or not re.fullmatch(r"\w\w", before), (field, text[start:end])
            assert not re.fullmatch(r"\w\w", after), (field, text[start:end])


@each_article
def test_addressee_is_the_text_of_its_span(article: Article) -> None:
    """The addressee's words are those that its span covers."""
    for attribution in article["attributions"]:
        addressee = attribution["addressee"]
        if addressee is not None:
            start, end = addressee["span"]
            assert addressee == {"text": article["text"][start:end], "span": [start, end]}


@each_article
def test_attributions_stand_in_text_order(article: Article) -> None:
    """Order is by the first character of cue or content, the outer attribution first."""
    keys = [
        min(span[0] for span in attribution["content"] + attribution["cue"])
        for attribution in article["attributions"]
    ]
    levels = [attribution["level"] for attribution in article["attributions"]]
    outermost = [key for key, level in zip(keys, levels, strict=True) if level == 0]
    assert outermost == sorted(outermost)


@each_article
def test_type_agrees_with_the_quotation_marks(article: Article) -> None:
    """Direct is all in marks, mixed is partly, indirect not at all."""
    for attribution in article["attributions"]:
        expected = type_by_marks(article, attribution)
        assert attribution["type"] == expected, words_of(article, attribution)


@each_article
def test_content_leaves_out_the_complementizer_and_the_comma(article: Article) -> None:
    """No content begins with the complementizer, and no indirect one ends with a comma."""
    for attribution in article["attributions"]:
        content = words_of(article, attribution)
        assert not content.startswith("that "), content
        if attribution["type"] == "indirect":
            assert not content.endswith(","), content


@each_article
def test_anonymity_is_null_for_named_speakers_and_documents_only(article: Article) -> None:
    """Unnamed speakers are marked; a request has its phrase, and only a request has one."""
    for attribution in article["attributions"]:
        message = words_of(article, attribution)
        requested = attribution["anonymity"] == "requested"
        assert bool(attribution["anonymity_phrase"]) == requested, message
        if attribution["anonymity"] is None:
            assert attribution["speaker"] or attribution["speaker_kind"] == "document", message
        elif attribution["anonymity"] == "unnamed":
            assert attribution["speaker"] is None, message
        if attribution["speaker_kind"] == "anonymous":
            assert attribution["speaker"] is None, message


@each_article
def test_nested_attributions_lie_inside_their_outer_content(article: Article) -> None:
    """The outer one comes before, is one level up, and its content holds the nested content."""
    attributions = article["attributions"]
    for index, attribution in enumerate(attributions):
        outer_index = attribution["nested_in"]
        if outer_index is None:
            assert attribution["level"] == 0
            continue
        assert outer_index < index
        outer = attributions[outer_index]
        assert attribution["level"] == outer["level"] + 1
        first, last = outer["content"][0][0], outer["content"][-1][1]
        for start, end in attribution["content"]:
            assert first <= start, words_of(article, attribution)
            assert end <= last, words_of(article, attribution)


@each_article
def test_boilerplate_is_sorted_and_holds_no_content(article: Article) -> None:
    """Boilerplate spans give their lines, do not overlap, and nothing in them is attributed."""
    text = article["text"]
    end_before = 0
    for piece in article["boilerplate"]:
        assert set(piece) == {"span", "lines", "what"}
        start, end = piece["span"]
        assert end_before <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert piece["lines"] == [text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1]
        end_before = end
        for attribution in article["attributions"]:
            for a, b in attribution["content"]:
                assert b <= start or end <= a, words_of(article, attribution)


@each_article
def test_no_attribution_is_given_twice(article: Article) -> None:
    """No two attributions share both content and cue."""
    pairs = [str((a["content"], a["cue"])) for a in article["attributions"]]
    assert len(pairs) == len(set(pairs))


@each_article
def test_every_quotation_of_a_line_of_speech_is_attributed(article: Article) -> None:
    """A paragraph that opens with a quotation mark belongs to some attribution's content."""
    text = article["text"]
    covered = {
        i for a in article["attributions"] for start, end in a["content"] for i in range(start, end)
    }
    for match in re.finditer(r"^[“‘\"'](?=\w)", text, flags=re.MULTILINE):
        assert match.start() in covered, text[match.start() : match.start() + 60]


def test_speakers_are_listed_and_no_form_belongs_to_two_of_them() -> None:
    """Each named speaker is a canonical name, and each accepted form leads to one of them."""
    speakers = read_speakers()
    named = {a["speaker"] for article in ARTICLES for a in article["attributions"]} - {None}
    assert named <= set(speakers)
    forms = [form for name, others in speakers.items() for form in {name, *others}]
    assert len(forms) == len(set(forms))


def coverage_rows() -> dict[str, list[str]]:
    """The rows of the README's table of forms: form to article numbers."""
    readme = (SEEDS / "README.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| (?P<form>[^|]+?) \| (?P<ids>\d{3}(?:, \d{3})*) \|$", readme, re.MULTILINE
    )
    return {form: ids.split(", ") for form, ids in rows}


def test_coverage_table_names_existing_articles() -> None:
    """Every form is said to be in at least two articles, and all of them exist."""
    rows = coverage_rows()
    numbers = {article_id[:3] for article_id in IDS}
    assert len(rows) >= 40
    for form, ids in rows.items():
        assert set(ids) <= numbers, form
        assert len(set(ids)) == len(ids) >= 2, form


def test_coverage_table_leaves_no_article_out() -> None:
    """Every article is there for some form."""
    assert {number for ids in coverage_rows().values() for number in ids} == {i[:3] for i in IDS}


def test_readme_lists_every_article() -> None:
    """The README's list of articles names each file once."""
    readme = (SEEDS / "README.md").read_text(encoding="utf-8")
    assert all(readme.count(f"`{article_id}`") == 1 for article_id in IDS)
