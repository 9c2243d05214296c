"""Photos: the good ones stay, a bad one costs only itself, and nobody sees those of another draft or request."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from linli.cases.models import Case
from linli.cases.queries import follow_token
from linli.office.actions import drop_orphans
from linli.office.models import Attachment
from tests.faces.portal.phone import WORDS, Phone, jpeg, pixel_bomb, text
from tests.make import Town


def add(phone: Phone, *files: SimpleUploadedFile):
    return phone.post(phone.url("what"), {"words": WORDS, "photos": list(files), "do": "photos"})


def test_photos_are_added_seen_and_taken_away_while_the_words_stay(phone: Phone):
    add(phone, jpeg(), jpeg("lamp.jpg", colour="olive"))
    first, second = Attachment.objects.order_by("id")
    page = text(phone.get(phone.url("what")))
    assert f"/photo/{first.uuid}/" in page
    assert f"/photo/{second.uuid}/" in page

    phone.post(phone.url("what"), {"words": WORDS, "away": str(first.uuid)})

    page = text(phone.get(phone.url("what")))
    assert f"/photo/{first.uuid}/" not in page
    assert f"/photo/{second.uuid}/" in page
    assert WORDS in page


def test_photos_chosen_with_continue_go_along_without_another_button(phone: Phone):
    answer = phone.write(photos=[jpeg()])

    assert answer["Location"] == phone.url("matter")
    assert Attachment.objects.count() == 1


def test_sent_photos_belong_to_the_request(phone: Phone):
    add(phone, jpeg(), jpeg("lamp.jpg", colour="olive"))

    case = phone.ask()

    assert case.photos.count() == 2
    assert "/photo/" in text(phone.get(f"/f/{follow_token(case)}/"))


def test_a_photo_of_forty_megabytes_is_refused_in_words_and_the_rest_kept(phone: Phone):
    big = SimpleUploadedFile("big.jpg", b"\xff\xd8\xff" + bytes(40 * 1024 * 1024), content_type="image/jpeg")

    answer = add(phone, big, jpeg())

    assert answer.status_code == 422
    assert "big.jpg" in text(answer)
    assert "太大" in text(answer)
    assert WORDS in text(answer)
    assert Attachment.objects.count() == 1


def test_html_named_jpg_is_refused_in_words(phone: Phone):
    answer = add(
        phone, SimpleUploadedFile("page.jpg", b"<html><script>alert(1)</script>", content_type="image/jpeg")
    )

    assert answer.status_code == 422
    assert "page.jpg" in text(answer)
    assert "照片" in text(answer)
    assert not Attachment.objects.exists()


def test_a_pixel_bomb_is_refused_in_words(phone: Phone):
    answer = add(phone, pixel_bomb())

    assert answer.status_code == 422
    assert "bomb.png" in text(answer)
    assert "尺寸太大" in text(answer)


def test_a_bad_photo_with_continue_keeps_the_words_and_stays_on_the_page(phone: Phone):
    answer = phone.write(photos=[pixel_bomb()])

    assert answer.status_code == 422
    assert WORDS in text(answer)


def test_six_photos_fit_and_the_seventh_is_told(phone: Phone):
    answer = add(phone, *(jpeg(f"{n}.jpg", colour=f"#{n}0{n}0{n}0") for n in range(1, 8)))

    assert answer.status_code == 422
    assert "6" in text(answer)
    assert text(answer).count('name="away"') == 6


def test_a_page_sent_again_does_not_double_its_photos(phone: Phone):
    add(phone, jpeg())
    add(phone, jpeg())

    assert text(phone.get(phone.url("what"))).count('name="away"') == 1


def test_a_photo_of_another_draft_is_not_served(phone: Phone, town: Town):
    add(phone, jpeg())
    url = phone.url("photo") + f"{Attachment.objects.get().uuid}/"

    mine = phone.get(url)
    assert mine.status_code == 200
    assert mine["Content-Type"] == "image/jpeg"
    assert mine["X-Content-Type-Options"] == "nosniff"
    assert mine["Cache-Control"].startswith("private")
    assert Phone(town.plate.token).get(url).status_code == 404


def test_a_photo_of_another_request_is_not_served(phone: Phone, town: Town):
    add(phone, jpeg())
    case = phone.ask()
    other = Phone(town.plate.token).ask(words="楼道灯不亮，晚上看不见。")
    uuid = case.photos.get().uuid

    assert phone.get(f"/f/{follow_token(case)}/photo/{uuid}/").status_code == 200
    assert phone.get(f"/f/{follow_token(other)}/photo/{uuid}/").status_code == 404


def test_photos_swept_from_an_old_draft_are_told_and_the_rest_can_be_sent(phone: Phone):
    add(phone, jpeg())
    key = phone.fill()
    drop_orphans(timezone.now() + timedelta(days=3))

    answer = phone.send(key)

    assert answer.status_code == 409
    assert "照片" in text(answer)
    assert WORDS in text(answer)
    assert phone.send(key).status_code == 302
    assert Case.objects.get().photos.count() == 0
