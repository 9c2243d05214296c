"""Sheets of other systems (来单): what a mapping says, what a row means, how an answer goes back. Pure; no tables."""

from linli.cases.orders.fields import FIELDS, guess
from linli.cases.orders.mapping import Mapping, MappingError, load, parse, shipped
from linli.cases.orders.reading import Bad, Order, Table, Wrong, pack, read_rows, table_of, unpack
from linli.cases.orders.replies import REPLY_FIELDS, Answer, reply_row

__all__ = [
    "FIELDS",
    "REPLY_FIELDS",
    "Answer",
    "Bad",
    "Mapping",
    "MappingError",
    "Order",
    "Table",
    "Wrong",
    "guess",
    "load",
    "pack",
    "parse",
    "read_rows",
    "reply_row",
    "shipped",
    "table_of",
    "unpack",
]
