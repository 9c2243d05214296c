"""Verbs about people: `serving` (offices, users, posts) and `living` (residents)."""

from linli.people.actions.living import enter_residents, phone_index, seal_phone
from linli.people.actions.serving import appoint, end_post, enter_user, open_office

__all__ = ["appoint", "end_post", "enter_residents", "enter_user", "open_office", "phone_index", "seal_phone"]
