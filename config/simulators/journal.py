"""What came in, kept over a restart: one line of JSON for each change, the last one of an id counting."""

import json
import threading
from pathlib import Path
from typing import Any, TextIO


class Journal:
    """A file of JSON lines. Without a folder nothing is kept."""

    def __init__(self, folder: str | None, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._file: TextIO | None = None
        self.kept: list[dict[str, Any]] = []
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True, mode=0o700)
            self._open(Path(folder) / "messages.jsonl")

    def _open(self, path: Path) -> None:
        """Read the newest records, oldest first, and rewrite the file with them alone."""
        records: dict[str, dict[str, Any]] = {}
        for record in _read(path):
            records[record["id"]] = record
        self.kept = list(records.values())[-self._limit :]
        draft = path.with_suffix(".draft")
        draft.write_text("".join(json.dumps(record) + "\n" for record in self.kept), encoding="ascii")
        draft.replace(path)
        self._file = path.open("a", encoding="ascii")

    @property
    def open(self) -> bool:
        return self._file is not None

    def write(self, *records: dict[str, Any]) -> None:
        """Append ``records``, each with its ``id``."""
        if self._file is None:
            return
        with self._lock:
            self._file.writelines(json.dumps(record) + "\n" for record in records)
            self._file.flush()

    def empty(self) -> None:
        """Forget everything."""
        if self._file is not None:
            with self._lock:
                self._file.truncate(0)


def _read(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    found = []
    for line in path.read_text(encoding="ascii", errors="replace").splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            continue  # cut off when its writer was killed
        if isinstance(record, dict) and isinstance(record.get("id"), str):
            found.append(record)
    return found
