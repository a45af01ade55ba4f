"""`python -m tests.bench [NAME…]`: runs every `tests/bench/bench_*.py`, or those whose names are given."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main() -> None:
    """Run the benchmarks one after the other; each prints its own table."""
    wanted = sys.argv[1:]
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        if not wanted or path.stem.removeprefix("bench_") in wanted:
            print(f"\n== {path.stem.removeprefix('bench_')}", flush=True)
            importlib.import_module(f"tests.bench.{path.stem}").main()


if __name__ == "__main__":
    main()
