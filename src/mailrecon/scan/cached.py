"""A property that is computed once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["cached_property"]

if TYPE_CHECKING:
    from functools import cached_property
else:

    class cached_property:
        """Like `functools.cached_property`, without its lock: only one thread reads a text."""

        def __init__(self, make: Any) -> None:
            self._make = make

        def __set_name__(self, owner: type, name: str) -> None:
            self._name = name

        def __get__(self, instance: Any, owner: type) -> Any:
            value = instance.__dict__[self._name] = self._make(instance)
            return value
