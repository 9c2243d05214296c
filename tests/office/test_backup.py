"""A backup made while people work, and put back: nothing acknowledged is missing, nothing erased comes back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from PIL import Image

from linli.common import escrow, keys
from linli.common.escrow import Cost, EscrowFailed
from linli.office import actions as office
from linli.office.actions.keeping import drop_files
from linli.office.backup import making, restoring
from linli.office.backup.last import last
from linli.office.backup.manifest import NAME, POOL, Broken, check_files, read
from linli.office.models import Attachment
from linli.office.photos import path_of
from tests.make import NOON
from tests.ops.installation import Installation, copy_tables

sqlite_only = pytest.mark.skipif(
    "sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="a file is copied"
)
pytestmark = [sqlite_only, pytest.mark.django_db]  # the mark makes the tables, which real processes are given

WRITE = """
import django; django.setup()
import io, pathlib, sys, time
from PIL import Image
from linli.common.actor import SYSTEM
from linli.office import actions as office
from linli.journal.actions import seal_all
from tests import make
town = make.Town()
town.furnish(town.areas["grid"])
for n in range(3):
    out = io.BytesIO()
    Image.new("RGB", (20, 20), (n * 80, 0, 0)).save(out, "PNG")
    out.seek(0)
    photo = office.store_photo(out, name="a.png", size=9, at=make.NOON)
    office.keep_photos([photo.uuid])
print("ready", flush=True)
stop = pathlib.Path(sys.argv[1])
for n in range(1000):
    print(make.case(town, at=make.NOON).pk, flush=True)
    if stop.exists():
        break
    time.sleep(0 if n < 20 else 0.2)
"""

ERASE = """
import django; django.setup()
from django.core.management import call_command
from linli.common.actor import SYSTEM
from linli.people.actions import ask_erasure
from linli.people.models import Resident
from linli.office.actions import ask_job
from tests.make import NOON
who = Resident.objects.get()
ask_erasure(who, by=SYSTEM, at=NOON)
ask_job("erase", {"resident": who.pk}, by=SYSTEM, at=NOON)
call_command("work", once=True)
who.refresh_from_db()
assert who.erased_at
"""


@dataclass
class Story:
    """What happened: an installation that was written to, its backup, and what was put back elsewhere."""

    old: Installation
    new: Installation
    folder: Path
    before: list[int]  # cases acknowledged before the backup began
    after: list[int]  # all that were ever acknowledged
    said: str  # by restore
    refused: str  # by restore, before the list of the erased was there


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Story]:
    root = tmp_path_factory.mktemp("story")
    old = Installation.new(root / "old")
    stop = root / "stop"
    writer = old.start("-c", WRITE, str(stop), stdout=-1, text=True)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n", "the writer died"
    before = [int(writer.stdout.readline()) for _ in range(20)]
    made = old.manage("backup", str(root / "backups"))
    assert made.returncode == 0, made.stderr
    meanwhile = [int(writer.stdout.readline()) for _ in range(5)]
    stop.touch()
    after = [*before, *meanwhile, *map(int, writer.stdout.read().split())]
    assert old.run("-c", ERASE).returncode == 0
    folder = making.backups(root / "backups")[0]
    new = Installation.new(root / "new", empty=True)
    (root / "new/keys.json").write_bytes((root / "old/keys.json").read_bytes())
    refused = new.manage("restore", str(folder))
    (root / "new/keys.json.erased").write_bytes((root / "old/keys.json.erased").read_bytes())
    restored = new.manage("restore", str(folder))
    assert restored.returncode == 0, restored.stderr
    yield Story(old, new, folder, before, after, restored.stdout, refused.stderr)
    old.end()


def test_every_row_acknowledged_before_the_backup_is_there_and_none_is_half_there(story: Story) -> None:
    back = [pk for (pk,) in story.new.ask("SELECT id FROM cases_case ORDER BY id")]
    assert set(story.before) <= set(back)
    assert back == story.after[: len(back)], "the cases of one moment, in their order, without a hole"
    asked = "SELECT COUNT(*) FROM journal_entry WHERE verb = 'case.ask'"
    assert story.new.count(asked) == len(back)
    assert len(story.after) > len(back), "somebody wrote while it was made"


def test_files_come_back_by_their_hash_and_the_restored_database_is_whole(story: Story) -> None:
    files = [path.stem for path in (story.new.data / "attachments").rglob("*.jpg")]
    assert sorted(files) == [
        sha for (sha,) in story.new.ask("SELECT sha256 FROM office_attachment ORDER BY sha256")
    ]
    assert len(files) == 3
    assert story.new.ask("PRAGMA integrity_check") == [("ok",)]


def test_whoever_was_erased_after_the_backup_is_erased_in_what_was_put_back(story: Story) -> None:
    with closing(sqlite3.connect(story.folder / "linli.sqlite3")) as backup:
        assert backup.execute("SELECT name FROM people_resident").fetchall() == [("张三丰",)]
    assert story.new.ask("SELECT name, erased_at IS NOT NULL FROM people_resident") == [("", 1)]
    assert "Erased again: 1 people" in story.said
    assert "张三丰" not in (story.old.root / "keys.json.erased").read_text()


def test_without_the_list_of_the_erased_nothing_is_put_back(story: Story) -> None:
    assert "keys.json.erased is not here" in story.refused
    assert "Traceback" not in story.refused


def test_restore_says_that_the_journal_is_as_it_was_sealed(story: Story) -> None:
    assert "The journal is as it was sealed" in story.said
    assert "The newest values of every sealed column open." in story.said


def test_nothing_is_put_back_over_something(story: Story) -> None:
    again = story.new.manage("restore", str(story.folder))
    assert again.returncode == 1
    assert "holds something already" in again.stderr
    assert "Traceback" not in again.stderr


def test_a_backup_holds_no_key_and_says_so(story: Story) -> None:
    ring = keys.load_or_make(story.old.root / "keys.json")
    inside = b"".join(path.read_bytes() for path in story.folder.parent.rglob("*") if path.is_file())
    for key in ring.keys.values():
        assert key not in inside
        assert key.hex().encode() not in inside
    assert "never" in read(story.folder).note


# -- what is not as it was is named -------------------------------------------------------------------------------


@pytest.fixture
def copied(story: Story, tmp_path: Path) -> Path:
    """The backup, to be spoilt."""
    for path in story.folder.parent.rglob("*"):
        if path.is_file():
            target = tmp_path / path.relative_to(story.folder.parent)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return tmp_path / story.folder.name


def ring_of(story: Story) -> keys.KeyRing:
    return keys.load_or_make(story.old.root / "keys.json")


@pytest.mark.parametrize("spoilt", ["database", "attachment"])
@pytest.mark.parametrize("how", ["a byte", "torn", "gone"])
def test_a_changed_torn_or_missing_file_is_named(story: Story, copied: Path, spoilt: str, how: str) -> None:
    path = copied / "linli.sqlite3" if spoilt == "database" else next((copied.parent / POOL).glob("*/*"))
    content = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        middle = len(content) // 2
        changed = bytes([content[middle] ^ 1])
        path.write_bytes(content[:middle] + (changed + content[middle + 1 :] if how == "a byte" else b""))
    manifest = read(copied, ring_of(story))
    with pytest.raises(Broken, match=path.name):
        check_files(copied, manifest)


@pytest.mark.parametrize("change", ["row", "hash", "torn", "seal", "field"])
def test_a_changed_or_torn_manifest_is_named(story: Story, copied: Path, change: str) -> None:
    path = copied / NAME
    said = json.loads(path.read_text())
    if change == "row":
        said["rows"]["cases_case"] += 1
    elif change == "hash":
        said["database"]["sha256"] = "0" * 64
    elif change == "seal":
        said["seal"] = "0" * 64
    elif change == "field":
        del said["head"]
    path.write_text(json.dumps(said)[: 200 if change == "torn" else None])
    with pytest.raises(Broken, match=NAME):
        read(copied, ring_of(story))


def test_without_its_keys_or_with_others_of_the_same_number_it_is_refused(
    story: Story, tmp_path: Path
) -> None:
    other = keys.load_or_make(tmp_path / "other.json")
    with pytest.raises(Broken, match="its key 1 is another one"):
        restoring.check(story.folder, other)
    right = ring_of(story)
    with pytest.raises(Broken, match="key 1 is not in it"):
        restoring.check(story.folder, replace(right, current=2, keys={2: right.keys[1]}))


# -- making -------------------------------------------------------------------------------------------------------


@pytest.fixture
def here(settings, tmp_path: Path) -> Path:
    """Files and notes of the process of the tests go into a folder of their own."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    settings.ATTACHMENT_DIR = settings.DATA_DIR / "attachments"
    settings.LAST_BACKUP = settings.DATA_DIR / "last-backup.json"
    return tmp_path / "backups"


def photo(tone: int) -> Attachment:
    path = settings.DATA_DIR / "one.png"
    Image.new("RGB", (30, 30), (tone, tone, 0)).save(path)
    with path.open("rb") as file:
        return office.store_photo(file, name="one.png", size=9, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_only_new_files_are_copied_and_what_no_kept_backup_names_is_swept(here: Path) -> None:
    now = timezone.now()
    first, second = photo(1), photo(200)
    assert making.make(here, now=now - timedelta(days=40)).copied == 2
    photo(90)
    drop_files([first.pk])
    made = making.make(here, now=now, keep_days=30)
    assert (made.copied, len(made.gone), made.swept) == (1, 1, 1)
    pool = {path.name for path in (here / POOL).glob("*/*")}
    assert pool == set(Attachment.objects.values_list("sha256", flat=True))
    assert second.sha256 in pool
    noted = last()
    assert noted is not None
    assert noted.at == now


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_gone_or_changed_is_told_and_the_rest_is_backed_up(here: Path) -> None:
    first, second, third = photo(1), photo(100), photo(200)
    path_of(settings.ATTACHMENT_DIR, first.sha256).unlink()
    path_of(settings.ATTACHMENT_DIR, second.sha256).write_bytes(b"not this")
    made = making.make(here, now=timezone.now())
    assert made.manifest.missing == sorted([first.sha256, second.sha256])
    assert [sha for sha, _ in made.manifest.attachments] == [third.sha256]


@pytest.mark.django_db
def test_what_a_power_cut_leaves_is_never_taken_for_a_backup(here: Path, monkeypatch) -> None:
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(making, "write", cut)
    with pytest.raises(KeyboardInterrupt):
        making.make(here, now=timezone.now())
    assert making.backups(here) == []
    torn = here / ".2026-01-01T000000Z.part"
    torn.mkdir()
    monkeypatch.undo()
    making.make(here, now=timezone.now())
    assert not torn.exists()


@pytest.mark.django_db
def test_it_refuses_to_lie_inside_the_data_or_beside_the_keys(here: Path, settings, tmp_path: Path) -> None:
    with pytest.raises(Broken, match="inside the data directory"):
        making.make(settings.DATA_DIR / "backups", now=NOON)
    settings.KEY_FILE = tmp_path / "backups" / "keys"
    with pytest.raises(Broken, match="never lie together"):
        making.make(here, now=NOON)


@pytest.mark.django_db
def test_a_newer_programs_backup_is_refused(here: Path, monkeypatch) -> None:
    made = making.make(here, now=timezone.now())
    newer = replace(made.manifest, migrations=[*made.manifest.migrations, "cases.9999_later"])
    monkeypatch.setattr(restoring, "read", lambda *_: newer)
    with pytest.raises(Broken, match="newer LinLi"):
        restoring.check(made.folder, settings.KEY_RING)


def test_tables_are_seen_and_an_empty_place_is_taken(
    tmp_path: Path, settings, django_db_setup: None, monkeypatch
) -> None:
    settings.ATTACHMENT_DIR = tmp_path / "attachments"
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "some.sqlite3"))
    restoring.check_empty()
    settings.ATTACHMENT_DIR.mkdir()
    (settings.ATTACHMENT_DIR / "ab").mkdir()
    with pytest.raises(Broken, match="not empty"):
        restoring.check_empty()
    monkeypatch.undo()
    copy_tables(tmp_path / "some.sqlite3")
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "some.sqlite3"))
    with pytest.raises(Broken, match="holds something"):
        restoring.check_empty()


# -- keys in a safe -----------------------------------------------------------------------------------------------

CHEAP = Cost(time=1, memory=8, lanes=1)
SECRET = "five words chosen by dice"


def test_keys_come_back_out_of_the_safe_with_the_passphrase_only(tmp_path: Path) -> None:
    keys.load_or_make(tmp_path / "keys")
    keys.add_key(tmp_path / "keys")
    assert escrow.lock_up(tmp_path / "keys", tmp_path / "safe", SECRET, CHEAP) == [1, 2]
    assert escrow.unlock(tmp_path / "safe", SECRET) == (tmp_path / "keys").read_text()
    with pytest.raises(EscrowFailed, match="does not open"):
        escrow.unlock(tmp_path / "safe", SECRET + ".")
    with pytest.raises(EscrowFailed, match="not overwritten"):
        escrow.lock_up(tmp_path / "keys", tmp_path / "safe", SECRET, CHEAP)
    with pytest.raises(EscrowFailed, match="12 characters"):
        escrow.lock_up(tmp_path / "keys", tmp_path / "safe2", "short", CHEAP)
    for key in keys.load_or_make(tmp_path / "keys").keys.values():
        assert key.hex() not in (tmp_path / "safe").read_text()
    assert (tmp_path / "safe").stat().st_mode & 0o077 == 0


def test_a_changed_or_torn_file_from_the_safe_gives_nothing(tmp_path: Path) -> None:
    keys.load_or_make(tmp_path / "keys")
    escrow.lock_up(tmp_path / "keys", tmp_path / "safe", SECRET, CHEAP)
    whole = (tmp_path / "safe").read_text()
    said = json.loads(whole)
    greedy = json.dumps(said | {"cost": {"time": 1, "memory": 1 << 30, "lanes": 1}})
    other = json.dumps(said | {"keys": {"1": "0" * 16}})
    for spoilt in (whole[:100], "", "[]", greedy, other):
        (tmp_path / "safe").write_text(spoilt)
        with pytest.raises(EscrowFailed):
            escrow.unlock(tmp_path / "safe", SECRET)


def test_recovering_needs_no_installation_and_moves_what_was_there_aside(tmp_path: Path) -> None:
    keys.load_or_make(tmp_path / "keys")
    escrow.lock_up(tmp_path / "keys", tmp_path / "safe", SECRET, CHEAP)
    made_new = keys.load_or_make(tmp_path / "there" / "keys")
    site = Installation.new(tmp_path / "site", empty=True, LINLI_KEY_FILE=str(tmp_path / "there" / "keys"))
    done = site.manage("keys", "recover", str(tmp_path / "safe"), typed=SECRET + "\n")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "there" / "keys").read_text() == (tmp_path / "keys").read_text()
    aside = [path for path in (tmp_path / "there").iterdir() if "aside" in path.name]
    assert [keys.load_or_make(path) for path in aside] == [made_new]
    wrong = site.manage("keys", "recover", str(tmp_path / "safe"), typed="another passphrase\n")
    assert wrong.returncode == 1
    assert "Nothing was written" in wrong.stderr
    assert "Traceback" not in wrong.stderr
