using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>Finishes what a crash or an outage left: open Saves that nobody works on, and writes that wait for their side.</summary>
public sealed class Unfinished(ISaveStore saves, IWriteStore writes, SaveSteps steps, RecordSync sync, Claims claims)
{
    private const int AtOnce = 20;

    /// <summary>One round; returns how many pieces of work it took up.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var taken = 0;
        foreach (var operation in await saves.ListAbandonedAsync(AtOnce, cancellationToken))
        {
            if (await claims.TryTakeAsync(operation.Entity, UserContext.System.Name, cancellationToken) is { } claim)
            {
                taken++;
                await FinishAsync(claim, operation, cancellationToken);
            }
        }

        foreach (var linkId in await writes.ListDueRetriesAsync(AtOnce, cancellationToken))
        {
            taken++;
            await sync.RetryAsync(linkId, cancellationToken);
        }

        return taken;
    }

    private async Task FinishAsync(Claim claim, Operation operation, CancellationToken cancellationToken)
    {
        try
        {
            // Someone may have finished it between the listing and the claim.
            if ((await saves.ListOpenAsync(operation.Entity, cancellationToken)).FirstOrDefault(open => open.Id == operation.Id) is { } still)
            {
                await steps.RunAsync(claim, still, cancellationToken);
            }
        }
        finally
        {
            await claims.ReleaseAsync(claim);
        }
    }
}
