"""The small font of the site's own letters."""

from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from config import site_font
from config.site_font import FONT, STYLES, SiteFontFinder, letters, make, ranges


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("font")
    make(made)
    return made


def test_all_letters_of_our_words_are_in_it_and_it_stays_small(folder: Path) -> None:
    has = TTFont(folder / FONT).getBestCmap()
    assert {letter for letter in letters(Path(settings.BASE_DIR)) if "가" <= letter <= "힣"} <= set(map(chr, has))
    assert set("소통 신청 0-9 A-z") <= set(map(chr, has))
    assert (folder / FONT).stat().st_size < 110_000


def test_all_weights_that_we_use_are_in_it(folder: Path) -> None:
    (axis,) = TTFont(folder / FONT)["fvar"].axes
    assert (axis.axisTag, axis.minValue, axis.maxValue) == ("wght", *site_font.WEIGHTS)


def test_the_stylesheet_names_the_letters_that_the_font_has(folder: Path) -> None:
    styles = (folder / STYLES).read_text()
    assert f'url("{FONT}")' in styles
    package = (site_font.SOURCE.parents[2] / "web/variable/pretendardvariable-gov-dynamic-subset.css").read_text()
    assert "font-weight: 45 920" in styles and "font-weight: 45 920" in package  # else it would be another face
    assert ranges("".join(map(chr, sorted(TTFont(folder / FONT).getBestCmap())))) in styles


def test_it_is_made_once_and_again_when_our_words_change(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (folder / FONT).stat().st_mtime_ns
    make(folder)
    assert (folder / FONT).stat().st_mtime_ns == before
    monkeypatch.setattr(site_font, "letters", lambda root: "소통")
    make(folder)
    assert len(TTFont(folder / FONT).getBestCmap()) == 2


def test_letters_in_a_row_are_one_range() -> None:
    assert ranges("ABC가각힣") == "U+41-43, U+AC00-AC01, U+D7A3"


def test_only_its_two_files_are_found(tmp_path: Path, settings) -> None:
    settings.SOTONG_DATA = tmp_path
    finder = SiteFontFinder()
    assert finder.find("site-font/made-of") == []
    assert finder.find("elsewhere/letters.css") == []
    assert Path(finder.find(f"site-font/{FONT}")).is_file()
    assert [name for name, _ in finder.list([])] == [STYLES, FONT]
