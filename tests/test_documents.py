"""Documents that can be checked are: the glossary, the pages made from code, the links."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from django.apps import apps

from linli.cases import workflow

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))


def glossary() -> dict[str, tuple[str, str]]:
    """identifier → (Chinese, module), of the first table."""
    text = (ROOT / "docs/reference/glossary.md").read_text(encoding="utf-8").split("## Verbs")[0]
    rows = re.findall(r"^\| (\S+) \| `(\w+)` \| (\w+) \|", text, re.M)
    return {identifier: (chinese, module) for chinese, identifier, module in rows}


def test_each_model_stands_in_the_glossary_with_its_chinese_name_and_each_term_has_its_model() -> None:
    models = {
        model.__name__: (str(model._meta.verbose_name), model._meta.app_label)
        for model in apps.get_models()
        if model.__module__.startswith("linli.")
    }
    assert models == glossary()


def test_every_field_has_a_chinese_name() -> None:
    plain = {"id", "password", "last_login"}
    english = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("linli.")
        for field in model._meta.get_fields()
        if hasattr(field, "verbose_name") and field.name not in plain and str(field.verbose_name).isascii()
    ]
    assert english == []


def test_pages_made_from_the_code_are_current() -> None:
    import make_docs

    assert make_docs.stale() == []


@pytest.mark.parametrize("page", sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/**/*.md")), ids=str)
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    broken = [link for link in links if not (page.parent / link).exists()]
    assert broken == []


def test_every_verb_stands_in_one_drawing_or_list_and_has_a_chinese_name() -> None:
    import make_docs

    words = [
        word.strip(",")
        for text in (*make_docs.DRAWN.values(), *make_docs.STAYING.values())
        for word in text.split()
    ]
    named = [word for word in words if word in workflow.VERBS]
    assert sorted(named) == sorted(workflow.VERBS)
    assert set(make_docs.CHINESE) == set(workflow.VERBS)
