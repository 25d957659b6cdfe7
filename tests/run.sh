#!/usr/bin/env bash
# Installs what the tests need on a fresh Debian machine (Chromium), then checks and tests everything.
# Usage: bash tests/run.sh
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

step() { printf '\n== %s (%ss)\n' "$1" "$SECONDS"; }

step "Chromium"
if command -v chromium >/dev/null; then
  chromium --version
elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
  chromium --version
else
  echo "Chromium is not here and cannot be installed without root and apt-get: the browser tests will be skipped."
fi

step "Restore"
dotnet restore --locked-mode

step "Build"
dotnet build --no-restore -warnaserror

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# The format check only reads, and leaves one of two processors idle: it goes beside the tests.
dotnet format --no-restore --verify-no-changes >"$work/format" 2>&1 &
format=$!

step "Test"
# One project after the other: the browser and process tests want the machine for themselves.
dotnet test --no-build -m:1 -- RunConfiguration.TestSessionTimeout=900000 2>&1 | tee "$work/tests" || failed=1

step "Format"
wait "$format" || failed=1
cat "$work/format"

step "Done"
# One plain line at the end, whatever the number of projects.
awk '/^(Passed|Failed|Skipped)! +- Failed:/ {
  gsub(",", ""); for (i = 1; i <= NF; i++) { if ($i == "Failed:") f += $(i+1); if ($i == "Passed:") p += $(i+1); if ($i == "Skipped:") s += $(i+1) }
} END { printf "%d passed, %d failed, %d skipped\n", p, f, s; exit (p == 0) }' "$work/tests" || failed=1
exit "$failed"
