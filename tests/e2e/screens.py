"""Take a picture of every page that the browser tests look at, on a phone and at a desk, into ``docs/screens``.

``python -m tests.e2e.screens`` runs those tests, keeps what they look at in ``var/screens``, and writes each page once:
as a small PNG of a few colours, and on the index ``docs/screens/README.md``.
``--keep`` takes the pictures that are there.
"""

import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

from config.environment import ROOT
from tests.e2e.browser import DESK, PHONE, SCREENS

FOLDER = ROOT / "docs" / "screens"
KEPT = ("batch.png", "deliveries.png", "letter.png")  # of the README
# A page that several walks come by is shown as the first of these saw it; what has no such beginning comes before them.
WALKS = ("child-", "no-js-", "keys-")
COLOURS, LONGEST, DESK_SHOWN = 20, 2400, 760
# What looks as the page itself does, and is not shown again.
ALIKE = ("-en", "-without-javascript")
ENGLISH = ("front-en", "guide-en", "letter-en")
WINDOWS = {PHONE: "phone", DESK: "desk"}
GROUPS = {
    "For everybody": ("front", "guide", "login", "sign-in", "check", "door", "letter", "not-", "unsubscribe", "front"),
    "Enrolling": ("enrol",),
    "My page": ("my",),
    "Audiences": ("audiences",),
    "Campaigns": ("campaign",),
    "Events, for the office": ("desk",),
    "Conversations, surveys and proposals, for the office": (
        "conversations", "survey-draft", "survey-edit", "survey-open", "survey-results", "surveys",
        "proposal-desk", "proposals-desk", "outcome-desk",
    ),
    "Results": ("results",),
    "Events, surveys, proposals and links": (
        "certificate", "digest", "event", "link", "lot", "outcome", "proposal", "survey", "what-is-counted",
    ),
    "At the counter": ("counter", "proof"),
    "The paper desk": ("paper",),
    "Contact repair": ("repair",),
    "Enrolments from a file": ("imports",),
    "The enrolment rate": ("cockpit",),
    "People and rights, the access log": ("access", "menu", "password", "people", "person", "roles", "starting"),
    "For the office": ("",),
}  # fmt: skip


def take() -> None:
    """Run the browser tests with pictures."""
    for old in SCREENS.glob("*"):
        old.unlink()
    command = [sys.executable, "-m", "pytest", "-q", "--numprocesses", "2", "tests/e2e"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "SOTONG_SCREENS": "1"}, check=True)


def chosen() -> dict[str, str]:
    """Return each page's own name, and the name under which its picture was kept."""
    pages: dict[str, str] = {}
    kept = sorted(file.stem for file in SCREENS.glob("*.title"))
    for walk in ("", *WALKS):
        for name in kept:
            alike = name.endswith(ALIKE) and name not in ENGLISH
            if not alike and name.startswith(walk) and (walk or not name.startswith(WALKS)):
                pages.setdefault(name.removeprefix(walk).removesuffix("-ko"), name)
    return dict(sorted(pages.items()))


def shrink(picture: Path, target: Path) -> None:
    """Write a picture small: of a few colours, and no longer than one can scroll through."""
    with Image.open(picture) as whole:
        shown = whole.convert("RGB")
    if shown.width > DESK_SHOWN:
        shown = shown.resize((DESK_SHOWN, shown.height * DESK_SHOWN // shown.width), Image.Resampling.LANCZOS)
    shown = shown.crop((0, 0, shown.width, min(shown.height, LONGEST)))
    shown.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)


def write() -> None:
    """Write the pictures and their index anew."""
    for old in FOLDER.glob("*.png"):
        if old.name not in KEPT:
            old.unlink()
    groups: dict[str, list[str]] = {group: [] for group in GROUPS}
    for page, name in chosen().items():
        cells = []
        for width, window in WINDOWS.items():
            picture = SCREENS / f"{name}-{width}.png"
            if picture.is_file():
                shrink(picture, FOLDER / f"{page}-{window}.png")
                cells.append(
                    f'<img src="{page}-{window}.png" alt="{page}, {window}" width="{180 if width == PHONE else 450}">'
                )
            else:
                cells.append("")
        title = (SCREENS / f"{name}.title").read_text()
        group = next(group for group, beginnings in GROUPS.items() if page.startswith(beginnings))
        groups[group].append(f"| {title}<br>`{page}` | {cells[0]} | {cells[1]} |")
    lines = ["# Every page, on a phone and at a desk", "", "Written by `python -m tests.e2e.screens`; not by hand.", ""]
    for group, rows in groups.items():
        lines += [f"## {group}", "", "| page | phone | desk |", "|---|---|---|", *rows, ""]
    (FOLDER / "README.md").write_text("\n".join(lines))


if __name__ == "__main__":
    if "--keep" not in sys.argv:
        take()
    write()
    size = sum(file.stat().st_size for file in FOLDER.glob("*"))
    print(f"{FOLDER}: {len(list(FOLDER.glob('*.png')))} pictures, {size / 1e6:.1f} MB")  # noqa: T201  # a command's word
