"""The installation of the matrix test: every address, with a town, homes and requests behind them."""

from tests.faces.test_matrix_over_http import site

__all__ = ["site"]
