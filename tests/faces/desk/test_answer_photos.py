"""Photos of how it is now: with the report, done on the spot, at the counter; seen by the resident with the answer."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from linli.cases.models import Case
from linli.cases.queries import follow_token, photos_of, timeline
from linli.office.actions import drop_orphans, set_setting, store_photo
from linli.office.models import Attachment
from tests import make
from tests.faces.desk.conftest import Desk, text

People = Callable[[str], Desk]


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.ATTACHMENT_DIR = tmp_path


def picture(colour: str = "blue", name: str = "p.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def doing(town: make.Town) -> Case:
    at = timezone.now() - timedelta(hours=1)
    return make.walk(town, "take grid", "verify here", case_=make.case(town, at=at), at=at)


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(key)" value="([^"]*)"', page))


def report(who: Desk, case: Case, *files: SimpleUploadedFile, **more: object):
    data = who.form(case, "resolve") | {"outcome": "done", "words": "换好了"} | more
    return who.send(case, "resolve", data | {"photos": list(files) + list(more.get("photos", []))})


def test_a_report_brings_photos_and_the_resident_sees_them_with_the_answer(town: make.Town, desk: People):
    case = doing(town)
    before = store_photo(picture("red"), name="b", size=1, at=timezone.now())
    case.photos.add(before)  # shown by whoever asked
    assert report(desk("grid"), case, picture("blue"), picture("green")).status_code == 302
    shown = photos_of(case, timeline(case))
    assert [one.pk for one in shown.asked] == [before.pk]
    assert len(shown.last) == 2
    assert [one.pk for one in shown.last] == sorted(one.pk for one in shown.last), "as they were chosen"
    page = Client().get(f"/f/{follow_token(case)}/").content.decode()
    line = page.split('<ol class="tl">')[1].split("</li>\n")[0]
    assert all(str(one.uuid) in line for one in shown.last)
    assert str(before.uuid) not in line
    assert str(before.uuid) in page
    answer = Client().get(f"/f/{follow_token(case)}/photo/{shown.last[0].uuid}/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"


def test_whoever_checks_sees_how_it_was_beside_how_it_is_now(town: make.Town, desk: People):
    case = doing(town)
    report(desk("grid"), case, picture())
    make.walk(town, "take community", case_=Case.objects.get(pk=case.pk), at=timezone.now())
    [shown] = photos_of(case, timeline(case)).last
    page = desk("community").case(case, "pass_check").content.decode()
    assert f"/photo/{shown.uuid}/" in page
    assert "<figcaption" in page


def test_a_photo_that_came_with_a_form_that_lacked_something_need_not_come_again(town, desk: People):
    case, who = doing(town), desk("grid")
    answer = report(who, case, picture(), words="")
    assert answer.status_code == 422
    [photo] = Attachment.objects.all()
    assert f'name="photos" value="{photo.uuid}"' in answer.content.decode()
    assert report(who, case, photos=[str(photo.uuid)]).status_code == 302
    assert [one.pk for one in photos_of(case, timeline(case)).last] == [photo.pk]


def test_a_canned_answer_put_in_keeps_the_photos_chosen_before(town: make.Town, desk: People):
    case, who = doing(town), desk("grid")
    answer = report(who, case, picture(), put_in="1")
    [photo] = Attachment.objects.all()
    assert f'value="{photo.uuid}"' in answer.content.decode()


def test_what_is_no_photo_is_told_beside_the_photos_and_nothing_is_lost(town: make.Town, desk: People):
    case, who = doing(town), desk("grid")
    answer = report(who, case, picture(), SimpleUploadedFile("x.jpg", b"no picture"))
    assert answer.status_code == 422
    assert 'id="id_photos_error"' in answer.content.decode()
    assert "换好了" in text(answer)
    assert f'value="{Attachment.objects.get().uuid}"' in answer.content.decode()
    case.refresh_from_db()
    assert case.status == "open"


def test_more_photos_than_the_rule_allows_are_told(town: make.Town, desk: People):
    set_setting("cases.most_photos", 1, by=make.SYSTEM, at=make.LONG_AGO)
    case = doing(town)
    answer = report(desk("grid"), case, picture("red"), picture("blue"))
    assert answer.status_code == 422
    assert Attachment.objects.count() == 1


def test_nobody_takes_a_photo_of_another_request_for_theirs(town: make.Town, desk: People):
    case = doing(town)
    foreign = store_photo(picture(), name="b", size=1, at=timezone.now())
    Attachment.objects.update(kept=True)
    report(desk("grid"), case, photos=[str(foreign.uuid), str(uuid.uuid4()), "no id"])
    assert photos_of(case, timeline(case)).last == []
    assert case.photos.count() == 0


def test_a_report_sent_twice_shows_its_photos_once_and_the_sweep_takes_the_others(town, desk: People):
    case, who = doing(town), desk("grid")
    data = who.form(case, "resolve") | {"outcome": "done", "words": "换好了"}
    for _ in range(2):
        assert who.send(case, "resolve", data | {"photos": [picture()]}).status_code == 302
    assert case.photos.count() == 1
    drop_orphans(timezone.now() + timedelta(days=9))
    assert [one.pk for one in case.photos.all()] == list(Attachment.objects.values_list("pk", flat=True))
    assert len(list(settings.ATTACHMENT_DIR.rglob("*.jpg"))) == 1


def test_what_was_done_on_the_spot_and_what_is_written_down_at_the_counter_bring_photos(town, desk: People):
    who = desk("grid")
    sent = hidden(who.get("do-now/").content.decode())
    spot = {"matter": "楼道灯不亮", "where": "桂花里 3 栋 2 单元", "words": "换了灯泡"}
    assert who.client.post("/desk/do-now/", sent | spot | {"photos": [picture()]}).status_code == 302
    case = Case.objects.get()
    assert len(photos_of(case, timeline(case)).last) == 1, "how it is now"

    sent = hidden(who.get("counter/").content.decode())
    said = {"way": "worker", "words": "楼道灯坏了", "where": "桂花里 3 栋 2 单元", "urgent": "no"}
    assert who.client.post("/desk/counter/", sent | said | {"photos": [picture("red")]}).status_code == 302
    case = Case.objects.exclude(pk=case.pk).get()
    shown = photos_of(case, timeline(case))
    assert (len(shown.asked), shown.answers) == (1, {}), "how it was"


def test_a_photo_that_cannot_be_read_costs_nothing_that_was_typed_at_the_counter(town, desk: People):
    who = desk("grid")
    sent = hidden(who.get("counter/").content.decode())
    said = {"way": "worker", "words": "楼道灯坏了", "where": "桂花里 3 栋 2 单元", "urgent": "no"}
    bad = SimpleUploadedFile("x.jpg", b"no picture")
    answer = who.client.post("/desk/counter/", sent | said | {"photos": [bad]})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["photos"]
    assert "楼道灯坏了" in text(answer)
    assert not Case.objects.exists()
