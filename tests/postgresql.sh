#!/usr/bin/env bash
# A throw-away PostgreSQL for tests, which leaves nothing behind.
# Usage: bash tests/postgresql.sh start DIR [PID] | stop DIR | down DIR | up DIR | have
# start: makes a cluster in DIR (a new or empty folder), serves it on a free port of 127.0.0.1 and writes DIR/server: port, superuser, password and the
#   server's process, one a line. With PID, it is stopped and DIR removed once that process has ended, however it ended.
# down, up: ends the server of DIR with all its connections, and starts it again on the same port with what it held. have: installs it if need be.
# Exit code 2: it cannot be had here; one line says why.
set -euo pipefail

cannot() { echo "$1" >&2; exit 2; }

find_server() {
  local folder
  for folder in /usr/lib/postgresql/*/bin "$(command -v pg_config >/dev/null && pg_config --bindir || true)"; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then bin=$folder; fi
  done
  [ -n "${bin:-}" ]
}

# The package would start a service and make a cluster of its own: neither is wanted.
install_server() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || cannot "PostgreSQL is not here and cannot be installed without root and apt-get."
  local policy=/usr/sbin/policy-rc.d conf=/etc/postgresql-common/createcluster.conf made=
  if [ ! -e "$policy" ]; then printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && made=1; fi
  mkdir -p "${conf%/*}"
  [ -e "$conf" ] || echo "create_main_cluster = false" >"$conf"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql; } >/dev/null 2>&1 || true
  if [ -n "$made" ]; then rm -f "$policy"; fi
  find_server || cannot "PostgreSQL is not here and its package could not be installed."
}

# PostgreSQL refuses root.
unprivileged() { if [ "$(id -u)" = 0 ]; then setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups -- "$@"; else "$@"; fi; }

start() {
  local dir=$1 watched=${2:-} port password try
  find_server || install_server
  owner=$(id -un)
  if [ "$(id -u)" = 0 ]; then owner=$(id -un postgres 2>/dev/null || echo nobody); fi
  mkdir -p "$dir"
  chmod 755 "$dir"
  mkdir "$dir/run"
  password=$(head -c 18 /dev/urandom | base64 | tr -d '+/=')
  printf '%s' "$password" >"$dir/run/password"
  if command -v openssl >/dev/null; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
      -keyout "$dir/run/server.key" -out "$dir/run/server.crt" 2>/dev/null
    chmod 600 "$dir/run/server.key"
    cp "$dir/run/server.crt" "$dir/server.crt"
  fi
  chown -R "$owner" "$dir/run"
  # The plainest of locales: what is found whatever the case must not depend on the database's language.
  (cd / && unprivileged "$bin/initdb" -D "$dir/run/data" -U erp_admin --pwfile="$dir/run/password" -A scram-sha-256 --locale=C --encoding=UTF8 --no-sync) >"$dir/log" 2>&1 \
    || { tail -n 1 "$dir/log" >&2; exit 2; }
  {
    echo "listen_addresses = '127.0.0.1'"
    echo "unix_socket_directories = '$dir/run'"
    echo "fsync = off"
    echo "synchronous_commit = off"
    echo "full_page_writes = off"
    echo "max_connections = 200"
    echo "autovacuum_naptime = 1d"
    if [ -e "$dir/run/server.crt" ]; then printf "ssl = on\nssl_cert_file = '%s'\nssl_key_file = '%s'\n" "$dir/run/server.crt" "$dir/run/server.key"; fi
  } >>"$dir/run/data/postgresql.conf"
  for try in 1 2 3 4 5 6 7 8; do
    port=$((20000 + (RANDOM + $$ + try) % 30000))
    if (cd / && unprivileged "$bin/pg_ctl" -D "$dir/run/data" -l "$dir/run/server.log" -o "-p $port" -w -t 60 start) >>"$dir/log" 2>&1; then
      install -m 600 /dev/null "$dir/server"
      printf '%s\nerp_admin\n%s\n%s\n' "$port" "$password" "$(head -n 1 "$dir/run/data/postmaster.pid")" >"$dir/server"
      if [ -n "$watched" ]; then
        (while kill -0 "$watched" 2>/dev/null; do sleep 1; done; bash "$self" stop "$dir") </dev/null >/dev/null 2>&1 &
        disown
      fi
      return
    fi
  done
  cannot "PostgreSQL did not start: $(tail -n 1 "$dir/run/server.log" 2>/dev/null)"
}

stop() {
  local dir=$1 pid
  [ -e "$dir/server" ] || { rm -rf "$dir"; return; }
  pid=$(sed -n 4p "$dir/server")
  # Immediate: nothing in it is kept.
  kill -QUIT "$pid" 2>/dev/null || true
  for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  rm -rf "$dir"
}

down() {
  local dir=$1 pid
  pid=$(sed -n 4p "$dir/server")
  kill -INT "$pid"
  for _ in $(seq 300); do kill -0 "$pid" 2>/dev/null || return 0; sleep 0.1; done
  cannot "PostgreSQL does not stop."
}

up() {
  local dir=$1 port owner
  find_server
  owner=$(stat -c %U "$dir/run/data")
  port=$(sed -n 1p "$dir/server")
  (cd / && unprivileged "$bin/pg_ctl" -D "$dir/run/data" -l "$dir/run/server.log" -o "-p $port" -w -t 60 start) >>"$dir/log" 2>&1 || cannot "PostgreSQL did not start again: $(tail -n 1 "$dir/run/server.log")"
  sed -i "4s/.*/$(head -n 1 "$dir/run/data/postmaster.pid")/" "$dir/server"
}

self=$(readlink -f "$0")
case ${1:-} in
  start) start "$(readlink -m "${2:?DIR}")" "${3:-}" ;;
  stop) stop "$(readlink -m "${2:?DIR}")" ;;
  down) down "$(readlink -m "${2:?DIR}")" ;;
  up) up "$(readlink -m "${2:?DIR}")" ;;
  have) find_server || install_server ;;
  *) cannot "Usage: bash tests/postgresql.sh start DIR [PID] | stop DIR | down DIR | up DIR | have" ;;
esac
