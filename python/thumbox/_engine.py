"""The component, loaded when it is first used, and once more in the child of a fork."""

from __future__ import annotations

import os
import threading
from typing import Optional

from . import _thumbox

_loading = threading.Lock()
_loaded: Optional[_thumbox.Engine] = None


def engine() -> _thumbox.Engine:
    """The engine of this process."""
    global _loaded
    loaded = _loaded
    if loaded is None:
        with _loading:
            if _loaded is None:
                _loaded = _thumbox.Engine()
            loaded = _loaded
    return loaded


def _in_child() -> None:
    """The thread that ends overlong calls is in the parent, and so are threads that may have held a lock of the engine."""
    global _loaded, _loading
    _loading = threading.Lock()
    if _loaded is not None:
        _loaded.abandon()
        _loaded = None
    _thumbox.resume_loading()


# Windows has no fork.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_thumbox.pause_loading,
        after_in_parent=_thumbox.resume_loading,
        after_in_child=_in_child,
    )
