#!/usr/bin/env bash
# The long form of what the tests prove in short: histories, foul weather, kills, and an hour of soak. It takes hours.
# Usage: tests/proof.sh            all of it
#        tests/proof.sh PART...    histories, files, storms, kills or soak
# How much of each, by the environment: ERPLINK_HISTORIES (100000), ERPLINK_FILE_HISTORIES (2000), ERPLINK_STORMS (2000), ERPLINK_KILLS (200),
# ERPLINK_SOAK_MINUTES (60), ERPLINK_SOAK_LINKS (100000). A part that fails names its seed; ERPLINK_SEED plays it again.
# The figures at the end are kept in docs/proof.md.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export ERPLINK_HISTORIES=${ERPLINK_HISTORIES:-100000} ERPLINK_FILE_HISTORIES=${ERPLINK_FILE_HISTORIES:-2000} ERPLINK_STORMS=${ERPLINK_STORMS:-2000}
kills=${ERPLINK_KILLS:-200} minutes=${ERPLINK_SOAK_MINUTES:-60} links=${ERPLINK_SOAK_LINKS:-100000}
prefix=tests/SuperOfficeErpLink
parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(histories files storms kills soak)
figures=()

# Five kills of a sweep, nine of Saves and six of creates are one round.
kills_in_round=20

run_test() { dotnet test "$prefix.$1/bin/Release/net10.0/SuperOfficeErpLink.$1.dll" --filter "$2" --logger "console;verbosity=detailed"; }

timed() {
  local what=$1 started=$SECONDS
  shift
  "$@"
  figures+=("$what in $((SECONDS - started)) s")
}

kill_rounds() {
  local done=0
  while [ "$done" -lt "$kills" ]; do
    run_test Process.Tests "FullyQualifiedName~Killed&FullyQualifiedName~killed"
    done=$((done + kills_in_round))
  done
}

for project in Linking.Tests Process.Tests Benchmarks; do
  dotnet build "$prefix.$project" -c Release -v q
done

for part in "${parts[@]}"; do
  printf '\n== %s (%ss)\n' "$part" "$SECONDS"
  case $part in
    histories) timed "$ERPLINK_HISTORIES histories in memory" run_test Linking.Tests "FullyQualifiedName~Whatever_happens" ;;
    files) timed "$ERPLINK_FILE_HISTORIES histories on files" run_test Linking.Tests "FullyQualifiedName~On_files_a_history" ;;
    storms) timed "$ERPLINK_STORMS histories in foul weather" run_test Linking.Tests "FullyQualifiedName~In_any_weather" ;;
    kills) timed "$(((kills + kills_in_round - 1) / kills_in_round * kills_in_round)) kills" kill_rounds ;;
    soak) timed "$minutes minutes over $links links" dotnet run -c Release --no-build --project "$prefix.Benchmarks" -- soak --minutes "$minutes" --links "$links" ;;
    *) echo "There is no part $part: histories, files, storms, kills, soak." >&2; exit 2 ;;
  esac
done

printf '\n== Figures, %s, %s processors\n' "$(date -u +%F)" "$(nproc)"
printf '%s\n' "${figures[@]}"
