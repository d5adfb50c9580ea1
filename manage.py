#!/usr/bin/env python
"""Django's command-line utility; starts the embedded servers when no others are named."""

import os
import sys

# These look at files only, so they need no server.
WITHOUT_SERVERS = {
    "embedded",
    "demo",
    "bench",
    "collectstatic",
    "compilemessages",
    "makemessages",
    "check",
    "dkim_record",
    "help",
    "version",
}
# These work on tables at once: in the embedded database, which is nobody else's, they are made or brought up to date.
ON_TABLES = {"import_residents", "send_notices", "add_user"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command == "demo":
        from config.demo.keys import keep_demo_keys

        keep_demo_keys()
    from django.core.management import execute_from_command_line

    if command not in WITHOUT_SERVERS and "--help" not in sys.argv:
        from config.environment import start_missing_servers

        start_missing_servers()
        if command in ON_TABLES and not os.environ.get("DATABASE_URL"):
            execute_from_command_line([sys.argv[0], "migrate", "--verbosity", "0"])
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
