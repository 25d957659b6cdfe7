#!/usr/bin/env bash
# A real Tryton 6.0 on this machine for the tests: Debian's packages, a PostgreSQL cluster of its own that listens on a unix socket only,
# a server on 127.0.0.1.
#
#   tryton.sh start PORT      installs (root only), initialises and starts whatever is not there yet; the last lines are NAME=value
#   tryton.sh stop PORT       ends server and cluster by their process ids; what they hold stays
#   tryton.sh destroy PORT    stops and removes what they hold
#   tryton.sh client          installs Tryton's own client library for Python (root only), for peer.py
#
# Exits with 2 and says why where it cannot be had.
# ERPLINK_TRYTON_HOME    where server and cluster live       (default: erplink-tryton-PORT in the folder for temporary files)
# ERPLINK_TRYTON_CACHE   where the initialised database stays (default: erplink-tryton-cache there)
set -euo pipefail
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1

modules="party party_relationship company country currency project"
languages="en de"
database=erp
admin_password=Admin-Tryton-81
user_password=Sync-Tryton-74

usage() { sed -n '2,13s/^# \{0,1\}//p' "$0" >&2; exit 64; }
command=${1:-}
port=${2:-}
case $command in
  client) ;;
  start | stop | destroy) case $port in '' | *[!0-9]*) usage ;; esac ;;
  *) usage ;;
esac

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
temporary=${TMPDIR:-/tmp}
home=${ERPLINK_TRYTON_HOME:-$temporary/erplink-tryton-$port}
cache=${ERPLINK_TRYTON_CACHE:-$temporary/erplink-tryton-cache}
conf=$home/trytond.conf
export PGHOST=$home/socket PGUSER=tryton PGDATABASE=$database

say() { printf 'tryton %4ds  %s\n' "$SECONDS" "$*"; }
cannot() { echo "Tryton cannot be had here: $*" >&2; exit 2; }

# PostgreSQL refuses to run as root; the package tryton-server makes this user. setpriv becomes what it starts, so its process id is the server's.
as=()
be_tryton() { if [ "$(id -u)" = 0 ]; then as=(setpriv --reuid=tryton --regid=tryton --init-groups env "HOME=$home"); fi; }

pid_in() { head -n 1 "$1" 2>/dev/null || true; }
runs() { local pid; pid=$(pid_in "$1"); [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; }

end() { # file with a process id, signal to end with at once
  local pid; pid=$(pid_in "$1")
  if [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; then
    kill "-$2" "$pid" 2>/dev/null || true
    for _ in $(seq 200); do kill -0 "$pid" 2>/dev/null || break; sleep 0.05; done
    ! kill -0 "$pid" 2>/dev/null || kill -KILL "$pid"
  fi
  rm -f "$1"
}

stop() {
  end "$home/trytond.pid" TERM
  end "$home/cluster/postmaster.pid" INT
}

packages() { # those that are not there yet
  local name missing=()
  for name in "$@"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || cannot "these packages are missing and there is no apt-get: ${missing[*]}"
  [ "$(id -u)" = 0 ] || cannot "these packages are missing and only root may install them: ${missing[*]}"
  # Servers of the packages' own are not wanted.
  local policy=/usr/sbin/policy-rc.d made=
  if [ ! -e $policy ]; then printf '#!/bin/sh\nexit 101\n' >$policy; chmod 755 $policy; made=yes; fi
  local log; log=$(mktemp)
  if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    [ -z "$made" ] || rm -f $policy
    tail -n 5 "$log" >&2; rm -f "$log"
    cannot "apt-get did not install ${missing[*]}"
  fi
  [ -z "$made" ] || rm -f $policy
  rm -f "$log"
  say "installed ${missing[*]}"
}

cluster() {
  local bin; bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  if [ ! -s "$home/cluster/PG_VERSION" ]; then
    "${as[@]}" "$bin/initdb" -D "$home/cluster" -U tryton -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$home/initdb.log"
    # Dates of Tryton are in the session's time zone. A test's data need not outlive a power cut.
    "${as[@]}" tee -a "$home/cluster/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$home/socket'
timezone = 'UTC'
fsync = off
synchronous_commit = off
full_page_writes = off
CONF
  fi
  runs "$home/cluster/postmaster.pid" ||
    "${as[@]}" "$bin/pg_ctl" -D "$home/cluster" -l "$home/postgresql.log" -w -s start
}

initialise() {
  [ ! -e "$home/ready" ] || return 0
  local key dump
  key=$(cat "$here/seed.py" - <<<"$(dpkg-query -W -f='${Version}' tryton-server) $modules $languages $admin_password $user_password" | sha256sum | cut -c 1-16)
  dump=$cache/tryton-$key.dump
  "${as[@]}" psql -q -d postgres -c "set client_min_messages = error" -c "drop database if exists $database" -c "create database $database template template0 encoding 'UTF8'"
  if [ -s "$dump" ]; then
    "${as[@]}" pg_restore -d $database -O -x <"$dump"
    say "restored $dump"
  else
    printf '%s\n' "$admin_password" | "${as[@]}" tee "$home/admin-password" >/dev/null
    "${as[@]}" env TRYTONPASSFILE="$home/admin-password" /usr/bin/python3 /usr/bin/trytond-admin -c "$conf" -d $database \
      -u $modules --activate-dependencies -l $languages --email admin@erp.example -p >"$home/initialise.log" 2>&1 ||
      { tail -n 20 "$home/initialise.log" >&2; exit 1; }
    say "initialised $modules"
    "${as[@]}" /usr/bin/python3 "$home/seed.py" "$conf" $database "$user_password" >"$home/seed.log" 2>&1 ||
      { tail -n 20 "$home/seed.log" >&2; exit 1; }
    "${as[@]}" psql -q -c 'vacuum analyze'
    say "seeded"
    mkdir -p "$cache"
    "${as[@]}" pg_dump -Fc $database >"$dump.$$" && mv "$dump.$$" "$dump"
  fi
  touch "$home/ready"
}

answers() {
  curl -sf -o "$home/answer" -H 'Content-Type: application/json' -d '{"id":1,"method":"common.server.version","params":[]}' "http://127.0.0.1:$port/" 2>/dev/null
}

server() {
  if ! runs "$home/trytond.pid"; then
    ! answers || { echo "Port $port is taken by another server." >&2; exit 1; }
    "${as[@]}" /usr/bin/python3 /usr/bin/trytond -c "$conf" -d $database >"$home/trytond.log" 2>&1 &
    echo $! >"$home/trytond.pid"
    disown
  fi
  for _ in $(seq 600); do
    ! answers || return 0
    runs "$home/trytond.pid" || { tail -n 20 "$home/trytond.log" >&2; exit 1; }
    sleep 0.1
  done
  echo "Tryton does not answer on port $port; see $home/trytond.log" >&2
  exit 1
}

start() {
  local wanted=() name
  for name in $modules; do wanted+=("tryton-modules-${name//_/-}"); done
  packages tryton-server python3-psycopg2 postgresql curl "${wanted[@]}"
  be_tryton
  mkdir -p "$home/socket" "$home/www"
  cp "$here/seed.py" "$home/seed.py"
  cat >"$conf" <<CONF
[web]
listen = 127.0.0.1:$port
root = $home/www
[database]
uri = postgresql://tryton@:5432/
[session]
max_attempt = 5
timeout = 300
[password]
passlib = $home/passlib.conf
[request]
max_size_authenticated = 33554432
CONF
  # Signing in costs Tryton a quarter of a second otherwise, and every test does.
  printf '[passlib]\nschemes = pbkdf2_sha512\npbkdf2_sha512__default_rounds = 1000\n' >"$home/passlib.conf"
  [ "$(id -u)" != 0 ] || chown -R tryton: "$home"
  cluster
  initialise
  server
  say "answers: $(cat "$home/answer")"
  cat <<FACTS
ERPLINK_TEST_TRYTON=http://127.0.0.1:$port/
ERPLINK_TEST_TRYTON_DATABASE=$database
ERPLINK_TEST_TRYTON_PASSWORD=$user_password
ERPLINK_TEST_TRYTON_ADMIN_PASSWORD=$admin_password
FACTS
}

case $command in
  start) start ;;
  stop) stop ;;
  destroy) stop; rm -rf "$home" ;;
  client) packages tryton-proteus ;;
esac
