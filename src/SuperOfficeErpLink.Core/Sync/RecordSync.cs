using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>Syncs one link, beside whatever runs.</summary>
public sealed class RecordSync(IConnectionStore connections, ILinkStore links, IWriteStore writes, LinkSync sync, Claims claims)
{
    /// <summary>For a user who waits.</summary>
    /// <param name="runId">The run it is part of, for the history.</param>
    public async Task<SyncResult> SyncAsync(UserContext user, Link link, long? runId, CancellationToken cancellationToken)
    {
        var connection = await connections.DemandAsync(link.ConnectionId, cancellationToken);
        connection.DemandUse(user);
        var answer = await claims.TakeAsync(link.Entity, user.Name, cancellationToken);
        return answer.Claim is { } claim
            ? await HoldingAsync(claim, connection, link.Id, new SyncOrder(user, Run: runId is { } run ? new RunOrder(run, null) : null))
            : new SyncResult.Busy(answer.HeldBy);
    }

    /// <summary>Tries the writes of a link that could not be done, and nothing else. Does nothing while someone else writes to the record.</summary>
    public async Task RetryAsync(long linkId, CancellationToken cancellationToken)
    {
        if (await links.FindAsync(linkId, cancellationToken) is not { State: LinkState.Active } link
            || await connections.FindAsync(link.ConnectionId, cancellationToken) is not { Active: true } connection)
        {
            await writes.PostponeAsync(linkId, cancellationToken);
            return;
        }

        if (await claims.TryTakeAsync(link.Entity, UserContext.System.Name, cancellationToken) is { } claim
            && await HoldingAsync(claim, connection, linkId, new SyncOrder(UserContext.System, OnlyPending: true)) is SyncResult.Unreachable)
        {
            await writes.PostponeAsync(linkId, cancellationToken);
        }
    }

    private async Task<SyncResult> HoldingAsync(Claim claim, Connection connection, long linkId, SyncOrder order)
    {
        try
        {
            // What was begun is ended and recorded, whether or not the user still waits; every remote call is bounded in time.
            return (await sync.RunAsync(claim, connection, [linkId], order, CancellationToken.None))[linkId];
        }
        catch (ConnectorException failure)
        {
            return new SyncResult.Unreachable(failure);
        }
        finally
        {
            await claims.ReleaseAsync(claim);
        }
    }
}
