"""Structured logs: one JSON object a line, from a closed list of fields, so nothing personal slips in."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

FIELDS = ("request", "route", "method", "status", "ms", "user", "delivery", "round", "error")


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message and the fields of FIELDS. Of an exception only its kind and its place."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()
            if record.name.startswith(("linli", "django.server"))
            else record.msg,
        }
        line.update({name: getattr(record, name) for name in FIELDS if hasattr(record, name)})
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            frame = record.exc_info[2]
            places = []
            while frame is not None:
                places.append(
                    f"{frame.tb_frame.f_code.co_filename.rsplit('/linli/', 1)[-1]}:{frame.tb_lineno}"
                )
                frame = frame.tb_next
            ours = [place for place in places if not place.startswith("/")]
            line["place"] = " < ".join(reversed([*ours[-4:], *places[-1:]]))
        return json.dumps(line, ensure_ascii=False, default=str)
