"""Everything the core can answer has words: verbs, outcomes, refusals."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from linli.cases import workflow
from linli.cases.actions.deciding import CHANNELS, REFUSALS
from linli.cases.models import Channel, PauseReason
from linli.faces import words
from linli.faces.desk.sentences import SENTENCES
from linli.faces.desk.step_table import STEPS, verb_of

LINLI = Path(__file__).resolve().parents[2] / "linli"
CODE = re.compile(r"(?<!workflow\.)\b(?:refuse|refusal|Refusal)\(\s*\"([a-z_]+)\"")


def codes() -> set[str]:
    """Codes of refusals that the case loop and the calendar can give."""
    files = [*(LINLI / "cases").rglob("*.py"), LINLI / "office/actions/calendar.py"]
    return {code for file in files for code in CODE.findall(file.read_text(encoding="utf-8"))}


def test_every_refusal_of_the_core_says_what_happened_and_what_to_do() -> None:
    found = codes() | {
        f"only_{who}" for who in ("holder", "asker", "approver", "superior", "supervisor", "member")
    }
    assert len(found) > 70
    assert not found - set(words.REFUSALS)
    for code in found:
        title, advice = words.REFUSALS[code]
        assert str(title)
        assert str(advice)


def test_every_verb_of_the_table_has_a_word_and_a_sentence() -> None:
    assert not set(workflow.VERBS) - set(words.VERBS)
    assert not set(workflow.VERBS) - set(SENTENCES)


def test_every_code_of_a_proposal_a_pause_and_a_way_out_has_words() -> None:
    assert set(words.PAUSES) == set(PauseReason.values)
    assert set(words.REFUSAL_CLASSES) == set(REFUSALS)
    assert set(words.WAYS_OUT) == set(CHANNELS)
    assert set(words.PROPOSALS) == set(workflow.NEEDS_TWO)
    assert set(words.CHANNELS) == set(Channel.values)
    assert set(words.CLOSINGS) >= {*REFUSALS, "referred", "unreachable", "done"}


NOT_ON_A_CASE_PAGE = {  # by the resident, the clock, an import, a firm; or on a page of their own
    *(
        "ask",
        "take_in",
        "do_now",
        "read",
        "answer",
        "appeal",
        "rate",
        "withdraw",
        "warn",
        "escalate",
        "close",
    ),
    *("report", "put_forward", "strike_off", "call_back"),
}


def test_every_verb_that_somebody_at_the_desk_does_has_a_page() -> None:
    assert {verb_of(name) for name in STEPS} == set(workflow.VERBS) - NOT_ON_A_CASE_PAGE


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_two_steps_that_stand_side_by_side_share_a_key(language: str) -> None:
    """A key may serve twice only where the two never stand on one page."""
    with override(language):
        for position in workflow.POSITIONS:
            keys = [
                step.key
                for name, step in STEPS.items()
                if step.key
                and workflow.choices(verb_of(name), position, frozenset({"holder", "member", "superior"}))
            ]
            assert len(keys) == len(set(keys)), position
