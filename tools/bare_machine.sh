#!/bin/sh
# Prove that a fresh clone works on a bare machine: Debian 12 with python3 and python3-venv, nothing else.
set -eu

usage() {
    cat <<EOF
Usage (as root): tools/bare_machine.sh [--worktree] [--no-test] [--keep] [--port N] [directory]

Makes a Debian 12 in the directory (default /var/tmp/linli-bare), puts a fresh clone of this repository into it and
runs the two commands of the README there: bin/demo (with the seconds until it serves, every printed address
fetched, Ctrl-C, a second run), then bin/test. The bare system is kept as base.tar beside it for the next time.

  --worktree   take the files as they lie here instead of the last commit
  --no-test    leave out bin/test
  --keep       leave the machine in place afterwards
  --port N     where the demo listens meanwhile (default 9190)
EOF
}

worktree=no test=yes keep=no port=9190 place=/var/tmp/linli-bare
while [ $# -gt 0 ]; do
    case $1 in
        --worktree) worktree=yes ;;
        --no-test) test=no ;;
        --keep) keep=yes ;;
        --port) port=$2; shift ;;
        -h | --help) usage; exit 0 ;;
        -*) usage >&2; exit 2 ;;
        *) place=$1 ;;
    esac
    shift
done
[ "$(id -u)" = 0 ] || { echo "bare_machine: only root can make a chroot" >&2; exit 1; }

root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P)
mkdir -p -- "$place"
place=$(CDPATH= cd -- "$place" && pwd -P)
machine=$place/machine
base=$place/base.tar
log=$place/demo.log
certificates=/etc/ssl/carried-over.crt
in_front=
now() { date +%s; }
say() { printf '%s\n' "$*"; }
stop() { printf 'bare_machine: %s\n' "$*" >&2; exit 1; }

# -- the machine's own way to its packages, carried over -----------------------------------------------------------
debian_sources() { # one line per suite of Debian 12, as this machine is configured
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' |
        awk '$2 ~ /^bookworm/ && $3 == "main" && $1 ~ /debian/ { print "deb " $1, $2, $3 }' | sort -u
}

carry_over() {
    cp /etc/resolv.conf "$machine/etc/resolv.conf"
    grep -lsE '^ *Acquire' /etc/apt/apt.conf /etc/apt/apt.conf.d/* | while read -r file; do
        cp "$file" "$machine/etc/apt/apt.conf.d/zz-${file##*/}"
    done
    # the certificates that this machine trusts, under a name that no package over there rewrites
    [ ! -e /etc/ssl/certs/ca-certificates.crt ] || cp -L /etc/ssl/certs/ca-certificates.crt "$machine$certificates"
    # where pip finds packages and through what; paths of this machine mean nothing over there
    for file in /etc/xdg/pip/pip.conf /etc/pip.conf "${XDG_CONFIG_HOME:-$HOME/.config}/pip/pip.conf" "$HOME/.pip/pip.conf"; do
        [ ! -e "$file" ] || grep -hE '^ *(\[global\]|index-url|extra-index-url|trusted-host|proxy|cert|timeout) *' "$file" |
            grep -v 'file:' || true
    done | sed "s|^ *cert *=.*|cert = $certificates|" | awk '!seen[$0]++' >"$machine/etc/pip.conf"
}

become() { # turn into a command on the bare machine, with nothing of this one's environment but the proxies
    exec ${in_front:+python3 -c "$in_front"} env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
        ${no_proxy:+no_proxy="$no_proxy"} ${PIP_INDEX_URL:+PIP_INDEX_URL="$PIP_INDEX_URL"} \
        ${PIP_PROXY:+PIP_PROXY="$PIP_PROXY"} ${PIP_CERT:+PIP_CERT="$certificates"} \
        chroot "$machine" "$@"
}
there() { (become "$@"); }

# -- mounts, and leaving nothing behind ------------------------------------------------------------------------------
inhabitants() { # processes that live in the machine
    for link in /proc/[0-9]*/root; do
        [ "$(readlink "$link" 2>/dev/null)" != "$machine" ] || { pid=${link#/proc/}; echo "${pid%/root}"; }
    done
}
unmount() {
    for point in "$machine/dev/shm" "$machine/proc"; do
        ! grep -qs " $point " /proc/mounts || umount -l "$point"
    done
}
leave() {
    status=$?
    trap '' INT TERM
    for pid in $(inhabitants); do kill -KILL "$pid" 2>/dev/null || true; done
    unmount
    [ "$keep" = yes ] || rm -rf --one-file-system -- "$machine"
    exit "$status"
}
trap 'exit 130' INT
trap 'exit 143' TERM

# -- 1. a bare Debian 12 -----------------------------------------------------------------------------------------------
! grep -qs " $machine/" /proc/mounts || stop "something is mounted under $machine; is another one running?"
rm -rf --one-file-system -- "$machine"
mkdir -p -- "$machine"
trap leave EXIT
if [ ! -e "$base" ]; then
    command -v debootstrap >/dev/null || apt-get install -y -q debootstrap >/dev/null
    began=$(now)
    sources=$(debian_sources)
    mirror=$(printf '%s\n' "$sources" | awk '$3 == "bookworm" { print $2; exit }')
    [ -n "$mirror" ] || stop "apt knows no source of Debian 12 here; run apt-get update first"
    debootstrap --variant=minbase bookworm "$machine" "$mirror" >"$place/debootstrap.log" 2>&1 ||
        { tail -n 20 "$place/debootstrap.log" >&2; stop "debootstrap failed"; }
    printf '%s\n' "$sources" >"$machine/etc/apt/sources.list"
    carry_over
    there sh -c 'apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3 python3-venv' \
        >"$place/apt.log" 2>&1 || { tail -n 20 "$place/apt.log" >&2; stop "python3 could not be installed there"; }
    rm -f "$machine"/var/cache/apt/archives/*.deb
    tar -C "$machine" -cf "$base.new" .
    mv "$base.new" "$base"
    say "A bare Debian 12 with python3 and python3-venv: $(($(now) - began)) s (kept in $base)"
else
    tar -C "$machine" -xf "$base"
    carry_over
    say "A bare Debian 12 with python3 and python3-venv: from $base"
fi

# -- 2. a fresh clone --------------------------------------------------------------------------------------------------
clone=$machine/root/linli
if [ "$worktree" = yes ]; then
    mkdir -p "$clone"
    (cd "$root" && git ls-files -z -co --exclude-standard | tar --null --no-recursion -T - -cf - --ignore-failed-read) | tar -C "$clone" -xf -
    say "The files of $root as they lie there"
else
    git clone --quiet --no-hardlinks "$root" "$clone"
    say "A fresh clone of $root at $(git -C "$clone" rev-parse --short HEAD)"
fi
# after all copying: a copied /proc never ends
mount -t proc proc "$machine/proc"
mkdir -p "$machine/dev/shm"
mount -t tmpfs tmpfs "$machine/dev/shm"

# -- 3. bin/demo ---------------------------------------------------------------------------------------------------------
answers() { # status of a GET, redirects followed, cookies kept
    python3 -c '
import http.cookiejar, sys, urllib.error, urllib.request
jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
try:
    print(urllib.request.build_opener(urllib.request.ProxyHandler({}), jar).open(sys.argv[1], timeout=30).status)
except urllib.error.HTTPError as e:
    print(e.code)
except OSError as e:
    print(e)' "$1"
}

# a group of its own, and INT not ignored, which a plain shell does to what it starts in the background
like_a_terminal='
import os, signal, sys
os.setpgid(0, 0)
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])'

demo() { # start it, wait until it says it serves
    began=$(now)
    : >"$log"
    in_front=$like_a_terminal
    become /root/linli/bin/demo --port "$port" >"$log" 2>&1 </dev/null &
    demo=$!
    in_front=
    until grep -q '^Logs:' "$log"; do
        kill -0 "$demo" 2>/dev/null || { cat "$log" >&2; stop "bin/demo ended before it served"; }
        [ $(($(now) - began)) -lt 900 ] || { cat "$log" >&2; stop "bin/demo does not serve after 900 s"; }
        sleep 1
    done
    took=$(($(now) - began))
}

end_demo() { # end_demo INT: Ctrl-C in a terminal reaches the whole group; end_demo TERM: a service manager
    case $1 in
        INT) kill -s INT -- "-$demo" ;;
        TERM) kill -s TERM "$demo" ;;
    esac
    began=$(now)
    wait "$demo" 2>/dev/null || true
    left=$(inhabitants)
    [ -z "$left" ] || { ps -o pid,args -p "$(echo $left | tr ' ' ,)" >&2; stop "bin/demo left these running"; }
    say "  SIG$1: ended in $(($(now) - began)) s, nothing left running"
}

say "bin/demo, first run"
demo
sed -n 's/^  /    /p' "$log"
downloads=$(sed -n 's/^  packages .* \([0-9]*\) s$/\1/p' "$log")
say "  serves after $took s; without the packages step (downloads and their unpacking) $((took - ${downloads:-0})) s"
[ "$(answers "http://127.0.0.1:$port/readyz")" = 200 ] || stop "/readyz does not answer 200"
urls=$(grep -oE "http://127\.0\.0\.1:$port/[^ ]*" "$log" | sort -u)
[ -n "$urls" ] || { cat "$log" >&2; stop "bin/demo printed no address"; }
for url in $urls; do
    status=$(answers "$url")
    [ "$status" = 200 ] || stop "$url answers $status"
done
say "  /readyz and the $(printf '%s\n' "$urls" | wc -l) printed addresses answer 200"
end_demo INT
say "bin/demo, second run"
demo
say "  serves after $took s"
end_demo TERM

# -- 4. bin/test ---------------------------------------------------------------------------------------------------------
if [ "$test" = yes ]; then
    say "bin/test"
    began=$(now)
    there /root/linli/bin/test </dev/null || stop "bin/test failed after $(($(now) - began)) s"
    say "  passed in $(($(now) - began)) s"
fi
say "The bare machine says yes."
