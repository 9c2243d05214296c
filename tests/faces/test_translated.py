"""Every text of a page can be found by the tool that gathers texts for translation."""

from __future__ import annotations

import ast
from pathlib import Path

import polib

import linli

SOURCE = Path(linli.__file__).parent
CALLS = {"_", "gettext", "gettext_lazy", "pgettext", "ngettext"}


def test_no_text_hides_in_an_f_string_where_it_is_never_gathered() -> None:
    """An empty sheet was once fetched as "12345 热线-empty sheet.xlsx": xgettext reads no f-strings."""
    known = {entry.msgid for po in SOURCE.rglob("django.po") for entry in polib.pofile(str(po))}
    hidden = [
        f"{path.name}:{call.lineno}"
        for path in SOURCE.rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CALLS
        if not {one.value for one in call.args if isinstance(one, ast.Constant)} & known
    ]
    assert not hidden
