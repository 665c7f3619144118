"""The commands `onrecord evaluate …`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import rich_click as click

from quotes.cli.options import FAILED, QUARANTINED, parser_option
from quotes.settings import load_settings

if TYPE_CHECKING:
    from quotes.evaluation.annotations import GoldFile
    from quotes.evaluation.attributions import Predictions

_file = click.Path(path_type=Path, exists=True, dir_okay=False)
_threads = click.option(
    "--threads", type=click.IntRange(0), default=1, show_default=True, help="CPU threads; 0: all."
)
_json = click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")


@click.group(cls=click.RichGroup)
def evaluate() -> None:
    """Print figures about the shipped models and steps."""


@evaluate.command("parser")
@click.argument("data", type=click.Path(path_type=Path, exists=True))
@parser_option
@_threads
@_json
def evaluate_parser(data: Path, parser: str | None, threads: int, as_json: bool) -> None:
    """Score the parser from raw text on the treebanks' dev files under DATA (ud/, ner/)."""
    from quotes.evaluation.parsing import evaluate_parsing
    from quotes.parsing.parser import load_parser

    settings = load_settings(parser=parser, threads=threads)
    report = evaluate_parsing(data, load_parser(settings.parser, settings.threads))
    if as_json:
        print_json(report)
        return
    for score in report.scores:
        figures = "  ".join(f"{metric} {value:.2f}" for metric, value in score.f1.items())
        click.echo(f"{score.name:24} {score.words:6} words  {figures}")
    click.echo(
        f"{report.words_a_second:.0f} words/s for all steps, {report.words_a_second_to_trees:.0f} "
        f"for the parser and all before it, {threads or 'all'} thread(s)"
    )


@evaluate.command("attributions")
@click.argument("gold", type=_file)
@click.option("--aliases", type=_file, help="JSON: accepted forms of each canonical name.")
@click.option("--predicted", type=_file, help="Score this output instead of extracting.")
@click.option("--baseline", type=_file, help="An earlier run's --save, to compare with.")
@click.option(
    "--save",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the figures and the digests of right attributions to this file, without any text.",
)
@parser_option
@_threads
@_json
def evaluate_attributions(
    gold: Path,
    aliases: Path | None,
    predicted: Path | None,
    baseline: Path | None,
    save: Path | None,
    parser: str | None,
    threads: int,
    as_json: bool,
) -> None:
    """Score attributions against GOLD: JSON lines of id, text and attributions.

    Figures come with the interval of 95 % of resampled article sets. Attributions that GOLD marks
    as attitudes count as neither right nor wrong.
    """
    from quotes.evaluation import attributions as scores
    from quotes.evaluation.annotations import read_aliases, read_gold, read_predictions
    from quotes.evaluation.baselines import read_baseline, write_baseline
    from quotes.evaluation.reports import format_evaluation

    names, before = read_aliases(aliases), read_baseline(baseline) if baseline else None
    articles = read_gold(gold)
    predictions = (
        scores.Predictions(attributions=read_predictions(predicted))
        if predicted
        else _extract(gold, articles, parser, threads)
    )
    evaluation = scores.evaluate_attributions(articles, predictions, names, before)
    if as_json:
        print_json(evaluation)
    else:
        click.echo("\n".join(format_evaluation(evaluation)))
    if save is not None:
        write_baseline(save, evaluation.baseline)
    for quarantined in evaluation.quarantined:
        click.echo(f"quarantined {quarantined.path}: {quarantined.reason}", err=True)
    if evaluation.quarantined:
        sys.exit(QUARANTINED)


@evaluate.command("speakers")
@click.argument("gold", type=_file, nargs=-1, required=True)
@click.option("--aliases", type=_file, help="JSON: accepted forms of each canonical name.")
@click.option(
    "--annotations",
    type=_file,
    help="JSON lines of id and attributions: take these, and from GOLD only the texts. A sha256 "
    "is checked against the text.",
)
@click.option(
    "--given-spans",
    is_flag=True,
    help="Take source, cue and content from GOLD: score this step alone.",
)
@click.option(
    "--misses",
    type=click.Path(path_type=Path),
    help="Write the mistakes to this table, and keep the reasons in it.",
)
@parser_option
@_threads
@_json
def evaluate_speakers(
    gold: tuple[Path, ...],
    aliases: Path | None,
    annotations: Path | None,
    given_spans: bool,
    misses: Path | None,
    parser: str | None,
    threads: int,
    as_json: bool,
) -> None:
    """Score who speaks, in what role, to whom and through whom, against the statements in GOLD:
    JSON lines of id, text and attributions.

    Also how sure speakers are, and how often rightly so.
    """
    from quotes.evaluation import known_misses, speakers
    from quotes.evaluation.annotations import read_aliases, read_annotated, read_gold
    from quotes.evaluation.reports import format_speakers
    from quotes.parsing.parser import load_parser

    names = read_aliases(aliases)
    articles = (
        read_annotated(gold, annotations)
        if annotations
        else tuple(article for path in gold for article in read_gold(path).articles)
    )
    settings = load_settings(parser=parser, threads=threads)
    loaded = load_parser(settings.parser, settings.threads)
    report = speakers.evaluate_speakers(articles, loaded, names, given_spans=given_spans)
    if misses is not None:
        known = known_misses.read_misses(misses)
        change = known_misses.compare_misses(known, report.mistakes)
        known_misses.write_misses(misses, known, report.mistakes)
        click.echo(
            f"{misses}: {len(change.new)} new, without a reason yet; {len(change.gone)} gone",
            err=True,
        )
    if as_json:
        print_json(report)
    else:
        click.echo("\n".join(format_speakers(report)))


@evaluate.command("identities")
@click.argument("gold", type=_file)
@click.option("--aliases", type=_file, help="JSON: other forms of each canonical name.")
@_json
def evaluate_identities(gold: Path, aliases: Path | None, as_json: bool) -> None:
    """Score who is who across the articles of GOLD: JSON lines of id, text and attributions whose
    `speaker` is the same name for the same speaker in every article.
    """
    from quotes.evaluation import identities
    from quotes.evaluation.annotations import read_forms, read_gold

    report = identities.evaluate_identities(read_gold(gold).articles, read_forms(aliases))
    if as_json:
        print_json(report)
    else:
        click.echo("\n".join(identities.format_identities(report)))


@evaluate.command("variants")
@click.argument("gold", type=_file)
@click.argument("table", type=_file)
@_json
def evaluate_variants(gold: Path, table: Path, as_json: bool) -> None:
    """Score the clustering of variants of one quotation in GOLD, against TABLE.

    Also how many are found again after changes, and how fast.
    """
    from quotes.evaluation import variants
    from quotes.evaluation.annotations import read_gold

    labels = variants.read_labels(table)
    report = variants.evaluate_variants(read_gold(gold).articles, labels, (1_000, 10_000))
    if as_json:
        print_json(report)
    else:
        click.echo("\n".join(variants.format_variants(report)))


@evaluate.command("copies")
@click.argument("texts", type=_file, nargs=-1, required=True)
@_json
def evaluate_copies(texts: tuple[Path, ...], as_json: bool) -> None:
    """Score how copies of one report are found: TEXTS, JSON lines of id and text, are changed as
    outlets change them.

    Also which different texts come closest to being taken for copies.
    """
    from quotes.evaluation import copies

    lines = (line for path in texts for line in path.read_bytes().splitlines())
    records = (msgspec.json.decode(line) for line in lines)
    report = copies.evaluate_copies([(record["id"], record["text"]) for record in records])
    if as_json:
        print_json(report)
    else:
        click.echo("\n".join(copies.format_copies(report)))


@evaluate.command("other-prose")
@click.argument("treebanks", type=click.Path(path_type=Path, exists=True, file_okay=False))
@_threads
@_json
def evaluate_other_prose(treebanks: Path, threads: int, as_json: bool) -> None:
    """Print the precision of statements outside news: GUM's documents in TREEBANKS, as judged."""
    from quotes.evaluation.other_prose import evaluate_other_prose as evaluate
    from quotes.parsing.parser import load_parser

    report = evaluate(treebanks, load_parser(threads=threads))
    if as_json:
        print_json(report)
        return
    click.echo(
        f"{report.documents} documents: {report.right} of {report.right + report.wrong} judged "
        f"statements right ({report.precision:.1f} %); not judged: {report.unjudged}; judged "
        f"right and not served: {report.missed}"
    )


@evaluate.command("ablation")
@click.argument("gold", type=_file)
@_threads
def evaluate_ablation(gold: Path, threads: int) -> None:
    """Score attributions against GOLD with parts of the method left out."""
    from quotes.evaluation import ablation
    from quotes.evaluation.annotations import read_gold
    from quotes.parsing.parser import load_parser, load_tagger

    parser = load_parser(threads=threads, components=False)
    tallies = ablation.evaluate_ablation(read_gold(gold).articles, parser, load_tagger())
    click.echo("\n".join(ablation.format_ablation(tallies)))
    click.echo("\n".join(f"{name}: {what}" for name, what in ablation.ABLATIONS.items()))


def _extract(path: Path, gold: GoldFile, parser: str | None, threads: int) -> Predictions:
    from quotes.evaluation.attributions import extract_gold
    from quotes.parsing.parser import load_parser

    settings = load_settings(parser=parser, threads=threads)
    loaded = load_parser(settings.parser, settings.threads)
    return extract_gold(path, gold, loaded, max_bytes=settings.max_article_bytes)


def print_json(report: msgspec.Struct) -> None:
    """Writes the report to standard output as indented JSON."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")


@evaluate.command("gate")
@click.argument("floors", type=_file, default=Path("seeds/floors.json"))
@click.option(
    "--shared",
    type=click.Path(path_type=Path),
    envvar="ONRECORD_SHARED",
    default=Path("../shared"),
    show_default=True,
    help="Folder of the corpora that are not in the repository; left out where it is missing.",
)
@click.option(
    "--lower", is_flag=True, help="Lower floors to the figures of now; say why in the commit."
)
@parser_option
@_threads
def evaluate_gate(
    floors: Path, shared: Path, lower: bool, parser: str | None, threads: int
) -> None:
    """Score the corpora in FLOORS, raise the floors that can be raised, and end with 1 if a figure
    is below its floor.
    """
    from quotes.evaluation import gate
    from quotes.parsing.parser import load_parser

    settings = load_settings(parser=parser, threads=threads)
    loaded = load_parser(settings.parser, settings.threads)
    failed = False
    corpora = []
    for corpus in gate.read_floors(floors).corpora:
        folder = floors.parent if corpus.place == "here" else shared
        if corpus.place == "shared" and not folder.is_dir():
            click.echo(f"{corpus.name}: left out, {folder} is missing", err=True)
            corpora.append(corpus)
            continue
        evaluation = gate.measure_corpus(corpus, folder, loaded)
        click.echo(f"{corpus.name}: {evaluation.articles} articles")
        pinned = gate.has_pinned_gold(corpus, evaluation) or not corpus.sha256
        if not pinned:
            click.echo(f"{corpus.gold} has changed; --lower pins the floors to it", err=True)
        verdicts = gate.compare_with_floors(corpus, evaluation)
        for verdict in verdicts:
            floor = "none" if verdict.floor is None else f"{verdict.floor:.1f}"
            mark = "" if verdict.passes else "  below"
            click.echo(f"  {verdict.figure:22} {verdict.value:6.1f}  floor {floor:>5}{mark}")
        holds = pinned and all(verdict.passes for verdict in verdicts)
        failed |= not holds
        moves = holds or lower
        corpora.append(gate.move_floors(corpus, evaluation, lower=lower) if moves else corpus)
    gate.write_floors(floors, gate.Floors(corpora=tuple(corpora)))
    if failed and not lower:
        sys.exit(FAILED)


@evaluate.command("pages")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@_json
def evaluate_pages(folder: Path, as_json: bool) -> None:
    """Score how web pages are read on FOLDER (ground-truth.json, html/ID.html.gz), beside
    trafilatura alone.
    """
    from quotes.evaluation import pages

    report = pages.evaluate_pages(folder)
    if as_json:
        print_json(report)
        return
    for name, scores in (("onrecord", report.onrecord), ("trafilatura", report.trafilatura)):
        click.echo(
            f"{name:12} F1 {scores.f1:.4f} (precision {scores.precision:.4f}, recall "
            f"{scores.recall:.4f})  quotations kept {scores.quotations_kept:.4f} of "
            f"{scores.quotations}  paragraphs whole {scores.paragraphs_whole:.4f}  "
            f"{scores.pages_per_second:.1f} pages/s"
        )
    fields = msgspec.structs.asdict(report.fields)
    click.echo("fields found: " + "  ".join(f"{k} {v:.3f}" for k, v in fields.items()))
    right = (f"{k} {count.right} of {count.known}" for k, count in report.right.items())
    click.echo("fields right where known: " + "  ".join(right))


@evaluate.command("checks")
@click.argument("gold", type=_file)
@click.option(
    "--most", type=click.IntRange(1), default=150, show_default=True, help="Claims of a kind."
)
@click.option("--wrong", is_flag=True, help="Also print the claims whose verdict is wrong.")
@_json
def evaluate_checks(gold: Path, most: int, wrong: bool, as_json: bool) -> None:
    """Check claims made from GOLD by changing its quotations in known ways, half of them held."""
    from quotes.evaluation import checks
    from quotes.evaluation.annotations import read_gold

    report = checks.evaluate_checks(read_gold(gold).articles, most=most)
    if as_json:
        print_json(report)
        return
    click.echo("\n".join(checks.format_checks(report)))
    if wrong:
        click.echo("\n".join(report.wrong))


@evaluate.command("mutations")
@click.option(
    "--count", type=click.IntRange(1), default=1000, show_default=True, help="Files a format."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of the random damage.")
@_json
def evaluate_mutations(count: int, seed: int, as_json: bool) -> None:
    """Read damaged files of every format, and bombs; end with 1 if that shows a fault."""
    from quotes.evaluation import mutations

    report = mutations.evaluate_mutations(count, seed)
    if as_json:
        print_json(report)
    else:
        click.echo(
            f"{sum(report.files.values())} files of {len(report.files)} formats: {report.articles} "
            f"articles, {report.quarantined} quarantined, {len(report.unhandled)} kinds of "
            f"unhandled exceptions, {report.accepted_bombs} bombs accepted; at most "
            f"{report.peak_megabytes:.0f} MB, {report.seconds:.0f} s of processor time"
        )
        for kind, times in (report.unhandled | report.reported).items():
            click.echo(f"{times} times {kind}")
    if report.unhandled or report.reported or report.accepted_bombs:
        sys.exit(FAILED)


@evaluate.command("speed")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--rounds", type=click.IntRange(1), default=5, show_default=True, help="Per system.")
@click.option(
    "--growth", type=click.IntRange(0), default=0, metavar="CHARACTERS",
    help="Also time texts that grow up to this length, to show linear time.",
)  # fmt: skip
@parser_option
def evaluate_speed(paths: tuple[Path, ...], rounds: int, growth: int, parser: str | None) -> None:
    """Time all steps on the articles in PATHS (default: seeds/) on one core, beside spaCy's small
    pipeline, and print the peak memory of `onrecord extract`.
    """
    from quotes.evaluation import speed
    from quotes.parsing.parser import load_parser
    from quotes.readers import read_articles
    from quotes.records import Article

    settings = load_settings(parser=parser, threads=1)
    loaded = load_parser(settings.parser, settings.threads)
    chosen = paths or (Path("seeds"),)
    found = read_articles(chosen, max_bytes=settings.max_article_bytes)
    articles = [item for item in found if isinstance(item, Article)]
    report = speed.measure_speed(
        articles, loaded, speed.load_yardstick(), rounds=rounds, batch_words=settings.batch_words
    )
    click.echo("\n".join(speed.format_speed(report)))
    click.echo(f"peak memory of onrecord extract: {speed.measure_memory(chosen):.0f} MB")
    for line in speed.format_growth(speed.measure_growth(loaded, largest=growth)):
        click.echo(line)
