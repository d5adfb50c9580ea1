"""The pack in a project that has nothing else of this one."""

import shutil
import subprocess
import sys
from pathlib import Path

from config.catalogues import compile_all
from tests.architecture.sources import ROOT

PROJECT = """
import sys
from django.conf import settings
from django.urls import include, path

settings.configure(
    SECRET_KEY="x" * 50,
    ALLOWED_HOSTS=["testserver"],
    INSTALLED_APPS=["django.contrib.staticfiles", "crispy_forms", "crispy_krds"],
    CRISPY_ALLOWED_TEMPLATE_PACKS="krds",
    CRISPY_TEMPLATE_PACK="krds",
    LANGUAGE_CODE="ko",
    STATIC_URL="static/",
    ROOT_URLCONF=__name__,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
)
import django
django.setup()
urlpatterns = [path("forms/", include("crispy_krds.urls"))]

from django.core.management import call_command
from django.test import Client
call_command("check", fail_level="WARNING")
for address in ("/forms/", "/forms/layout/"):
    answer = Client().get(address)
    assert answer.status_code == 200, answer.status_code
    text = answer.content.decode()
    assert "전문 보기" in text or "대화 상자" in text, "no Korean"
from django.contrib.staticfiles import finders
files = ("crispy_krds.css", "layout.css", "tables.css", "crispy_krds.js")
assert all(finders.find("crispy_krds/" + name) for name in files)
assert not [name for name in sys.modules if name.split(".")[0] in ("config", "accounts", "residents")]
"""


def test_another_project_draws_the_gallery_with_the_pack_alone(tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "crispy_krds", tmp_path / "crispy_krds", ignore=shutil.ignore_patterns("__pycache__", "*.mo")
    )
    compile_all(tmp_path / "crispy_krds/locale")
    (tmp_path / "project.py").write_text(PROJECT)
    done = subprocess.run(
        [sys.executable, "project.py"], cwd=tmp_path, env={"PATH": ""}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
