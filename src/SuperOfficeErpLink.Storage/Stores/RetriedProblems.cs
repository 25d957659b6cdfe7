using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Problems;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>
/// The links behind problems that are tried again, found where they stand; what is parked of exactly these lines is released in the
/// same transaction as the run is made. Problems of another connection than the run's are never among them.
/// </summary>
internal sealed class RetriedProblems(ErpLinkDbContext context, RunRow run, RunSubject.OfProblem subject, DateTimeOffset now)
{
    // Ranges and empty texts stand for "all": a parameter that is null has no type on every database.
    private readonly long first = subject.LinkId ?? 0;
    private readonly long last = subject.LinkId ?? long.MaxValue;
    private readonly long firstProblem = subject.ProblemId ?? 0;
    private readonly long lastProblem = subject.ProblemId ?? long.MaxValue;
    private readonly string linkedBy = subject.LinkedBy ?? "";

    private bool IsAll => subject is { ProblemId: null, Waiting: null };

    public async Task AddAsync(CancellationToken cancellationToken)
    {
        if (IsAll || subject.ProblemId is not null)
        {
            await AddStoredAsync(cancellationToken);
            await UnparkAsync(cancellationToken);
        }

        if (IsAll || subject.Waiting is WaitingKind.WritesToErp)
        {
            await AddWritesAsync(Side.Erp, cancellationToken);
        }

        if (IsAll || subject.Waiting is WaitingKind.WritesToCrm)
        {
            await AddWritesAsync(Side.Crm, cancellationToken);
        }

        if (IsAll || subject.Waiting is WaitingKind.NextRun)
        {
            await AddLeftAsync(cancellationToken);
        }
    }

    private Task<int> AddStoredAsync(CancellationToken cancellationToken) => context.Database.ExecuteSqlAsync(
        $"""
         INSERT INTO "RunTargets" ("RunId", "LinkId")
         SELECT DISTINCT {run.Id}, r."LinkId"
         FROM "Problems" p JOIN "ProblemRecords" r ON r."ProblemId" = p."Id" JOIN "Links" l ON l."Id" = r."LinkId"
         WHERE p."ConnectionId" = {run.ConnectionId} AND p."Id" BETWEEN {firstProblem} AND {lastProblem} AND r."LinkId" BETWEEN {first} AND {last}
           AND ({linkedBy} = '' OR l."LinkedBy" = {linkedBy})
         """,
        cancellationToken);

    private Task<int> UnparkAsync(CancellationToken cancellationToken)
    {
        var parked = context.ProblemRecords.Where(record => record.ParkedHash != null && record.LinkId >= first && record.LinkId <= last
            && context.Problems.Any(problem => problem.Id == record.ProblemId && problem.ConnectionId == run.ConnectionId && problem.Id >= firstProblem && problem.Id <= lastProblem));
        parked = subject.Field is { } field ? parked.Where(record => record.Field == field) : parked;
        parked = linkedBy.Length > 0 ? parked.Where(record => context.Links.Any(link => link.Id == record.LinkId && link.LinkedBy == linkedBy)) : parked;
        return parked.ExecuteUpdateAsync(set => set.SetProperty(record => record.ParkedHash, ProblemCauses.Unparked), cancellationToken);
    }

    private Task<int> AddWritesAsync(Side side, CancellationToken cancellationToken) => context.Database.ExecuteSqlAsync(
        $"""
         INSERT INTO "RunTargets" ("RunId", "LinkId")
         SELECT {run.Id}, t."LinkId" FROM "Retries" t JOIN "Links" l ON l."Id" = t."LinkId"
         WHERE t."ConnectionId" = {run.ConnectionId} AND t."LinkId" BETWEEN {first} AND {last} AND ({linkedBy} = '' OR l."LinkedBy" = {linkedBy})
           AND EXISTS (SELECT 1 FROM "Changes" c WHERE c."LinkId" = t."LinkId" AND c."Side" = {(int)side}
             AND c."State" IN ({(int)ChangeState.Planned}, {(int)ChangeState.Sending}, {(int)ChangeState.Unknown}))
           AND NOT EXISTS (SELECT 1 FROM "RunTargets" x WHERE x."RunId" = {run.Id} AND x."LinkId" = t."LinkId")
         """,
        cancellationToken);

    private Task<int> AddLeftAsync(CancellationToken cancellationToken) => context.Database.ExecuteSqlAsync(
        $"""
         INSERT INTO "RunTargets" ("RunId", "LinkId")
         SELECT {run.Id}, t."LinkId" FROM "Retries" t JOIN "Links" l ON l."Id" = t."LinkId"
         WHERE t."ConnectionId" = {run.ConnectionId} AND t."LinkId" BETWEEN {first} AND {last} AND ({linkedBy} = '' OR l."LinkedBy" = {linkedBy})
           AND t."WholeRecord" = {true} AND t."DueAt" <= {now.ToUnixTimeMilliseconds()}
           AND NOT EXISTS (SELECT 1 FROM "RunTargets" x WHERE x."RunId" = {run.Id} AND x."LinkId" = t."LinkId")
         """,
        cancellationToken);
}
