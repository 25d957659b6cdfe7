using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>Finishes what a crash or an outage left: open Saves that nobody works on, and writes that wait for their side.</summary>
public sealed class Unfinished(ISaveStore saves, IWriteStore writes, SaveSteps steps, RecordSync sync, Claims claims)
{
    private const int OperationsAtOnce = 200;
    private const int RetriesAtOnce = 20;

    /// <summary>One round; returns how many pieces of work it took up.</summary>
    /// <exception cref="AggregateException">Some could not be taken up; all others were.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        ErpSessions.CallInBackground();
        var taken = 0;
        var failures = new List<Exception>();
        var silent = new HashSet<Guid>();
        foreach (var operation in await saves.ListAbandonedAsync(OperationsAtOnce, cancellationToken))
        {
            // A system that does not answer is asked once in a round, however many Saves wait for it.
            if (silent.Contains(operation.ConnectionId))
            {
                await saves.PostponeAsync(operation.Id, cancellationToken);
                continue;
            }

            if (await claims.TryTakeAsync(operation.Entity, UserContext.System.Name, cancellationToken) is { } claim)
            {
                taken++;
                await EachAsync(
                    async () =>
                    {
                        if (await FinishAsync(claim, operation, cancellationToken) is PartResult.Unsettled or PartResult.Unreachable)
                        {
                            silent.Add(operation.ConnectionId);
                        }
                    },
                    failures, cancellationToken);
            }
        }

        foreach (var linkId in await writes.ListDueRetriesAsync(RetriesAtOnce, cancellationToken))
        {
            taken++;
            await EachAsync(() => sync.RetryAsync(linkId, cancellationToken), failures, cancellationToken);
        }

        return failures.Count == 0 ? taken : throw new AggregateException(failures);
    }

    /// <summary>Part of the worker's outermost loop: one record that cannot be worked on must not stop all behind it for ever.</summary>
    private static async Task EachAsync(Func<Task> work, List<Exception> failures, CancellationToken cancellationToken)
    {
        try
        {
            await work();
        }
        catch (ClaimLostException)
        {
            // Whoever took it over goes on.
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            failures.Add(failure);
        }
    }

    private async Task<PartResult?> FinishAsync(Claim claim, Operation operation, CancellationToken cancellationToken)
    {
        try
        {
            // Someone may have finished it between the listing and the claim.
            return (await saves.ListOpenAsync(operation.Entity, cancellationToken)).FirstOrDefault(open => open.Id == operation.Id) is { } still
                ? await steps.RunAsync(claim, still, cancellationToken)
                : null;
        }
        catch (Exception failure) when (failure is not ClaimLostException)
        {
            await saves.PostponeAsync(operation.Id, CancellationToken.None);
            throw;
        }
        finally
        {
            await claims.ReleaseAsync(claim);
        }
    }
}
