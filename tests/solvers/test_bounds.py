"""The walking bound against the linear program it relaxes to, and the cache of compiled loops."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from linli.solvers.divide import Band, Wishes
from linli.solvers.divide.bounds import combine, walking_bound
from linli.solvers.divide.build import prepare

from .make import lattice


def test_the_bound_in_fractions_reaches_the_linear_program_and_whole_atoms_do_not_fall_below():
    rng = np.random.default_rng(1)
    block = prepare(lattice(rng.integers(10, 40, (3, 4)).tolist()), Wishes()).blocks[0]
    lower, upper, k, n = 60, 120, 3, block.atoms
    cost = np.concatenate([block.cost.T.ravel(), np.zeros(n)])  # x[j, i], then y[j]
    each = np.zeros((n + 1, n * n + n))
    limits = np.zeros((2 * n + n * n, n * n + n))
    for j in range(n):
        for i in range(n):
            each[i, j * n + i] = 1
            limits[j, j * n + i], limits[n + j, j * n + i] = block.weight[i], -block.weight[i]
            limits[2 * n + j * n + i, j * n + i], limits[2 * n + j * n + i, n * n + j] = 1, -1
        each[n, n * n + j] = 1
        limits[j, n * n + j], limits[n + j, n * n + j] = -upper, lower
    for j in range(n):  # the centre lies in its own grid
        limits = np.concatenate([limits, np.zeros((1, n * n + n))])
        limits[-1, n * n + j], limits[-1, j * n + j] = 1, -1
    best = linprog(cost, limits, np.zeros(len(limits)), each, np.append(np.ones(n), k), bounds=(0, 1)).fun
    fractions = walking_bound(
        (block,), [(lower, upper)], [1], [n], k, 1.1 * best, rounds=1500, whole_rounds=0
    ).value
    assert fractions == pytest.approx(best, rel=2e-3)
    assert fractions <= best * (1 + 1e-9)
    whole = walking_bound(
        (block,), [(lower, upper)], [1], [n], k, 1.1 * best, rounds=600, whole_rounds=200
    ).value
    assert whole >= fractions * (1 - 1e-3)


def test_numbers_are_shared_among_blocks_at_the_least_sum():
    assert combine([{1: 9.0, 2: 4.0}, {1: 5.0, 2: 1.0, 3: 0.5}], 3) == 9.0
    assert combine([{1: 9.0}], 2) == np.inf


def test_the_usual_band_is_three_to_five_hundred():
    assert Wishes().band == Band(300, 500)
