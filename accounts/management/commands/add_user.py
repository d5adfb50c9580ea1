"""``manage.py add_user USERNAME --name … --department … --role …``: an account for somebody at the office."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import AccountChange, Dong, Role, User
from accounts.roles import grant


class Command(BaseCommand):
    help = "Make an account for somebody at the office, with their roles; asks for the password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="the person's name, as pages show it")
        parser.add_argument("--department", default="", help="whose batches they see")
        parser.add_argument("--dong", default="", help="ten-digit code, for a clerk at a dong's counter")
        parser.add_argument("--role", action="append", required=True, choices=Role.values, help="may be given again")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        if User.objects.filter(username=username).exists():
            raise CommandError(_("There is an account %(username)s already.") % {"username": username})
        password = self._password(from_stdin=options["password_stdin"])
        with transaction.atomic():
            user = User(username=username, name=options["name"], department=options["department"])
            if options["dong"]:
                user.dong = Dong.objects.get(pk=options["dong"])
            user.set_password(password)
            user.save()
            AccountChange.objects.create(user=user, kind=AccountChange.Kind.CREATED, by=None)
            for role in options["role"]:
                grant(user=user, role=Role(role), by=None)
        self.stdout.write(_("%(username)s may sign in.") % {"username": username})

    def _password(self, *, from_stdin: bool) -> str:
        """Ask for the password, never as an argument: those are seen by every user of the machine."""
        password = input() if from_stdin else getpass.getpass()
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password
