"""Pictures and files: judged by what they hold, made harmless, given out under addresses that nobody guesses."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from campaigns.compose import inspecting, uploads
from campaigns.compose.inspecting import Refused
from campaigns.models import FileToTake, Picture
from campaigns.writing import pictures_without_words
from tests.people import officer

pytestmark = pytest.mark.django_db

LIMITS = {"megapixels": 50, "pixels": 1200}


def drawn(kind: str, mode: str = "RGB", **how: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (1600, 400), "red").save(out, kind, **how)
    return out.getvalue()


def archive(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", "/"), text)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_is_made_anew_and_not_wider_than_a_mail_needs(kind: str) -> None:
    facts, made = inspecting.picture(drawn(kind), **LIMITS)
    assert (facts["width"], facts["height"]) == (1200, 300)
    assert Image.open(io.BytesIO(made)).format in ("JPEG", "PNG")


def test_where_a_picture_was_taken_is_removed() -> None:
    exif = Image.Exif()
    exif[0x010E] = "위치 37.5"
    _facts, made = inspecting.picture(drawn("JPEG", exif=exif.tobytes()), **LIMITS)
    assert not dict(Image.open(io.BytesIO(made)).getexif())


@pytest.mark.parametrize("data", [b"<html><script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ\x90", b""])
def test_what_is_no_picture_and_no_file_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        inspecting.picture(data, **LIMITS)
    with pytest.raises(Refused):
        inspecting.file(data)


def test_office_files_are_known_by_what_is_in_them() -> None:
    assert inspecting.file(archive(mimetype="application/hwp+zip", Contents__section0="x")) == "HWPX"
    assert inspecting.file(archive(**{"[Content_Types].xml": "x", "word__document.xml": "x"})) == "DOCX"
    with pytest.raises(Refused, match="unknown"):
        inspecting.file(archive(anything="x"))
    with pytest.raises(Refused, match="macros"):
        inspecting.file(archive(**{"[Content_Types].xml": "x", "word__vbaProject.bin": "x"}))


def test_a_registration_number_in_a_file_is_found_also_between_runs() -> None:
    text = "<w:t>900101-</w:t><w:t>1234567</w:t>"
    with pytest.raises(Refused, match="rrn"):
        inspecting.file(archive(**{"[Content_Types].xml": "x", "word__document.xml": text}))


def test_a_picture_without_words_is_not_taken_and_one_with_them_is_public(client: Client) -> None:
    client.force_login(officer())
    given = {"what": "picture", "file": SimpleUploadedFile("a.png", drawn("PNG"))}
    assert client.post("/staff/campaigns/library", given | {"words": ""}).status_code == 422
    assert not Picture.objects.exists()
    given["file"] = SimpleUploadedFile("a.png", drawn("PNG"))
    page = client.post("/staff/campaigns/library", given | {"words": "포스터: 차 강좌"}).content.decode()
    picture = Picture.objects.get()
    assert f"![포스터: 차 강좌]({uploads.picture_address(picture)})" in page
    assert f"![포스터: 차 강좌](/pictures/{picture.key})" == uploads.picture_markup(picture)  # in full when it goes out
    assert pictures_without_words(uploads.picture_markup(picture)) == []
    answer = Client().get(f"/pictures/{picture.key}")
    assert answer["Cache-Control"].startswith("public, max-age=31536000")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Client().get("/pictures/no-such-picture").status_code == 404


def test_a_file_is_given_out_to_be_kept_and_never_opened_on_our_site(client: Client) -> None:
    client.force_login(officer())
    data = archive(mimetype="application/hwp+zip", Contents__section0="x")
    client.post("/staff/campaigns/library", {"what": "file", "take-file": SimpleUploadedFile("신청서.exe", data)})
    file = FileToTake.objects.get()
    assert (file.name, file.kind) == ("신청서.hwpx", "HWPX")
    answer = Client().get(f"/files/{file.key}")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "(HWPX, 1 KB)" in uploads.file_markup(file)
