"""Compile numeric kernels, and keep what was compiled where this process may write.

The compiler is imported here and nowhere else, so a module that only describes problems stays cheap to
import.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba

# the compiler fills its configuration when loaded: no type checker sees the names
configuration: Any = numba.config
njit: Any = numba.njit

F = TypeVar("F", bound=Callable[..., Any])
VARIABLE = "LINLI_COMPILED"


def _fingerprint() -> str:
    """Of all sources that may hold a kernel: one holds code of others, so a change anywhere makes it stale."""
    sources = hashlib.sha256()
    here = Path(__file__).parent
    for source in sorted(here.rglob("*.py")):
        if "command" not in source.relative_to(here).parts:
            sources.update(source.read_bytes())
    return sources.hexdigest()[:16]


def _places() -> list[Path]:
    """Where compiled code may be kept, best first."""
    places = []
    if os.environ.get(VARIABLE):
        places.append(Path(os.environ[VARIABLE]))
    places.append(Path(__file__).parent / "__pycache__")
    if os.environ.get("XDG_CACHE_HOME"):
        places.append(Path(os.environ["XDG_CACHE_HOME"]) / "linli")
    if os.path.isabs(os.path.expanduser("~")):
        places.append(Path(os.path.expanduser("~")) / ".cache" / "linli")
    user = os.getuid() if hasattr(os, "getuid") else "one"
    places.append(Path(tempfile.gettempdir()) / f"linli-{user}")
    name = f"compiled-{_fingerprint()}"
    return [place / name for place in places]


def _usable(place: Path) -> bool:
    """Whether the place can be written by us, and by nobody else who could slip in code of their own."""
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = place.stat()
        if hasattr(os, "getuid") and (state.st_uid != os.getuid() or state.st_mode & 0o002):
            return False
        with tempfile.TemporaryFile(dir=place):
            return True
    except OSError:
        return False


def cache_directory() -> Path | None:
    """The first place that works; none means: compile again in every process."""
    return next((place for place in _places() if _usable(place)), None)


_directory = cache_directory()


def compiled(function: F) -> F:
    """Compile `function` at its first call and remember the result on disk where that is possible."""
    return _compiled(function, no_cfunc_wrapper=True)


def part(function: F) -> F:
    """As `compiled`, for a function that only compiled ones call: it needs no door to Python, so it compiles
    faster."""
    return _compiled(function, no_cfunc_wrapper=True, no_cpython_wrapper=True)


def _compiled(function: F, **options: bool) -> F:
    before = configuration.CACHE_DIR
    try:  # the compiler asks for the directory while decorating: other users of it keep their own
        configuration.CACHE_DIR = str(_directory or "")
        done: F = njit(cache=_directory is not None, nogil=True, error_model="numpy", **options)(function)
    finally:
        configuration.CACHE_DIR = before
    return done
