"""Saying that a reader refuses something, and under which code."""

from collections.abc import Callable
from typing import Any

import pytest

from residents.unreadable import UnreadableValue


def refused(read: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """Return the code of the refusal; fail when the value is read."""
    with pytest.raises(UnreadableValue) as caught:
        read(*args, **kwargs)
    assert str(caught.value.reason)
    return caught.value.code
