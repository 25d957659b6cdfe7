#!/usr/bin/env bash
# The nginx that tests start themselves: installs Debian's package if it is not here, without starting its service, and prints where the program is.
# Exit code 2: it cannot be had here; one line says why.
set -euo pipefail

find_nginx() { PATH=$PATH:/usr/sbin:/usr/local/sbin command -v nginx; }

if ! find_nginx; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "nginx is not here and cannot be installed without root and apt-get." >&2
    exit 2
  fi
  policy=/usr/sbin/policy-rc.d made=
  if [ ! -e "$policy" ]; then printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && made=1; fi
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light; } >/dev/null 2>&1 || true
  if [ -n "$made" ]; then rm -f "$policy"; fi
  find_nginx || { echo "nginx is not here and its package could not be installed." >&2; exit 2; }
fi
