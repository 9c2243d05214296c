#!/bin/sh
# Write requirements/*.txt (versions and hashes) from requirements/*.in. Options go to the resolver, e.g.
#   tools/lock.sh                          keep what is locked, add what is new
#   tools/lock.sh --upgrade                newest of everything
#   tools/lock.sh --upgrade-package django
set -eu
cd "$(dirname -- "$0")/../requirements"
home=../.venv-lock
[ -x "$home/bin/uv" ] || { python3 -m venv "$home" && "$home/bin/python" -m pip install --quiet uv; }
for part in run postgres solvers dev; do
    "$home/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-emit-find-links --custom-compile-command tools/lock.sh "$@" "$part.in" --output-file "$part.txt"
    echo "requirements/$part.txt: $(grep -c '==' "$part.txt") packages"
done
