"""Serve from ``node_modules`` the few files that pages need, each package under a prefix of its own.

Named are the entry files; the stylesheets among them say what else belongs to them (``url(…)``, ``@import``,
source map), and just that is served. So a manifest storage finds every reference, and nothing else is copied.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage

CheckMessages = list[CheckMessage]
_REFERENCE = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']|sourceMappingURL=(\S+)""")


@dataclass(frozen=True)
class Package:
    """Part of an npm package: its folder below ``node_modules`` and the files to start from."""

    prefix: str
    folder: str
    entries: tuple[str, ...]


PACKAGES = (
    Package("krds", "krds-uiux/resources", ("css/component/output.css",)),
    Package("pretendard-gov", "pretendard-gov/dist/web/variable", ("pretendardvariable-gov-dynamic-subset.css",)),
    Package("htmx", "htmx.org/dist", ("htmx.min.js",)),
)


def referenced(folder: Path, entry: str) -> Iterator[str]:
    """Yield what the stylesheet ``entry`` refers to, as paths below ``folder``, but no remote or data URL."""
    for match in _REFERENCE.finditer((folder / entry).read_text(encoding="utf-8")):
        url = next(group for group in match.groups() if group)
        if ":" not in url and not url.startswith(("/", "#")):
            target = PurePosixPath(entry).parent / url.partition("?")[0].partition("#")[0]
            yield PurePosixPath(os.path.normpath(target)).as_posix()


def closure(folder: Path, entries: Iterable[str]) -> frozenset[str]:
    """Return the entries and all they lead to that exists below ``folder``."""
    found: set[str] = set()
    waiting = list(entries)
    while waiting:
        name = waiting.pop()
        if name in found or name.startswith("..") or not (folder / name).is_file():
            continue
        found.add(name)
        if name.endswith(".css"):
            waiting.extend(referenced(folder, name))
    return frozenset(found)


class PackageStorage(FileSystemStorage):
    """One package's folder, and the names in it that may be served."""

    def __init__(self, package: Package, modules: Path) -> None:
        self.package = package
        self.prefix = package.prefix
        self.folder = modules / package.folder
        super().__init__(location=self.folder)

    @cached_property
    def names(self) -> frozenset[str]:
        return closure(self.folder, self.package.entries)


class NpmFinder(BaseFinder):
    """Static files finder over ``PACKAGES`` in ``BASE_DIR/node_modules``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        modules = Path(settings.BASE_DIR) / "node_modules"
        self.storages = {package.prefix: PackageStorage(package, modules) for package in PACKAGES}
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> CheckMessages:
        """Say which package is not installed."""
        return [
            Error(
                f"{storage.package.folder}/{entry} is missing from node_modules.",
                hint="Install the front-end packages: npm ci",
                id="sotong.E001",
            )
            for storage in self.storages.values()
            for entry in storage.package.entries
            if not (storage.folder / entry).is_file()
        ]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        prefix, _, name = path.replace(os.sep, "/").partition("/")
        storage = self.storages.get(prefix)
        found = [storage.path(name)] if storage and name in storage.names else []
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        patterns = [*(ignore_patterns or ())]
        for storage in self.storages.values():
            for name in sorted(storage.names):
                if not matches_patterns(name, patterns):
                    yield name, storage
