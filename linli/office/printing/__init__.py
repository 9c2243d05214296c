"""What LinLi prints (打印): plain data in, the bytes of a PDF out. No tables, no clock; ADR 0012 says why typst."""

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
from linli.office.printing.typesetting import PER_SHEET, missing, picture

__all__ = [
    "PER_SHEET",
    "Board",
    "Card",
    "Plate",
    "Row",
    "Served",
    "Table",
    "Volume",
    "board",
    "cards",
    "missing",
    "picture",
    "plate",
    "plates",
    "volume",
]
