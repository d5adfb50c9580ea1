"""Error reports without personal values: no request body, no local variables (promise 6)."""

from collections.abc import ItemsView
from types import TracebackType
from typing import Any

from django.http import HttpRequest, QueryDict
from django.views.debug import SafeExceptionReporterFilter


class NoPersonalValuesFilter(SafeExceptionReporterFilter):
    """Show where an error happened, never what was in it."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> Any:
        return QueryDict()

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: TracebackType | None
    ) -> ItemsView[str, Any]:
        return {}.items()
