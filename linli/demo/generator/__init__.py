"""A whole sub-district out of one seed: pure, no tables, no clock. `generate()` is all that `building` needs."""

from linli.demo.generator.town import SEED, generate

__all__ = ["SEED", "generate"]
