"""`onrecord check`: whether somebody said it."""

from __future__ import annotations

import rich_click as click

from quotes.cli.options import data_dir_option
from quotes.escaping import escape_controls
from quotes.settings import load_settings


@click.command()
@click.argument("text")
@click.option("--speaker", help="Whose words they are said to be; else whom TEXT names.")
@click.option("--date", help="When it is said to have been said, as YYYY-MM-DD.")
@click.option("--outlet", help="Who is said to have printed it.")
@click.option("--limit", type=click.IntRange(1, 20), default=3, show_default=True, help="Matches.")
@data_dir_option
def check(
    text: str,
    speaker: str | None,
    date: str | None,
    outlet: str | None,
    limit: int,
    data_dir: str | None,
) -> None:
    """Compare a claimed quotation with what is stored: TEXT as it was pasted, with or without marks
    and who said it.
    """
    from quotes.checking import Hints, describe_result, read_claim
    from quotes.store import open_store

    with open_store(load_settings(data_dir=data_dir).database_url) as store:
        claim = read_claim(text, speaker)
        checked = store.quotes.check(claim, Hints(date, outlet), limit=limit)
        holdings = store.read_holdings()
    result = checked.result
    _print(f"{result.verdict} ({result.probability:.0%}): {describe_result(result, holdings)}")
    for match in result.matches:
        _print("")
        who = match.attribution.speaker or "speaker not named"
        printed = ", ".join(filter(None, (match.outlet, match.published)))
        _print(f"{match.wording}, {match.likeness:.0%} alike: {who}; {printed}")
        _print(f"  {match.text}")
        for change in match.changes:
            here = change.here.slice(result.text) if change.here else "nothing"
            there = change.there.slice(match.text) if change.there else "nothing"
            _print(f"  {change.kind}: claimed “{here}”, printed “{there}”")
        if match.context.kind == "dropped":
            _print(f"  context: {match.context.turn} {match.context.words or ''}")


def _print(line: str) -> None:
    click.echo(escape_controls(" ".join(line.split()) if not line.startswith("  ") else line))
