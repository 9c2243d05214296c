#!/usr/bin/env python3
"""Commands of this installation: `manage.py help` lists them."""

import os
import sys

if __name__ == "__main__":
    if sys.argv[1:3] == ["keys", "recover"]:
        # before the settings are read: they refuse data without its keys, and make new ones where nothing is yet
        from linli.common.escrow import EscrowFailed, recover

        try:
            print(recover(sys.argv[3:]))
        except (EscrowFailed, OSError) as failed:
            sys.exit(str(failed))
        sys.exit()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        if type(error).__name__ in {"OperationalError", "ProgrammingError"} and (
            "no such table" in str(error) or "does not exist" in str(error)
        ):
            sys.exit(
                "No tables here yet: run `python manage.py migrate`, or set LINLI_DATA_DIR and LINLI_KEY_FILE to the "
                "installation you mean (bin/demo keeps its own in .data/demo and .data/demo.keys)."
            )
        raise
