"""`python -m linli.solvers`: see `linli.solvers.command`."""

import sys

from linli.solvers.command import main

sys.exit(main())
