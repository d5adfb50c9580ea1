"""``python -m config.embedded start|stop|status``: the embedded servers without Django."""

import argparse
import sys

from config.embedded import EmbeddedError, command
from config.environment import read_env_file


def main() -> int:
    read_env_file()
    parser = argparse.ArgumentParser(prog="python -m config.embedded")
    command.add_arguments(parser)
    given = parser.parse_args()
    try:
        return command.run(given.action, as_json=given.json, write=_say)
    except EmbeddedError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
