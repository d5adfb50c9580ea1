"""The finder over the npm packages."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile

from config.npm_static import NpmFinder, Package, PackageStorage, closure, referenced


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "css/a.css": '@import "../token/t.css"; i{mask:url(../img/x.svg?v=1#y) url("https://elsewhere.example/r.svg")}'
        "b{background:url(data:image/png;base64,AA) url(../img/gone.svg) url(/abs.png)}"
        "\n/*# sourceMappingURL=a.css.map */",
        "css/a.css.map": "{}",
        "token/t.css": "@import url(../css/a.css);",
        "img/x.svg": "<svg/>",
        "img/never.svg": "<svg/>",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_stylesheet_names_what_belongs_to_it(folder: Path) -> None:
    assert list(referenced(folder, "css/a.css")) == ["token/t.css", "img/x.svg", "img/gone.svg", "css/a.css.map"]


def test_only_what_the_entries_lead_to_is_served(folder: Path) -> None:
    assert closure(folder, ["css/a.css"]) == {"css/a.css", "css/a.css.map", "token/t.css", "img/x.svg"}


def test_nothing_outside_the_folder_is_served(folder: Path) -> None:
    (folder / "css" / "a.css").write_text("i{mask:url(../../secret.svg)}")
    (folder.parent / "secret.svg").write_text("<svg/>")
    assert closure(folder, ["css/a.css"]) == {"css/a.css"}


@pytest.mark.parametrize(
    "path",
    [
        "krds/css/component/output.css",
        "krds/css/token/krds_tokens.css",
        "pretendard-gov/pretendardvariable-gov-dynamic-subset.css",
        "htmx/htmx.min.js",
    ],
)
def test_the_pages_files_are_found(path: str) -> None:
    assert Path(NpmFinder().find(path)).is_file()


@pytest.mark.parametrize(
    "path",
    ["krds/css/component/component.css", "krds/../package.json", "htmx/htmx.js", "axe-core/axe.min.js", "krds", ""],
)
def test_nothing_else_of_the_packages_is_found(path: str) -> None:
    assert NpmFinder().find(path) == []
    assert NpmFinder().find(path, find_all=True) == []


def test_fonts_come_as_small_pieces_only() -> None:
    names = [name for name, storage in NpmFinder().list([]) if getattr(storage, "prefix", "") == "pretendard-gov"]
    fonts = [name for name in names if name.endswith(".woff2")]
    assert len(fonts) > 90
    assert all(re.search(r"\.subset\.\d+\.woff2$", name) for name in fonts)


def test_files_can_be_left_out_by_pattern() -> None:
    assert not [name for name, _ in NpmFinder().list(["*.svg", "*.css"]) if name.endswith((".svg", ".css"))]


def test_every_reference_stands_in_the_manifest(tmp_path: Path) -> None:
    storage = ManifestStaticFilesStorage(location=tmp_path)
    paths = {}
    for name, source in NpmFinder().list(["*.woff2"]):
        target = f"{source.prefix}/{name}"  # type: ignore[attr-defined]
        if target.startswith("krds/"):
            storage.save(target, ContentFile(source.open(name).read()))
            paths[target] = (storage, target)
    problems = [result for _, _, result in storage.post_process(paths) if isinstance(result, Exception)]
    assert problems == []
    assert storage.stored_name("krds/css/component/output.css") != "krds/css/component/output.css"


def test_a_missing_package_is_said_with_its_remedy(tmp_path: Path) -> None:
    finder = NpmFinder()
    assert finder.check() == []
    finder.storages = {"x": PackageStorage(Package("x", "x/dist", ("x.css",)), tmp_path)}
    (error,) = finder.check()
    assert "x/dist/x.css" in error.msg
    assert error.hint is not None and "npm ci" in error.hint
