#!/usr/bin/env python3
"""Find writes to the database outside the actions of the module that owns the rows (docs: CONTRIBUTING.md).

    tools/check_writes.py               check linli/
    tools/check_writes.py --allowed     also list the lines that are allowed by a comment
    tools/check_writes.py --self-test   check that planted writes are found and look-alikes are not

A write belongs into `linli/<module>/actions.py` (or a file of `actions/`) and touches that module's models
only. Migrations and the journal's own plumbing are free. A comment with its reason allows a line elsewhere:

    session.save()  # writes: the browser's own session, nobody's row

The check reads the source only; what it cannot know it guesses: `.save()` and `.delete()` without positional
arguments are taken for a row's, `.update()` with keywords alone for a queryset's unless the name is plainly a
dict, so files, pictures, hashes and sets pass.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALWAYS = {"bulk_create", "bulk_update", "get_or_create", "update_or_create", "select_for_update"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
QUERIES = {
    "all", "annotate", "defer", "distinct", "exclude", "filter", "get_queryset", "none", "only", "order_by",
    "prefetch_related", "reverse", "select_related", "union", "using", "visible_to",
}  # fmt: skip
DICT_NAMES = {"attrs", "context", "counts", "data", "extra", "headers", "kwargs", "params", "query"}
RELATED = {"add", "clear", "remove", "set"}
SQL_WRITE = re.compile(r"\s*(insert|update|delete|replace|truncate|drop|alter|create)\b", re.IGNORECASE)
ALLOWED = re.compile(r"#\s*writes:\s*(.*)$")


@dataclass(frozen=True)
class Finding:
    path: str
    line: int
    what: str
    reason: str = ""  # of the comment that allows it

    def __str__(self) -> str:
        allowed = f"  (allowed: {self.reason})" if self.reason else ""
        return f"{self.path}:{self.line}: {self.what}{allowed}"


@dataclass
class Names:
    """What a file tells about its names: where each was imported from, and what kind of thing it holds."""

    modules: set[str] = field(default_factory=set)  # import x
    models: dict[str, str] = field(default_factory=dict)  # imported model -> owning module
    holds: dict[str, str] = field(default_factory=dict)  # variable -> owning module of its model
    queries: set[str] = field(default_factory=set)  # variables assigned from a queryset
    dicts: set[str] = field(default_factory=set)  # variables that are plainly dicts


def chain(node: ast.expr) -> list[str]:
    """`Case.objects.filter(…).first` -> ["Case", "objects", "filter()", "first"]; "?" where it is no name."""
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.Attribute(value=value, attr=attr):
            return [*chain(value), attr]
        case ast.Call(func=func):
            links = chain(func)
            return [*links[:-1], links[-1] + "()"]
        case ast.Subscript(value=value):
            return [*chain(value), "[]"]
        case ast.Await(value=value):
            return chain(value)
    return ["?"]


def is_query(links: list[str]) -> bool:
    bare = {link.removesuffix("()") for link in links[1:]}
    return bool(bare & MANAGERS) or any(link in {f"{q}()" for q in QUERIES} for link in links[1:])


def owner_of(module: str | None) -> str:
    """`linli.cases.models` -> "cases"; "" where it is no module of ours that holds models."""
    parts = (module or "").split(".")
    return parts[1] if len(parts) > 2 and parts[0] == "linli" and parts[2] == "models" else ""


def classes_in(annotation: ast.expr | None) -> Iterator[str]:
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        yield from re.findall(r"\w+", annotation.value)
    elif annotation is not None:
        for node in ast.walk(annotation):
            if isinstance(node, ast.Name):
                yield node.id


def read_names(tree: ast.Module) -> Names:
    names = Names()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.modules |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (owner := owner_of(node.module)):
            names.models |= {alias.asname or alias.name: owner for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and owner_of(f"{node.module}.models"):
            models = (alias for alias in node.names if alias.name == "models")
            names.models |= {alias.asname or "models": owner_of(f"{node.module}.models") for alias in models}
    for node in ast.walk(tree):
        target: ast.expr | None = None
        value: ast.expr | None = None
        annotation: ast.expr | None = None
        if isinstance(node, ast.arg):
            target, annotation = ast.Name(id=node.arg), node.annotation
        elif isinstance(node, ast.AnnAssign):
            target, value, annotation = node.target, node.value, node.annotation
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
        if not isinstance(target, ast.Name):
            continue
        for name in classes_in(annotation):
            if name in names.models:
                names.holds[target.id] = names.models[name]
            if "QuerySet" in name or "Manager" in name:
                names.queries.add(target.id)
            if name in {"dict", "Dict", "Counter", "defaultdict", "set", "MutableMapping"}:
                names.dicts.add(target.id)
        if value is not None:
            links = chain(value)
            if isinstance(value, ast.Dict | ast.DictComp | ast.Set | ast.SetComp) or links[-1] in {
                "dict()", "set()", "Counter()", "defaultdict()", "copy()", "get_context_data()",
            }:  # fmt: skip
                names.dicts.add(target.id)
            elif is_query(links):
                names.queries.add(target.id)
                if links[0] in names.models:
                    names.holds[target.id] = names.models[links[0]]
    return names


def write_in(call: ast.Call, names: Names) -> tuple[str, str] | None:
    """(what, owning module or "") where this call writes."""
    if not isinstance(call.func, ast.Attribute):
        return None
    verb = call.func.attr
    if verb.startswith("a") and verb[1:] in ALWAYS | {"save", "create", "update", "delete"}:
        verb = verb[1:]
    receiver = call.func.value
    links = chain(receiver)
    first = links[0].removesuffix("()")
    text = ".".join(links).replace(".[]", "[…]")
    owner = names.models.get(first) or names.holds.get(first, "")
    query = is_query(links) or (len(links) == 1 and first in names.queries)
    plain = [arg for arg in call.args if not isinstance(arg, ast.Starred)]
    keywords = {keyword.arg for keyword in call.keywords}
    module = first in names.modules and not query
    found = f"{text}.{call.func.attr}()", owner

    if verb in ALWAYS:
        return found
    if verb == "create":
        return None if module else found
    if verb == "save":
        saves_row = not plain or keywords & {"update_fields", "force_insert", "using"}
        return found if saves_row and not module else None
    if verb == "delete":
        deletes_row = not call.args and not keywords - {"using", "keep_parents"}
        return found if deletes_row and not module else None
    if verb == "update":
        if plain or not keywords:
            return None
        known_dict = links[-1] in DICT_NAMES or (len(links) == 1 and first in names.dicts) or links[-1] == "?"
        return found if query or not known_dict else None
    if verb in RELATED and len(links) > 1 and links[-1].endswith("_set"):
        return found
    if verb in {"execute", "executemany"} and plain:
        parts = [node.value for node in ast.walk(plain[0]) if isinstance(node, ast.Constant)]
        if parts and isinstance(parts[0], str) and SQL_WRITE.match(parts[0]):
            return f"{text}.{verb}({parts[0].strip().split()[0].upper()} …)", ""
    return None


def findings_in(path: str, source: str) -> Iterator[Finding]:
    """Writes in one file that stand in the wrong place; `path` is relative to the repository."""
    parts = Path(path).parts  # linli, module, file…
    module = parts[1] if len(parts) > 2 else ""
    if module == "journal" or "migrations" in parts:
        return
    acts = module != "faces" and len(parts) > 2 and (parts[2] == "actions.py" or parts[2] == "actions")
    lines = source.splitlines()
    tree = ast.parse(source, path)
    names = read_names(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or (written := write_in(node, names)) is None:
            continue
        what, owner = written
        if acts and owner in {"", module}:
            continue
        if acts:
            what += f" writes a row of linli.{owner}: call an action of that module"
        end = node.end_lineno or node.lineno
        comments = (ALLOWED.search(line) for line in lines[node.lineno - 1 : end])
        reason = next((comment[1].strip() for comment in comments if comment), "")
        # where a chain runs over several lines, the verb's own line is the one to show
        assert isinstance(node.func, ast.Attribute)
        yield Finding(path, node.func.end_lineno or node.lineno, what, reason)


def check(root: Path) -> Iterator[Finding]:
    for file in sorted((root / "linli").rglob("*.py")):
        yield from findings_in(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8"))


# -- self-test: each line that ends in "# FIND" must be found, and no other
PLANTED = {
    "linli/cases/queries.py": """
import hashlib, shutil
from PIL import Image
from linli.cases.models import Case
from linli.people import models as people

def one(case: Case, cases, request, **kwargs):
    case.save()  # FIND
    case.save(update_fields=["status"])  # FIND
    super().save(*args, **kwargs)  # FIND
    Case.objects.create(status="open")  # FIND
    Case.objects.filter(pk=1).update(status="open")  # FIND
    cases.update(status="open")  # FIND
    open_cases = Case.objects.visible_to(scope)
    open_cases.update(status="open")  # FIND
    case.photos.all().delete()  # FIND
    case.delete()  # FIND
    Case.objects.bulk_create([])  # FIND
    Case.objects.get_or_create(pk=1)  # FIND
    people.User.objects.update_or_create(pk=1)  # FIND
    case.handling_set.add(1)  # FIND
    form.save()  # FIND
    (
        Case.objects
        .select_for_update()  # FIND
        .get(pk=1)
    )
    cursor.execute("UPDATE cases_case SET status = %s", ["open"])  # FIND
    cursor.execute(f"delete from {table}")  # FIND
    request.session.save()  # writes: the browser's own session
    case.save()  # FIND writes without a reason is no permission  # writes:
    [row.save() for row in cases]  # FIND

async def two():
    await Case.objects.acreate()  # FIND
    await case.asave()  # FIND

def innocent(image: Image, found: dict[str, int]):
    image.save(path, "JPEG", quality=85)
    hashlib.sha256().update(b"x")
    context = {"a": 1}
    context.update(b=2)
    found.update(b=2)
    self.fields.update({"a": 1})
    super().get_context_data().update({"a": 1})
    seen = set()
    seen.update([1, 2])
    seen.add(1)
    storage.delete(name)
    response.headers.update(Vary="Cookie")
    kwargs.update(a=1)
    cursor.execute("SELECT 1")
    shutil.copy(a, b)
    Case.objects.filter(pk=1).exists()
""",
    "linli/cases/actions.py": """
from linli.cases.models import Case, Handling
from linli.people.models import Post, User as Person

def resolve(case: Case, post: "Post"):
    case = Case.objects.select_for_update().get(pk=case.pk)
    Handling.objects.create(case=case)
    case.save()
    Post.objects.filter(pk=1).update(until=None)  # FIND
    Person.objects.create()  # FIND
    post.save()  # FIND
""",
    "linli/cases/actions/answers.py": "def close(case):\n    case.save()\n",
    "linli/faces/desk/actions.py": "def close(case):\n    case.save()  # FIND\n",
    "linli/reactions/actions.py": "def close(case):\n    case.save()\n",
    "linli/journal/models.py": "def seal(entry):\n    entry.save()\n",
    "linli/cases/migrations/0001_initial.py": "def fill(apps, editor):\n    Case.objects.create()\n",
    "linli/cases/management/commands/fill.py": "def handle(self):\n    Case.objects.create()  # FIND\n",
}


def self_test() -> int:
    wrong = 0
    planted = 0
    for path, source in PLANTED.items():
        lines = source.splitlines()
        wanted = {number for number, line in enumerate(lines, 1) if "# FIND" in line}
        found = {finding.line for finding in findings_in(path, source) if not finding.reason}
        planted += len(wanted)
        for number in sorted(wanted ^ found):
            wrong += 1
            fault = "not found" if number in wanted else "no write"
            print(f"{path}:{number}: {fault}: {lines[number - 1].strip()}")
    print(f"self-test: {planted} planted writes, {wrong} wrong")
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Find writes outside actions.")
    parser.add_argument("--allowed", action="store_true", help="also list the lines that a comment allows")
    parser.add_argument("--self-test", action="store_true", help="check this script with planted examples")
    options = parser.parse_args()
    if options.self_test:
        return self_test()
    findings = list(check(ROOT))
    bad = [finding for finding in findings if not finding.reason]
    for finding in findings if options.allowed else bad:
        print(finding)
    if bad:
        print(f"\n{len(bad)} writes outside the actions of their module: move them, or say `# writes: why`.")
        return 1
    print(f"-> {len(findings)} allowed by a comment")
    return 0


if __name__ == "__main__":
    sys.exit(main())
