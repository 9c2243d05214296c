"""What LinLi prints (打印): plain data in, the bytes of a PDF out. No tables, no clock; ADR 0012 says why typst."""

from linli.office.printing.filings import Filing, filing
from linli.office.printing.papers import (
    Board,
    Card,
    Plate,
    Row,
    Served,
    Table,
    Volume,
    board,
    cards,
    plate,
    plates,
    volume,
)
from linli.office.printing.posters import Poster, poster, poster_data
from linli.office.printing.ratings import RatingSlip, rating_slip
from linli.office.printing.slips import Slip, slip
from linli.office.printing.typesetting import PER_SHEET, missing, picture
from linli.office.printing.walls import Asked, StillOpen, WallSheet, wall_sheet

__all__ = [
    "PER_SHEET",
    "Asked",
    "Board",
    "Card",
    "Filing",
    "Plate",
    "Poster",
    "RatingSlip",
    "Row",
    "Served",
    "Slip",
    "StillOpen",
    "Table",
    "Volume",
    "WallSheet",
    "board",
    "cards",
    "filing",
    "missing",
    "picture",
    "plate",
    "plates",
    "poster",
    "poster_data",
    "rating_slip",
    "slip",
    "volume",
    "wall_sheet",
]
