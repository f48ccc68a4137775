"""The component, loaded when it is first used, and once more in the child of a fork."""

from __future__ import annotations

import faulthandler
import os
import threading
from typing import Optional

from . import _thumbox
from .errors import UnavailableError

_loading = threading.Lock()
_loaded: Optional[_thumbox.Engine] = None
# Whether Python's handlers of fatal signals were there when those of the engine came, which stay in a child.
_faults_were_handled: Optional[bool] = None


def engine() -> _thumbox.Engine:
    """The engine of this process.

    Raises ``UnavailableError`` where the component does not run here, or a file could end the process.
    """
    global _faults_were_handled, _loaded
    loaded = _loaded
    if loaded is None:
        with _loading:
            if _faults_were_handled is None:
                _faults_were_handled = faulthandler.is_enabled()
            if _loaded is None:
                _loaded = _thumbox.Engine()
            loaded = _loaded
    # A component that breaks off, such as one that gets no more memory, does so by a signal. Whatever was enabled or disabled since
    # has taken the place of the engine's handler.
    if faulthandler.is_enabled() != _faults_were_handled:
        word = "disabled" if _faults_were_handled else "enabled"
        raise UnavailableError(
            f"faulthandler was {word} after the first call of thumbox, and took its signal handlers away, without which a file may "
            "end the process; enable it before the first call, such as with python -X faulthandler, and leave it so"
        )
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
