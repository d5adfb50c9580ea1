"""Enrolling from a file: does memory stay flat from 4,600 rows to 46,000, and what do pages cost beside the command.

Each part runs in a process of its own, so that the peak of its memory is its own:
``python -m config.bench.importing PART FILE|NUMBER`` prints one JSON object.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from config.bench.options import Options

SMALL, LARGE = 4_600, 46_000
DONGS = ("왕십리도선동", "마장동", "송정동", "용답동", "금호1가동")
TITLES = (
    "접수번호", "접수일", "접수경로", "접수자", "성명", "생년월일", "성별", "행정동", "통", "반", "주소", "세대주여부",
    "휴대전화", "휴대전화확인일", "이메일", "지방세", "민방위", "행사소식", "관심분야", "수집이용동의",
    "홍보동의", "서명",
)  # fmt: skip


def measure(_batch: object, options: Options, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Read, rehearse, enrol and undo a small and a large file, and enrol them by the command; return the ratios."""
    runs: dict[int, list[dict[str, Any]]] = {SMALL: [], LARGE: []}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(options.repeats):
            for rows, found in runs.items():
                found.append(_round(_file(Path(folder), rows)))
                say(f"import {rows:,}: " + ", ".join(f"{part} {one['seconds']} s" for part, one in found[-1].items()))
    large, small = runs[LARGE], runs[SMALL]
    return {
        "run_memory_ratio": round(_median(large, "run", "mib") / _median(small, "run", "mib"), 3),
        "run_mib": _median(large, "run", "mib"),
        "read_memory_ratio": round(_median(large, "stage", "mib") / _median(small, "stage", "mib"), 3),
        "run_vs_command": round(_median(large, "command", "seconds") / _median(large, "run", "seconds"), 3),
        "rehearsal_vs_command": round(_median(large, "command", "seconds") / _median(large, "check", "seconds"), 3),
        "undo_vs_run": round(_median(large, "run", "seconds") / _median(large, "undo", "seconds"), 3),
        "read_seconds": _median(large, "stage", "seconds"),
        "run_rows_per_second": round(LARGE / _median(large, "run", "seconds")),
        "_runs": {str(rows): found for rows, found in runs.items()},
    }


def _round(file: Path) -> dict[str, dict[str, Any]]:
    """Enrol the file by the command, and then from the page, each in an empty district."""
    _part("empty")
    found = {"command": _part("command", file)}
    _part("empty")
    found["stage"] = _part("stage", file)
    for part in ("check", "run", "undo"):
        found[part] = _part(part)
    return found


def _part(*arguments: object) -> dict[str, Any]:
    command = [sys.executable, "-m", "config.bench.importing", *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _median(runs: Sequence[dict[str, Any]], part: str, figure: str) -> float:
    return float(statistics.median(run[part][figure] for run in runs))


def _file(folder: Path, rows: int) -> Path:
    """Write forms of ``rows`` people as xlsx; one in a hundred lacks its signature."""
    path = folder / f"forms-{rows}.xlsx"
    if not path.exists():
        book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, TITLES)
        for number in range(rows):
            sheet.write_row(number + 1, 0, _form(number))
        book.close()
    return path


def _form(n: int) -> tuple[Any, ...]:
    return (
        f"2026-{n:06d}", "2026-09-01", "통장", "왕통장", f"김{chr(0xAC00 + n % 11_000)}",
        f"19{50 + n % 50}-0{1 + n % 9}-1{n % 10}", "남", DONGS[n % 5], n % 30 + 1, n % 9 + 1,
        f"서울특별시 성동구 마장로 {n % 900 + 1}, {100 + n % 20}동 {n % 30 + 1}03호", "Y" if n % 2 else "N",
        f"010-{1000 + n // 10_000:04d}-{n % 10_000:04d}", "2026-09-01", f"r{n}@example.com", "이메일+문자",
        "문자" if n % 4 == 0 else "", "문자", "도서관;체육", "Y", "N" if n % 2 else "Y", "Y" if n % 100 else "N",
    )  # fmt: skip


def _main(part: str, *rest: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.bench.settings"
    import django  # noqa: PLC0415  # it may be loaded only after the settings are named

    django.setup()
    from config.bench import import_parts  # noqa: PLC0415  # its models load only when Django is set up

    begun = time.monotonic()
    getattr(import_parts, part)(*rest)
    seconds = round(time.monotonic() - begun, 2)
    sys.stdout.write(json.dumps({"seconds": seconds, "mib": _peak_mib()}))


def _peak_mib() -> float:
    """Return the most memory this process ever had; getrusage would count what its parent had before it."""
    status = Path("/proc/self/status").read_text()
    (peak,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return round(int(peak) / 1024, 1)


if __name__ == "__main__":
    _main(*sys.argv[1:])
