#!/usr/bin/env python3
"""Commands of this installation: `manage.py help` lists them."""

import os
import sys

if __name__ == "__main__":
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
