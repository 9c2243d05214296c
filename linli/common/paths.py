"""The path of an area: the digits of its official code cut by level (design §5).

Lengths by level: province 2, prefecture 4, county 6, township 9, community 12, grid 15, and two digits
for every level of micro-grid below (four of them).
A subtree is `path BETWEEN p AND p || '9…'`: digits only, so it is right under every collation; never LIKE.
"""

from __future__ import annotations

from collections.abc import Iterable

LENGTHS = (2, 4, 6, 9, 12, 15, 17, 19, 21, 23)
LONGEST = LENGTHS[-1]


def subtree(path: str) -> tuple[str, str]:
    """First and last path of the subtree under `path`, itself included. The empty path covers everything."""
    return path, path + "9" * (LONGEST - len(path))


def covers(path: str, other: str) -> bool:
    """True where `other` lies in the subtree of `path`."""
    low, high = subtree(path)
    return low <= other <= high


def covering(paths: Iterable[str]) -> tuple[str, ...]:
    """The shortest list of paths that covers all of `paths`, sorted."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not covers(kept[-1], path):
            kept.append(path)
    return tuple(kept)


def parent_of(path: str) -> str:
    """The path one level up; "" above the uppermost."""
    return next((path[:n] for n in reversed(LENGTHS) if n < len(path)), "")


def common(paths: Iterable[str]) -> str:
    """The smallest area that holds all of `paths`; "" where only the whole country does, or there are none."""
    every = list(paths)
    low, high = min(every, default=""), max(every, default="")
    return next((low[:n] for n in reversed(LENGTHS) if n <= len(low) and high.startswith(low[:n])), "")


def check(path: str) -> str:
    """Return `path`, or raise ValueError where it is not digits of one of the known lengths."""
    if len(path) not in LENGTHS or not (path.isascii() and path.isdigit()):
        raise ValueError(f"{path!r} is no area path: digits, length one of {LENGTHS}")
    return path
