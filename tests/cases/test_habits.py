"""Canned answers and lists kept under a name: who keeps them, who is offered what."""

from __future__ import annotations

import pytest

from linli.cases.actions import listing, phrasing
from linli.cases.models import Phrase, SavedList
from linli.cases.phrases import offered
from linli.common.refusals import Refused
from linli.journal.models import Entry
from tests import make
from tests.make import NOON

WORDS = {"verb": "resolve", "name": "换了配件", "words": "已更换配件，恢复正常。"}


def refused(code: str):
    return pytest.raises(Refused, match=code)


def add(town: make.Town, office: str = "township", by: str = "township", **more: str) -> Phrase:
    return phrasing.add_phrase(town.offices[office], **WORDS | more, by=town.actors[by], at=NOON)


def test_an_office_is_offered_its_own_words_first_then_those_of_the_offices_above(town: make.Town) -> None:
    above, own = add(town), add(town, "grid")
    add(town, "other_grid")
    add(town, verb="send_back")
    assert offered(town.offices["grid"], "resolve") == [own, above]
    assert offered(town.offices["next_grid"], "resolve") == [above]


def test_they_are_kept_by_whoever_keeps_the_catalogue_there_and_by_nobody_else(town: make.Town) -> None:
    phrase = add(town, "grid")
    assert Entry.objects.filter(verb="phrase.added", office_id=town.offices["grid"].pk).count() == 1
    for who in ("grid", "community", "township_2"):
        with refused("not_your_role"):
            add(town, "grid", by=who, name="别的")
        with refused("not_your_role"):
            phrasing.retire_phrase(phrase, by=town.actors[who], at=NOON)


def test_a_name_stands_once_and_is_free_again_once_retired(town: make.Town) -> None:
    phrase, by = add(town), town.actors["township"]
    with refused("phrase_known"):
        add(town)
    phrasing.retire_phrase(phrase, by=by, at=NOON)
    with refused("phrase_gone"):
        phrasing.change_phrase(phrase, name="x", words="y", by=by, at=NOON)
    assert offered(town.offices["grid"], "resolve") == []
    again = phrasing.change_phrase(add(town), name=WORDS["name"], words="换好了。", by=by, at=NOON)
    assert [one.words for one in offered(town.offices["grid"], "resolve")] == [again.words] == ["换好了。"]


def test_a_list_is_kept_once_under_a_name_and_only_so_many(town: make.Town) -> None:
    by = town.actors["grid"]
    listing.save_list(name="漏水", query="queue=open", by=by, at=NOON)
    kept = listing.save_list(name="漏水", query="queue=mine", by=by, at=NOON)
    assert [one.query for one in SavedList.objects.all()] == ["queue=mine"]
    for n in range(listing.MOST_LISTS - 1):
        listing.save_list(name=f"第{n}个", query="queue=open", by=by, at=NOON)
    with refused("too_many_lists"):
        listing.save_list(name="再一个", query="queue=open", by=by, at=NOON)
    with refused("list_known"):
        listing.rename_list(kept, name="第0个", by=by, at=NOON)
    with refused("list_without_name"):
        listing.rename_list(kept, name="  ", by=by, at=NOON)
