"""What it costs to start the service, and what it takes while nobody asks: processor time until
`/health/ready` answers, and memory, of which processes share a part.

    PYTHONPATH=. python bench/load/starting.py --workers 4
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from processes import find_children, serve_ours

from quotes.store import migrate


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench/load/starting.py")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/onrecord.db"
        migrate(url)
        with serve_ours("SQLite", url, workers=options.workers) as server:
            print(f"ready after {server.read_seconds():.2f} s of processor time")
            time.sleep(5)
            print("process | MB in memory | of which its own | proportional share")
            for pid in (server.process.pid, *find_children(server.process.pid)):
                sizes = _read_sizes(pid)
                own = sizes["Private_Clean"] + sizes["Private_Dirty"]
                print(f"{pid} | {sizes['Rss']:.0f} | {own:.0f} | {sizes['Pss']:.0f}")


def _read_sizes(pid: int) -> dict[str, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    fields = (line.split() for line in lines)
    return {name.rstrip(":"): int(kilobytes) / 1024 for name, kilobytes, *_ in fields}


if __name__ == "__main__":
    main(sys.argv[1:])
