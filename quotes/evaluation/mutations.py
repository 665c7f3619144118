"""What the readers do with damaged files of every format: articles or quarantined inputs, nothing
else, in little memory.
"""

from __future__ import annotations

import gzip
import io
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import zstandard

from quotes.readers import read_articles
from quotes.records import Article, Record

_TEXT = "“The engine is repaired,” Nora Feld, the mayor, told The Ketta Mail on Monday. "
_MAX_BYTES = 10_000_000
_BODY = "".join(f"<p>{_TEXT * 3}</p>" for _ in range(5))
_STATED = '{"@type":"NewsArticle","headline":"Ferry sails","datePublished":"2024-05-03T16:05:00Z"}'
# Pieces that parsers stumble over: half of a character, of a tag, of an entity, of a declaration.
_PIECES = (
    b"\x00", b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"<![", b"<![CDATA[", b"]]>", b"<!--", b"-->",
    b"&#", b"&#x110000;", b"&#55296;", b"<", b">", b"</", b"\"", b"'", b"\\u", b"\\ud800",
    b"[" * 500, b"{\"a\":" * 300, b"<div>" * 400, b"<p>", b"\n\n", b"\r", b"\t",
    b",", b"1e999", b"-0", b"NaN", b"2024-99-99T99:99:99Z", b"9" * 400,
    b"<?xml version=\"1.0\" encoding=\"utf-99\"?>",
    b"<!DOCTYPE a [<!ENTITY b \"c\">]>", b"&b;", b"\xe2\x80\xae", b"x" * 70_000,
)  # fmt: skip


class MutationReport(Record, frozen=True, kw_only=True):
    """What became of damaged files.

    Attributes:
        files: how many were read, by format.
        articles, quarantined: inputs and records of all files together.
        reported: files that only the last resort caught, by the error; each is a fault to mend.
        unhandled: exceptions that came out of the reader; there must be none.
        accepted_bombs: files of `make_bombs` that gave articles; there must be none.
        peak_megabytes: the most memory that the process has held.
    """

    files: dict[str, int]
    articles: int
    quarantined: int
    reported: dict[str, int]
    unhandled: dict[str, int]
    accepted_bombs: int
    peak_megabytes: float
    seconds: float


def make_samples() -> Iterator[tuple[str, bytes]]:
    """A sound file of each format, by how its name ends; Parquet, whose library is large, last."""
    page = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Ferry</title>'
        f'<script type="application/ld+json">{_STATED}</script></head><body><nav><a href="/">x</a>'
        f"</nav><article><h1>Ferry</h1>{_BODY}<ul><li>One</li></ul></article></body></html>"
    )
    line = {"id": "a", "text": _TEXT * 5, "title": "Ferry", "published": "2024-05-03"}
    item = {"uri": "urn:a:1", "type": "text", "versioncreated": "2024-05-03T16:05:00Z",
            "pubstatus": "usable", "bodies": [{"contenttype": "text/html", "value": _BODY}],
            "headlines": [{"value": "Ferry"}], "subjects": [{"name": "ferry"}]}  # fmt: skip
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Mail</title><item><title>Ferry'
        f"</title><guid>1</guid><description>&lt;p&gt;{_TEXT * 3}&lt;/p&gt;</description>"
        "<pubDate>Fri, 03 May 2024 16:05:00 GMT</pubDate></item></channel></rss>"
    )
    atom = (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Mail</title><entry>'
        f'<title>Ferry</title><id>1</id><content type="html">&lt;p&gt;{_TEXT * 3}&lt;/p&gt;'
        "</content><updated>2024-05-03T16:05:00Z</updated></entry></feed>"
    )
    nitf = (
        "<nitf><head><title>Ferry</title></head><body><body.content>"
        f"{_BODY}</body.content></body></nitf>"
    )
    newsml = (
        '<?xml version="1.0"?><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:a:1">'
        '<itemMeta><pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>Ferry'
        "</headline></contentMeta><contentSet><inlineXML><html><body>"
        f"{_BODY}</body></html></inlineXML></contentSet></newsItem>"
    )
    texts = {
        ".txt": _TEXT * 5, ".html": page, ".rss": feed, ".atom": atom, ".xml": newsml,
        ".nitf": nitf,
        ".md": f"---\ntitle: Ferry\n---\n# Ferry\n\n{_TEXT}\n\n> {_TEXT}\n",
        ".csv": f'id,title,text\na,Ferry,"{_TEXT}"\nb,Ferry,"{_TEXT}"\n',
        ".tsv": f"id\ttitle\ttext\na\tFerry\t{_TEXT}\n",
    }  # fmt: skip
    samples = {suffix: text.encode() for suffix, text in texts.items()}
    samples[".jsonl"] = msgspec.json.encode(line) + b"\n" + msgspec.json.encode(line) + b"\n"
    samples[".json"] = msgspec.json.encode([line, line])
    samples[".ninjs.json"] = msgspec.json.encode(item)
    samples[".feed.json"] = msgspec.json.encode(
        {"version": "https://jsonfeed.org/version/1.1", "items": [{"content_html": _BODY}]}
    )
    samples[".txt.gz"] = gzip.compress(samples[".txt"], mtime=0)
    samples[".html.zst"] = zstandard.compress(samples[".html"])
    yield from samples.items()
    yield from _make_parquet(line)


def _make_parquet(line: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    with suppress(ImportError):  # it is no part of the default install
        import pyarrow as pa
        import pyarrow.parquet as pq

        out = io.BytesIO()
        pq.write_table(pa.table({key: [value] * 2 for key, value in line.items()}), out)
        yield ".parquet", out.getvalue()


def make_bombs(*, with_records: bool) -> Iterator[tuple[str, bytes]]:
    """Files that are small and become large, or are nested or repeated without end.

    Args:
        with_records: whether one of more records than may be is among them, which takes a minute.
    """
    zeros = bytes(100_000_000)
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    yield ".txt.gz", gzip.compress(zeros, mtime=0)
    yield ".html.zst", zstandard.compress(zeros)
    yield ".json", b"[" * 200_000
    yield ".json", b'{"a":' * 200_000
    yield ".jsonl", b'{"text":' + b"[" * 200_000
    yield ".xml", b"<newsItem>" + b"<a>" * 200_000
    for suffix, tag in ((".xml", "nitf"), (".rss", "rss")):
        declared = f'<!DOCTYPE {tag} [<!ENTITY l0 "l">{laughs}]>'
        yield suffix, f"{declared}<{tag}><channel>&l9;</channel></{tag}>".encode()
    yield ".html", b"<!DOCTYPE html><html><body>" + b"<p>x" * 2_000_000
    if with_records:
        yield ".json", b"[" + b"{}," * 1_500_000 + b"{}]"


def mutate(content: bytes, random_: random.Random) -> bytes:
    """The content with one to five faults: bits, pieces put in, taken out, doubled, cut off."""
    mutated = bytearray(content)
    for _ in range(random_.randint(1, 5)):
        place = random_.randrange(len(mutated) + 1)
        length = random_.choice((1, 2, 8, 64, 512))
        kind = random_.randrange(6)
        if kind == 0 and place < len(mutated):
            mutated[place] ^= 1 << random_.randrange(8)
        elif kind == 1:
            mutated[place:place] = random_.choice(_PIECES)
        elif kind == 2:
            del mutated[place : place + length]
        elif kind == 3:
            mutated[place:place] = mutated[place : place + length] * random_.randint(1, 50)
        elif kind == 4:
            mutated[place : place + length] = random_.randbytes(length)
        elif random_.random() < 0.3:
            del mutated[place:]
    return bytes(mutated)


def evaluate_mutations(count: int, seed: int = 1, *, with_records: bool = True) -> MutationReport:
    """The report of `count` damaged files of each format, and of the bombs; the same seed makes the
    same files.

    Args:
        with_records: see `make_bombs`.
    """
    start, random_ = time.process_time(), random.Random(seed)  # noqa: S311
    files, faults, unhandled = Counter[str](), Counter[str](), Counter[str]()
    results = Counter[bool]()  # whether it is an article
    accepted = 0
    with TemporaryDirectory() as folder:

        def read(suffix: str, content: bytes) -> bool:
            """Whether there was an article in it."""
            path = Path(folder) / f"damaged{suffix}"
            path.write_bytes(content)
            before = results[True]
            try:
                for reason in _read(path):
                    results[reason is None] += 1
                    if reason and "a fault of On Record" in reason:
                        faults[f"{suffix}: {reason}"[:200]] += 1
            except Exception as error:
                unhandled[f"{suffix}: {type(error).__name__}: {error}"[:200]] += 1
            return results[True] > before

        for suffix, content in make_bombs(with_records=with_records):
            accepted += read(suffix, content)
        for suffix, content in make_samples():
            for _ in range(count):
                files[suffix] += 1
                read(suffix, mutate(content, random_))
    return MutationReport(
        files=files,
        articles=results[True],
        quarantined=results[False],
        reported=faults,
        unhandled=unhandled,
        accepted_bombs=accepted,
        peak_megabytes=_read_peak(),
        seconds=time.process_time() - start,
    )


def _read_peak() -> float:
    """The most memory that this process has held, in MB. Where Linux tells it alone, that counts:
    `getrusage` has the memory of the process that started this one in it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(row for row in status.read_text().splitlines() if row.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def _read(path: Path) -> Iterator[str | None]:
    """None for each article of a file, the reason for each quarantined input."""
    for item in read_articles([path], max_bytes=_MAX_BYTES):
        yield None if isinstance(item, Article) else item.reason
