"""A tong chief's box: bundles, filled-in forms and their scans, all of fictional people."""

import io
from datetime import date
from typing import Any

from PIL import Image, ImageDraw

from accounts.models import Dong, User
from residents.models import PaperBundle, PaperForm
from residents.paper_desk import bundles
from tests.people import MAJANG

RECEIVED = date(2026, 11, 20)
TYPED = {
    "name": "홍길동",
    "birth_date": "19800131",
    "sex": "M",
    "head": "on",
    "dong": MAJANG,
    "tong": "3",
    "ban": "2",
    "address": "마장로 209, 118동 303호",
    "mobile": "12345678",
    "email": "hong@example.com",
    "wanted": ["local_tax:sms", "local_tax:email"],
    "consents": ["collection_use"],
    "signed": "on",
    "dated": "20261118",
}


def bundle(by: User, *, count: int = 3, dong: str = MAJANG, pages_per_form: int = 1, **more: Any) -> PaperBundle:
    return bundles.open_bundle(
        dong=Dong.objects.get(pk=dong),
        tong=3,
        tong_chief="이통장",
        received_on=RECEIVED,
        counted_in=count,
        pages_per_form=pages_per_form,
        by=by,
        **more,
    )


def form_of(found: PaperBundle, number: int = 1) -> PaperForm:
    return PaperForm.objects.get(bundle=found, number=number)


def picture(words: str = "1", *, kind: str = "PNG", size: tuple[int, int] = (400, 560)) -> io.BytesIO:
    """A scanned page with these words."""
    page = Image.new("L", size, 255)
    ImageDraw.Draw(page).text((20, 20), words, fill=0)
    file = io.BytesIO()
    page.save(file, kind)
    file.seek(0)
    return file


def pdf(pages: int = 2) -> io.BytesIO:
    images = [Image.new("L", (210, 297), 255 - at) for at in range(pages)]
    file = io.BytesIO()
    images[0].save(file, "PDF", save_all=True, append_images=images[1:])
    file.seek(0)
    return file
