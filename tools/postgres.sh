#!/bin/sh
# A throw-away PostgreSQL for tests and measuring, on a free port of 127.0.0.1; nothing in it survives a power cut.
#
#   tools/postgres.sh start    make it and start it (or say that it runs); prints its address, a LINLI_DATABASE
#   tools/postgres.sh url      print the address again
#   tools/postgres.sh stop     stop it and throw it away
#   tools/postgres.sh programs in which folder PostgreSQL's programs lie
#
# It lies in $LINLI_POSTGRES_DIR (default: linli-postgres-<user> in the folder for temporary files). Status 3: no
# PostgreSQL is installed here (on Debian: apt-get install -y postgresql).
set -eu

dir=${LINLI_POSTGRES_DIR:-${TMPDIR:-/tmp}/linli-postgres-$(id -un)}
data=$dir/data

stop_with() { printf '%s: %s\n' "${0##*/}" "$2" >&2; exit "$1"; }

# PostgreSQL refuses to run as root: there it is the user that Debian's package made.
as_owner() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && exec runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

# Debian keeps the programs of each version apart; the newest is taken, then whatever stands in the path.
find_programs() {
    programs=$(find /usr/lib/postgresql -maxdepth 2 -type d -name bin 2>/dev/null | sort -V | tail -n 1)
    [ -x "$programs/initdb" ] || programs=$(dirname -- "$(command -v initdb)" 2>/dev/null) || programs=
    [ -x "$programs/initdb" ] || stop_with 3 "no PostgreSQL here. On Debian: apt-get install -y postgresql"
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

runs() { [ -d "$data" ] && as_owner "$programs/pg_ctl" -D "$data" status >/dev/null 2>&1; }

# What is lost when the machine stops is lost: it makes the suite a third faster.
settings() {
    cat <<END
listen_addresses = '127.0.0.1'
port = $1
unix_socket_directories = ''
max_connections = 100
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
checkpoint_timeout = 1h
max_wal_size = 4GB
jit = off
log_min_messages = warning
END
}

start() {
    if runs; then
        cat "$dir/url"
        return
    fi
    [ ! -e "$data" ] || stop_with 1 "$dir holds a stopped PostgreSQL. Throw it away first: tools/postgres.sh stop"
    mkdir -p "$dir"
    # the owner's alone; who stands on the way to it lets everybody through
    [ "$(id -u)" != 0 ] || chown postgres "$dir"
    chmod 700 "$dir"
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    printf '%s\n' "$password" | as_owner sh -c "umask 077; cat >'$dir/password'"
    # C.UTF-8: the order of its texts is the order of their bytes, the same on every machine and after every upgrade
    as_owner "$programs/initdb" -D "$data" -U linli --pwfile="$dir/password" --auth=scram-sha-256 \
        --locale=C.UTF-8 --encoding=UTF8 --no-sync >"$dir/initdb.log" 2>&1 || {
        cat "$dir/initdb.log" >&2
        stop_with 1 "PostgreSQL could not be made in $dir"
    }
    port=$(free_port)
    settings "$port" | as_owner sh -c "cat >>'$data/postgresql.conf'"
    if ! as_owner "$programs/pg_ctl" -D "$data" -l "$dir/log" -w -t 60 start >/dev/null 2>&1; then
        cat "$dir/log" >&2
        stop_with 1 "PostgreSQL did not start"
    fi
    PGPASSWORD=$password "$programs/createdb" -h 127.0.0.1 -p "$port" -U linli linli
    printf 'postgres://linli:%s@127.0.0.1:%s/linli\n' "$password" "$port" | as_owner sh -c "umask 077; cat >'$dir/url'"
    cat "$dir/url"
}

find_programs
case ${1-} in
    programs) printf '%s\n' "$programs" ;;
    start) start ;;
    url)
        runs || stop_with 1 "it does not run. First: tools/postgres.sh start"
        cat "$dir/url"
        ;;
    stop)
        ! runs || as_owner "$programs/pg_ctl" -D "$data" -m immediate stop >/dev/null
        # only what this script made is thrown away
        [ ! -d "$data" ] || rm -rf -- "$dir"
        ;;
    *)
        sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
        exit 2
        ;;
esac
