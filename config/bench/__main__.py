"""One benchmark on the servers at hand: ``python -m config.bench SUBJECT …``, called by ``manage.py bench``."""

import argparse
import json
import os
import sys
from pathlib import Path

import django
from django.core.management import call_command


def main() -> None:
    """Fill the district, measure the subjects, and write one JSON object to the file that was named."""
    arguments = _arguments()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.bench.settings"
    django.setup()
    from config.bench import subjects  # noqa: PLC0415  # its models need the settings

    call_command("migrate", verbosity=0, run_syncdb=True)
    arguments.result.write_text(json.dumps(subjects.measure(arguments, say=_say)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("subjects", nargs="+")
    for number in ("--messages", "--peer-messages", "--planned", "--repeats", "--residents"):
        parser.add_argument(number, type=int, required=True)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--result", type=Path, required=True)
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
