"""Verbs of the installation: `keeping` (commands, photos, serials, import runs), `deciding` (the office's rules),
`jobs` (long work)."""

from linli.office.actions.deciding import give_up, put_back, set_setting, write_version
from linli.office.actions.finding import forget_many, forget_words, index_many, index_words
from linli.office.actions.jobs import (
    advance,
    ask_job,
    claim_job,
    drop_results,
    keep_result,
    let_go,
    lock_job,
    note,
    release_job,
    run_a_step,
    stop_job,
)
from linli.office.actions.keeping import (
    drop_orphans,
    fingerprint,
    finish_import,
    keep_photos,
    next_number,
    once,
    start_import,
    store_photo,
)

__all__ = [
    "advance",
    "ask_job",
    "claim_job",
    "drop_orphans",
    "drop_results",
    "fingerprint",
    "finish_import",
    "forget_many",
    "forget_words",
    "give_up",
    "index_many",
    "index_words",
    "keep_photos",
    "keep_result",
    "let_go",
    "lock_job",
    "next_number",
    "note",
    "once",
    "put_back",
    "release_job",
    "run_a_step",
    "set_setting",
    "start_import",
    "stop_job",
    "store_photo",
    "write_version",
]
