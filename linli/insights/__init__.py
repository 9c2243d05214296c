"""How it goes (成效数字): counts kept from the journal, figures made of them, and the month's sheet for the wall."""
