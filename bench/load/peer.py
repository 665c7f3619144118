"""Datasette over an immutable file that was inspected before, which is its fastest form.

Run by the interpreter of Datasette's own environment: peer.py FILE INSPECTED PORT
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import uvicorn
from datasette.app import Datasette

file, inspected, port = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
service = Datasette(
    files=[],
    immutables=[file],
    inspect_data=json.loads(inspected.read_text()),
    settings={
        "max_csv_mb": 0,
        "sql_time_limit_ms": 10_000,
        "suggest_facets": False,
        "allow_facet": False,
        "cache_size_kb": 200_000,
        "default_cache_ttl": 0,
    },
)
uvicorn.run(
    service.app(), host="127.0.0.1", port=port, loop="uvloop", http="httptools", access_log=False
)
