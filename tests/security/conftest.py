"""The installation of the matrix test: every address, with a town, homes and requests behind them."""

import pytest

from tests import make
from tests.faces.test_matrix_over_http import Site, build


@pytest.fixture
def site(town: make.Town) -> Site:
    return build(town)
