#!/usr/bin/env bash
# Breaks the product in named ways, one after the other, and checks that at least one test turns red each time.
# Usage: tests/sabotage.sh          all of them, 10 to 25 minutes; exit 1 if one survives
#        tests/sabotage.sh NAME     one of them
#        tests/sabotage.sh --list   their names
# The tree under src must be clean; it is restored at the end, also after Ctrl-C.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
prefix=SuperOfficeErpLink

# Name | file under src | Perl substitution, which must apply exactly once | test project | filter (empty: all of it)
patches=$(cat <<'LIST'
cancel-writes|Web/Pages/Erp/Index.cshtml.cs|s/await saving\.CancelAsync\(Actor, Entity, cancellationToken\);/await saving.SaveAsync(Actor, Entity, (await HttpContext.RequestServices.GetRequiredService<IDraftStore>().FindAsync(Actor.Id, Entity, cancellationToken))!.Token, cancellationToken);/g|Web.Tests|FullyQualifiedName~TabTests
direction-ignored|Core/Comparison/FieldRule.cs|s/Direction\.ErpToCrm => Side\.Erp,/Direction.ErpToCrm => null,/g|Core.Tests|FullyQualifiedName~Sync
antiforgery-off|Web/Pages/Erp/Index.cshtml.cs|s/public sealed class IndexModel\(/[IgnoreAntiforgeryToken] public sealed class IndexModel(/g|Web.Tests|FullyQualifiedName~TabTests
unique-index-dropped|Storage.Sqlite/Migrations/*_Initial.cs|s/(name: "UX_Links_Actor",\s+table: "Links",\s+columns: [^\n]+\n\s+unique: )true/${1}false/g|Storage.Tests|FullyQualifiedName~IndexTests
blank-overwrites|Core/Sync/Decider.cs|s/pair\[source\]\.Length == 0 \|\| //g|Core.Tests|FullyQualifiedName~Sync
erp-text-unencoded|Web/Pages/Shared/Erp/_Connection.cshtml|s/<strong>\@actor\.Name<\/strong>/<strong>\@Html.Raw(actor.Name)<\/strong>/g|Web.Tests|FullyQualifiedName~TabTests
access-only-hidden|Core/Connections/Connection.cs|s/if \(!Active \|\| !RightsOf\(user\)\.CanConnect\)/if (user.Id.Length == 0)/g|Linking.Tests|FullyQualifiedName~AccessTests
snapshot-not-renewed|Storage/Stores/LinkOutcomes.cs|s/\(link\.Snapshot, link\.SnapshotMapping, link\.RowVersion\) = \(snapshot, mappingVersion, link\.RowVersion \+ 1\);/_ = snapshot;/g|Linking.Tests|FullyQualifiedName~SaveFailureTests
stale-version-ignored|Core/Sync/SideWriter.cs|s/read\.Key, read\.Version,/read.Key, null,/g|Linking.Tests|FullyQualifiedName~SaveFailureTests
old-value-not-kept|Storage/Stores/WriteStore.cs|s/= \(ChangeState\.Sending, change\.Old, change\.Source, now\)/= (ChangeState.Sending, "", change.Source, now)/g|Linking.Tests|FullyQualifiedName~FailPointTests
range-alone-decides|Connectors.Sql/Reading/RecordGet.cs|s/(await ReadAsync\(connection, range\.Select\(wanted\.Columns\), wanted, cancellationToken\);)/$1 return new ReadResult([.. wanted.Found], []);/g|Connectors.Sql.Tests|
database-trouble-is-a-defect|Web/Pages/Status.cshtml.cs|s/Code = trouble != DatabaseTrouble\.None \? 503 : /Code = /g|Process.Tests|FullyQualifiedName~DatabaseTroubleTests
typed-while-waiting-lost|Web/wwwroot/js/find-lines.js|s/ writeNewer\(asked\.newer\);/ void asked.newer;/g|Browser.Tests|FullyQualifiedName~FindWhileWaitingTests
undo-overwrites-edits|Core/Sync/Directed.cs|s/ +: !string\.Equals\(held, change\.Old, StringComparison\.Ordinal\) \? Leave\(change, LeftAlone\.Changed, held\)\n//g|Linking.Tests|FullyQualifiedName~OrderTests
undo-flows-back|Core/Sync/Directed.cs|s/change with \{ Source = other \}/change with { Source = change.Sent }/g|Linking.Tests|FullyQualifiedName~OrderTests
resync-ignores-direction|Core/Sync/Decider.cs|s/if \(!rules\[0\]\.Reaches\(order\.From\.Other\(\)\)\)/if (rules.Length == 0)/g|Linking.Tests|FullyQualifiedName~OrderTests
choice-ignores-what-was-seen|Core/Runs/OrderPlanner.cs|s/ && conflict\.Seen == row\.Seen//g|Linking.Tests|FullyQualifiedName~OrderTests
group-choice-takes-what-came-later|Core/Runs/OrderPlanner.cs|s/ && Stood\(conflict, order\.ShownAt\)//g|Linking.Tests|FullyQualifiedName~OrderTests
rule-ignores-the-version|Core/Conflicts/ConflictRules.cs|s/if \(connection\.MappingVersion != seenVersion\)/seenVersion = connection.MappingVersion;\n        if (seenVersion < 0)/g|Linking.Tests|FullyQualifiedName~OrderTests
parked-field-blocks-its-record|Core/Sync/RecordPlanner.cs|s/return isParked && restraints\.Parked\.ContainsKey\(rule\.Pair\) \?/return isParked || restraints.Parked.Count > 0 ?/g|Core.Tests|FullyQualifiedName~Sync
undo-shows-no-list|Core/Runs/Run.cs|s/kind is RunKind\.Undo or RunKind\.ResyncFromCrm/kind is RunKind.ResyncFromCrm/g|Linking.Tests|FullyQualifiedName~OrderTests
kept-both-writes|Core/Sync/Directed.cs|s/if \(choice == Choice\.KeepBoth\)/if (choice == Choice.KeepBoth && rule.Owner is not null)/g|Linking.Tests|FullyQualifiedName~OrderTests
base-without-the-answer|Core/Sync/LinkSync.cs|s/, performed => record\.BaseWith\(context, performed\)//g|Linking.Tests|FullyQualifiedName~UndoTests
half-an-address-chosen|Core/Sync/DecidedLink.cs|s/Directed\.WithWholeGroups\((Directed\.Judge\(ordered, context\.Rules, read, restrained\.Pending\)), context\.Rules, state\)/$1/g|Linking.Tests|FullyQualifiedName~OrderTests
returned-number-trusted|Core/Sync/ReturnedActor.cs|s/return true;/return false;/g|Linking.Tests|FullyQualifiedName~RelinkTests
base-moves-without-a-write|Core/Sync/Bases.cs|s/done is \{ State: ChangeState\.Done \} \? done\.AsBase\(\)/done is not null ? done.AsBase()/g|Linking.Tests|FullyQualifiedName~SaveFailureTests
merged-blank-clears|Core/Moves/MovedBases.cs|s/moved\[index\] = null;/_ = moved[index];/g|Linking.Tests|FullyQualifiedName~MergeTests
draft-overwrites-a-colleagues|Storage/Stores/MappingStore.cs|s/if \(row\?\.RowVersion != seen\)/if (row is null \&\& seen is not null)/g|Linking.Tests|FullyQualifiedName~DryRunTests
approval-covers-other-values|Core/DryRuns/Approvals.cs|s/string\.Equals\(finding\.New, change\.Sent, StringComparison\.Ordinal\)/finding.New is not null/g|Linking.Tests|FullyQualifiedName~DryRunTests
unread-counts-as-nothing|Core/DryRuns/FindingReader.cs|s/DecisionKind\.Skip => FindingKind\.Unknown,/DecisionKind.Skip => null,/g|Linking.Tests|FullyQualifiedName~DryRunTests
import-takes-what-does-not-fit|Core/Mapping/ConfigurationImport.cs|s/is \{ Count: > 0 \} faults/is { Count: > 9999 } faults/g|Web.Tests|FullyQualifiedName~MappingPageTests
first-choice-ignored|Core/Sync/Decider.cs|s/if \(first == FirstValue\.Leave\)/if (first == (FirstValue)99)/g|Core.Tests|FullyQualifiedName~FirstValueTests
begun-save-given-back|Core/Links/SaveSteps.cs|s/toErp, mayGiveBack, cancellationToken/toErp, mayGiveBack: true, cancellationToken/g|Linking.Tests|FullyQualifiedName~SaveFailureTests
secret-in-a-file|Core/Connections/SettingsTransfer.cs|s/!field\.IsSecret && details/details/g|Web.Tests|FullyQualifiedName~SettingsInFilesTests
LIST
)

if [ "${1:-}" = --list ]; then
  cut -d'|' -f1 <<<"$patches"
  exit 0
fi

if [ -n "$(git status --porcelain -- src)" ]; then
  echo "The tree under src has changes: commit or stash them first." >&2
  exit 2
fi

patched=""
log=$(mktemp)
restore() {
  if [ -n "$patched" ]; then
    git checkout --quiet -- "$patched"
    # Newer than what was built from the patch, so that the next build sees it.
    touch "$patched"
    patched=""
  fi
}
trap 'restore; rm -f "$log"' EXIT
trap 'exit 130' INT TERM

# Prints the line of one patch; 0 when a test turned red.
try() {
  local name=$1 file=$2 change=$3 project=tests/$prefix.$4 filter=$5 path count started=$SECONDS
  path=$(compgen -G "src/$prefix.$file") || { echo "$name: no file src/$prefix.$file"; return 1; }
  patched=$path
  count=$(perl -0777 -i -pe "\$n = $change; print STDERR \$n + 0" "$path" 2>&1 >/dev/null)
  if [ "$count" != 1 ]; then
    restore
    echo "$name: NOT APPLIED (the patch fits $count times)"
    return 1
  fi

  if ! dotnet build "$project" -p:RunAnalyzers=false -v q >"$log" 2>&1; then
    tail -n 5 "$log"
    restore
    echo "$name: DOES NOT BUILD"
    return 1
  fi

  dotnet test "$project" --no-build ${filter:+--filter "$filter"} >"$log" 2>&1
  local tests=$?
  restore
  local red
  red=$(grep -cE '^ +Failed [A-Z]' "$log")
  if [ "$tests" -ne 0 ] && [ "$red" -gt 0 ]; then
    echo "$name: caught, $red red in $4 ($((SECONDS - started)) s)"
    return 0
  fi

  [ "$tests" -ne 0 ] && tail -n 5 "$log"
  echo "$name: SURVIVED $4 ($((SECONDS - started)) s)"
  return 1
}

caught=0 total=0 found=0
while IFS= read -r line; do
  name=${line%%|*}
  [ -n "${1:-}" ] && [ "$1" != "$name" ] && continue
  found=1
  # The substitution may hold bars of its own: the first two and the last two separate.
  rest=${line#*|}; file=${rest%%|*}; rest=${rest#*|}
  filter=${rest##*|}; rest=${rest%|*}; project=${rest##*|}; change=${rest%|*}
  total=$((total + 1))
  try "$name" "$file" "$change" "$project" "$filter" && caught=$((caught + 1))
done <<<"$patches"

if [ "$found" = 0 ]; then
  echo "There is no patch ${1}; tests/sabotage.sh --list names them." >&2
  exit 2
fi

echo "$caught of $total sabotages caught in $SECONDS s"
[ "$caught" = "$total" ]
