"""`python -m quotes.cli` is `onrecord`."""

from quotes.cli.main import main

main()
