#!/bin/sh
# Ask the public lists of known weaknesses about every locked package. Needs the network, so it is no part of bin/test:
# run it before a release and once a month. The status is 0 only if nothing is known.
#   tools/audit.sh                         all of requirements/*.txt
#   tools/audit.sh requirements/run.txt    what an installation runs
#   tools/audit.sh -s osv                  another list; options go to pip-audit
set -eu
cd "$(dirname -- "$0")/.."
home=$(mktemp -d "${TMPDIR:-/tmp}/linli-audit.XXXXXX")
trap 'rm -rf -- "$home"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

options= files=
for one in "$@"; do
    case $one in *.txt) files="$files $one" ;; *) options="$options $one" ;; esac
done
[ -n "$files" ] || files=$(echo requirements/*.txt)

python3 -m venv "$home/venv"
"$home/venv/bin/python" -m pip install --quiet --disable-pip-version-check pip-audit
worst=0
for file in $files; do
    echo "$file"
    # the versions are locked with hashes: nothing is installed or resolved. --strict: what no list knows of fails too
    "$home/venv/bin/pip-audit" --strict --disable-pip --no-deps --require-hashes --progress-spinner off $options -r "$file" || worst=1
done
exit "$worst"
