"""A county: many communities, each on its own, in parallel."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from .model import Division, Neighbourhood, Progress, Refused, Stop, Wishes
from .plan import divide


def divide_many(
    neighbourhoods: list[Neighbourhood],
    wishes: Wishes | None = None,
    *,
    seed: int,
    workers: int = 1,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> list[Division | Refused]:
    """One answer for each neighbourhood, in order; the compiled loops run beside each other in threads."""
    asked = replace(wishes or Wishes(), workers=1)

    def one(job: tuple[int, Neighbourhood]) -> Division | Refused:
        try:
            return divide(job[1], asked, seed=seed + job[0], stop=stop)
        except Refused as refusal:
            return refusal

    made: list[Division | Refused] = []
    with ThreadPoolExecutor(max(1, workers)) as pool:
        for n, answer in enumerate(pool.map(one, enumerate(neighbourhoods))):
            made.append(answer)
            if progress is not None:
                progress("communities", (n + 1) / len(neighbourhoods))
    return made
