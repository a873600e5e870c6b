"""Run every measurement: ``python -m tests.bench.run [name ...]``.

Finds the modules ``bench_*.py`` beside this one, calls `run()` of each (or of the named ones, such
as ``scoring``), and prints one table. Beside each budget stands whether it is met.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from tests.bench.result import Result


def modules(wanted: list[str]) -> list[str]:
    """Names of the measuring modules, without ``bench_``; all of them where none is named."""
    found = sorted(
        path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py")
    )
    unknown = sorted(set(wanted) - set(found))
    if unknown:
        raise SystemExit(f"no such measurement: {', '.join(unknown)}; there are {', '.join(found)}")
    return wanted or found


def table(results: list[Result]) -> str:
    """The results as lines of aligned columns."""
    width = max(len(result.name) for result in results)
    budgets = ["; ".join(map(str, result.budget)) for result in results]
    wide = max(len("budget"), *map(len, budgets))
    lines = [f"{'measured':<{width}}  {'seconds':>11}  {'ratio':>10}  {'budget':<{wide}}  note"]
    lines += [
        f"{r.name:<{width}}  {r.seconds:>11.6f}  {r.ratio:>10.4g}  {b:<{wide}}  {r.note}".rstrip()
        for r, b in zip(results, budgets, strict=True)
    ]
    return "\n".join(lines)


def main(wanted: list[str]) -> None:
    results = [
        result
        for name in modules(wanted)
        for result in import_module(f"tests.bench.bench_{name}").run()
    ]
    sys.stdout.write(table(results) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
