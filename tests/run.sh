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
# One compiler for all projects, warm from the second on, whatever the environment says; it ends with the build.
dotnet build --no-restore -warnaserror -p:UseSharedCompilation=true
dotnet build-server shutdown --vbcscompiler >/dev/null

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# The format check only reads, and leaves one of two processors idle: it goes beside the tests.
dotnet format --no-restore --verify-no-changes >"$work/format" 2>&1 &
format=$!

test_project() { dotnet test "$1" --no-build -- RunConfiguration.TestSessionTimeout=900000; }

# The process tests wait more than they work: all that needs no more than a processor goes beside them.
test_project tests/SuperOfficeErpLink.Process.Tests >"$work/process" 2>&1 &
process=$!

step "Test"
for project in tests/*.Tests; do
  case $project in
    *.Process.Tests | *.Browser.Tests) ;;
    *) test_project "$project" 2>&1 | tee -a "$work/tests" || failed=1 ;;
  esac
done

step "Process tests"
wait "$process" || failed=1
tee -a "$work/tests" <"$work/process"

step "Format"
wait "$format" || failed=1
cat "$work/format"

# A browser and a product at once want the machine for themselves.
step "Browser tests"
test_project tests/SuperOfficeErpLink.Browser.Tests 2>&1 | tee -a "$work/tests" || failed=1

step "Done"
# One plain line at the end, whatever the number of projects.
awk '/^(Passed|Failed|Skipped)! +- Failed:/ {
  gsub(",", ""); for (i = 1; i <= NF; i++) { if ($i == "Failed:") f += $(i+1); if ($i == "Passed:") p += $(i+1); if ($i == "Skipped:") s += $(i+1) }
} END { printf "%d passed, %d failed, %d skipped\n", p, f, s; exit (p == 0) }' "$work/tests" || failed=1
exit "$failed"
