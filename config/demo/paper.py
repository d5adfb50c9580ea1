"""A tong chief's box for the sample district: the printed form, filled in by fictional people, scanned."""

import io
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import override
from PIL import Image, ImageDraw, ImageFont

from accounts.models import Dong, User
from config.demo.district import Person
from residents import pdf
from residents.models import PaperBundle
from residents.paper_desk import bundles, scans
from residents.paper_form import TEMPLATE, form_values

TONG, CHIEF = 7, "나통장"
_DOTS = 150  # an inch; the places below are pixels of that
_INK = (25, 45, 120)
_PLACES = {
    "name": (290, 418), "year": (782, 418), "month": (938, 418), "day": (1062, 418),
    "dong": (290, 565), "tong": (880, 565), "address": (290, 638), "mobile": (290, 742), "domain": (740, 815),
}  # fmt: skip
_SEX = {"남": (287, 517), "여": (382, 517)}
_TICKS = ((786, 517), (938, 1064), (1080, 1064))  # head of the household; local tax by SMS and by email
_AGREED, _REFUSED = ((746, 152),), ((926, 341), (926, 565), (926, 758))


def bring_box(people: Sequence[Person], *, dong: str, by: User) -> PaperBundle:
    """Count a bundle of these people's forms in, with its scans."""
    bundle = bundles.open_bundle(
        dong=Dong.objects.get(pk=dong),
        tong=TONG,
        tong_chief=CHIEF,
        received_on=timezone.localdate() - timedelta(days=1),
        counted_in=len(people),
        pages_per_form=2,
        by=by,
    )
    scans.add(bundle, _scanned(people), by=by)
    return bundle


def _scanned(people: Sequence[Person]) -> Iterator[io.BytesIO]:
    """Yield the pages of all forms as one PDF."""
    with override("ko"):
        empty = [
            Image.open(io.BytesIO(page)).convert("RGB")
            for page in pdf.pictures(TEMPLATE, form_values("ko"), dots=_DOTS)
        ]
    pages = [page for person in people for page in _filled(person, empty)]
    file = io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=_DOTS)
    file.seek(0)
    yield file


def _filled(person: Person, empty: Sequence[Image.Image]) -> list[Image.Image]:
    pen = ImageFont.truetype(str(pdf.FONTS / "PretendardGOV-Light.ttf"), 34)
    front, back = (page.copy() for page in empty)
    draw = ImageDraw.Draw(front)
    local, _, domain = person.email.partition("@")
    born = person.birth_date
    said = {
        "name": person.name, "year": born.year, "month": born.month, "day": born.day, "dong": person.dong,
        "tong": TONG, "address": person.address.removeprefix("서울특별시 성동구 "), "mobile": person.mobile,
        "domain": domain,
    }  # fmt: skip
    for field, place in _PLACES.items():
        draw.text(place, str(said[field]), fill=_INK, font=pen)
    draw.text((678, 815), local, fill=_INK, font=pen, anchor="ra")
    for place in (_SEX[person.sex], *_TICKS):
        _tick(draw, place)
    draw, signed_on = ImageDraw.Draw(back), timezone.localdate() - timedelta(days=4)
    for place in (*_AGREED, *_REFUSED):
        _tick(draw, place)
    draw.text((250, 1012), person.name, fill=_INK, font=pen)
    draw.text((605, 1006), person.name, fill=_INK, font=pen.font_variant(size=44))
    for at, number in zip((885, 1000, 1085), (signed_on.year, signed_on.month, signed_on.day), strict=True):
        draw.text((at, 1015), str(number), fill=_INK, font=pen.font_variant(size=28))
    draw.text((300, 1562), CHIEF, fill=_INK, font=pen)
    return [front, back]


def _tick(draw: ImageDraw.ImageDraw, place: tuple[int, int]) -> None:
    x, y = place
    draw.line([(x - 12, y - 4), (x - 2, y + 10), (x + 18, y - 20)], fill=_INK, width=5)
