"""The pages of each part of the desk, for the tests that ask every address.

Each part (a file of this folder) says for its own pages:

- `addresses(site)`: URL name → addresses, made from the town of `tests/make.py` (asked as every role, GET and POST);
- `allowed(role, name, address, site)`: the statuses that a GET by this role may have;
- `looks()`: URL name → (username, address) in the demo, for the browser that looks at every page;
- `NO_PAGES`: names that are no pages (downloads, things that only take a POST).
"""

from tests.faces.parts import (
    account,
    api,
    approving,
    calendar,
    calls,
    catalogue,
    daily,
    design,
    figures,
    imports,
    meetings,
    notices,
    operations,
    orders,
    prints,
    register,
    settings,
    staff,
    territory,
    tokens,
    trust,
    wall,
)

PARTS = (
    register,
    imports,
    territory,
    staff,
    account,
    prints,
    approving,
    catalogue,
    design,
    calendar,
    orders,
    figures,
    notices,
    trust,
    calls,
    meetings,
    operations,
    api,
    tokens,
    daily,
    settings,
    wall,
)
