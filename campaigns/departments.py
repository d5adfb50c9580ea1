"""Whose something is: what a department writes, only that department's people see in the office."""

from typing import TypeVar

from django.db import models

from accounts.models import User

M = TypeVar("M", bound=models.Model)


class OfDepartment(models.QuerySet[M]):
    """The rows of a table with a ``department``."""

    def visible_to(self, user: User) -> "OfDepartment[M]":
        """Return what is of the user's department: the one door, absent and forbidden alike."""
        return self.filter(department=user.department)
