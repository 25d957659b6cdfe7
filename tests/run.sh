#!/usr/bin/env bash
# Installs what the tests need on a fresh Debian machine (Chromium, a Tryton with its PostgreSQL), then checks and tests everything.
# Usage: bash tests/run.sh
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Tests, and the products they start, do not live long: fewer and plainer collections, nothing learned for later, and code compiled where it runs
# (the runtime's guard against writing to running code takes a fifth of a start). Threads that wait do not spin: others need the processor.
export DOTNET_gcConcurrent=0 DOTNET_GCgen0size=0x4000000 DOTNET_TieredPGO=0 DOTNET_EnableWriteXorExecute=0 DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0

TIMEFORMAT='%0R s'
step() { printf '\n== %s (%ss)\n' "$1" "$SECONDS"; }

work=$(mktemp -d)
tryton_port=$((20000 + RANDOM % 20000))
leave() {
  bash tests/tryton/tryton.sh destroy "$tryton_port" || true
  rm -rf "$work"
}
trap leave EXIT
failed=0

# The one without windows, which needs half the processor.
install_chromium() {
  if command -v chromium-headless-shell; then
    return
  elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null
  else
    command -v chromium || echo "Chromium is not here and cannot be installed without root and apt-get: the browser tests will be skipped."
  fi
}

# An ERP that others wrote: made while everything is restored and built. Where it cannot be had (2), its tests are skipped and say so.
start_tryton() {
  local result=0
  bash tests/tryton/tryton.sh start "$tryton_port" >"$work/tryton" 2>&1 || result=$?
  [ "$result" = 0 ] || [ "$result" = 2 ]
}

: >"$work/tryton"

# One after the other: apt-get does one thing at a time.
(
  install_chromium >"$work/chromium" 2>&1 || exit 1
  start_tryton
) &
servers=$!

step "Restore"
dotnet restore --locked-mode

step "Build"
# One compiler for all projects, warm from the second on, whatever the environment says; it ends with the build.
time dotnet build --no-restore -warnaserror -p:UseSharedCompilation=true -p:Optimize=true
dotnet build-server shutdown --vbcscompiler >/dev/null

step "Chromium and Tryton"
wait "$servers" || failed=1
cat "$work/chromium" "$work/tryton"
while IFS= read -r setting; do export "${setting?}"; done < <(grep '^ERPLINK_TEST_TRYTON' "$work/tryton")

# The format check only reads: it goes beside the tests. Style and analyzers, which the whole of it looks at again, have failed the build.
dotnet format whitespace --no-restore --verify-no-changes >"$work/format" 2>&1 &
format=$!

# PROJECT [FILTER]
test_project() { time dotnet test "$1/bin/Debug/net10.0/${1#tests/}.dll" ${2:+--filter "$2"} -- RunConfiguration.TestSessionTimeout=1500000; }

tests=tests/SuperOfficeErpLink
nodes='FullyQualifiedName~ClusterTests'

# Long histories run long enough for what is learned of them to pay.
linking() { DOTNET_TieredPGO=1 test_project $tests.Linking.Tests "$@"; }

# The same tests of our own data on a server: one is started for them, and a SQL Server where ERPLINK_TEST_SQLSERVER names one. What has nothing to do
# with the database, and what is about SQLite alone, is left out.
on_database() {
  (
    export ERPLINK_TEST_DATABASE=$1 ERPLINK_FILE_HISTORIES=${ERPLINK_SERVER_HISTORIES:-20}
    local failed=0 filter='FullyQualifiedName!~In_any_weather&FullyQualifiedName!~Whatever_happens&FullyQualifiedName!~ConformanceTests&FullyQualifiedName!~InMemory.StoreTests'
    test_project $tests.Storage.Tests "$filter" || failed=1
    linking "$filter" || failed=1
    exit "$failed"
  )
}

# Two kinds of tests, each kind one after the other, and both at once: one waits while the other works.
working() {
  local failed=0
  linking || failed=1
  test_project $tests.Web.Tests || failed=1
  if bash tests/postgresql.sh have; then on_database postgresql || failed=1; else echo "Our own database on PostgreSQL: skipped, there is none."; fi
  if [ -n "${ERPLINK_TEST_SQLSERVER:-}" ]; then on_database sqlserver || failed=1; else echo "Our own database on SQL Server: skipped, ERPLINK_TEST_SQLSERVER names none."; fi
  return "$failed"
}

waiting() {
  local failed=0 project
  test_project $tests.Process.Tests "${nodes/\~/!~}" || failed=1
  for project in tests/*.Tests; do
    case $project in
      *.Process.Tests | *.Browser.Tests | *.Linking.Tests | *.Web.Tests) ;;
      *) test_project "$project" || failed=1 ;;
    esac
  done
  return "$failed"
}

step "Tests"
waiting >"$work/tests.waiting" 2>&1 &
waited=$!
working 2>&1 | tee "$work/tests.working" || failed=1
wait "$waited" || failed=1
cat "$work/tests.waiting"

step "Format"
wait "$format" || failed=1
cat "$work/format"

# Browser tests are two kinds of their own.
step "Browser tests"
test_project $tests.Browser.Tests 2>&1 | tee "$work/tests.browser" || failed=1

# Several nodes under load need the machine for themselves.
step "Several nodes"
test_project $tests.Process.Tests "$nodes" 2>&1 | tee "$work/tests.nodes" || failed=1

step "Done"
# One plain line at the end, whatever the number of projects.
awk '/^(Passed|Failed|Skipped)! +- Failed:/ {
  gsub(",", ""); for (i = 1; i <= NF; i++) { if ($i == "Failed:") f += $(i+1); if ($i == "Passed:") p += $(i+1); if ($i == "Skipped:") s += $(i+1) }
} END { printf "%d passed, %d failed, %d skipped\n", p, f, s; exit (p == 0) }' "$work"/tests.* || failed=1
exit "$failed"
