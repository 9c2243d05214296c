#!/usr/bin/env python3
"""Commands of this installation: `manage.py help` lists them."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
