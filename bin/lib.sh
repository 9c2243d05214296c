# Shared by bin/demo and bin/test: progress lines, the virtual environment, what comes from apt. Plain POSIX sh.
# Sets: root (the repository), venv, python (the one in the venv, after `make_venv`).

root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P)
venv=$root/.venv
python=$venv/bin/python
cd "$root"
export PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1
unset PYTHONDONTWRITEBYTECODE # what is compiled once is kept, or every process that starts compiles all of it again

scratch=$(mktemp -d "${TMPDIR:-/tmp}/linli.XXXXXX")
drop_scratch() { rm -rf -- "$scratch"; }
trap drop_scratch EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

say() { printf '%s\n' "$*"; }
stop() { printf '\n%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }
now() { date +%s; }

# step "what is done" command…   One line with its seconds; the command's output only if it fails.
step() {
    step_name=$1; shift
    printf '  %-44s' "$step_name"
    step_began=$(now)
    if "$@" >"$scratch/step.log" 2>&1; then
        printf '%4d s\n' $(($(now) - step_began))
    else
        step_status=$?
        printf '%4d s  failed (status %d)\n\n' $(($(now) - step_began)) "$step_status"
        cat "$scratch/step.log"
        stop "\"$step_name\" failed; its output stands above."
    fi
}

checksum() { cat -- "$@" | cksum; }

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    stop "Python 3.11 or newer is needed. On Debian 12: apt-get install -y python3 python3-venv"
}

make_venv() {
    if [ -x "$python" ] && "$python" -c 'import pip' 2>/dev/null; then
        return
    fi
    make_venv_with=$(find_python)
    "$make_venv_with" -c 'import ensurepip, venv' 2>/dev/null ||
        stop "$make_venv_with cannot make a virtual environment. On Debian: apt-get install -y python3-venv"
    rm -rf -- "$venv"
    step "virtual environment (.venv)" "$make_venv_with" -m venv "$venv"
}

# install_lock run|dev|…   Installs requirements/<name>.txt if it changed since it was last installed here. What is
# imported is compiled then; compiling all that comes takes longer than bringing it.
install_lock() {
    install_lock_file=$root/requirements/$1.txt
    install_lock_stamp=$venv/installed-$1
    install_lock_sum=$(checksum "$install_lock_file")
    if [ "$(cat "$install_lock_stamp" 2>/dev/null)" = "$install_lock_sum" ]; then
        return
    fi
    step "packages (requirements/$1.txt)" \
        "$python" -m pip install --quiet --no-input --no-compile --no-deps --require-hashes -r "$install_lock_file"
    say "$install_lock_sum" >"$install_lock_stamp"
}

# apt_packages name…   Installs what is missing. When not root, nothing is tried: the caller looks for what it needs.
apt_packages() {
    missing=
    for package in "$@"; do
        case $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) in
            *' installed') ;;
            *) missing="$missing $package" ;;
        esac
    done
    if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        # shellcheck disable=SC2086
        step "from apt:$missing" apt_install $missing
    fi
}

# beside command…   Steps that need nothing of those that follow; `joined` waits, says what they said, and stops if they did.
beside() {
    mkdir "$scratch/beside"
    (scratch=$scratch/beside && "$@") >"$scratch/beside.log" 2>&1 &
    beside_pid=$!
}
joined() {
    joined_status=0
    wait "$beside_pid" || joined_status=$?
    cat "$scratch/beside.log"
    [ "$joined_status" = 0 ] || exit "$joined_status"
}

apt_install() {
    DEBIAN_FRONTEND=noninteractive
    export DEBIAN_FRONTEND
    apt-get install -y --no-install-recommends "$@" </dev/null && return
    apt-get update && apt-get install -y --no-install-recommends "$@" </dev/null
}
