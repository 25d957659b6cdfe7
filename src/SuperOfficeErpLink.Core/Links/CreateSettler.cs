using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>A create of which it is not known what became of it.</summary>
/// <param name="ConclusiveAt">From then on nothing that was sent can still arrive.</param>
public sealed record UnsettledCreate(Connection Connection, Operation Operation, DraftCreate Create, DateTimeOffset ConclusiveAt);

/// <summary>What became of a person's word on an unsettled create.</summary>
public abstract record SettleResult
{
    private SettleResult()
    {
    }

    public sealed record Settled(PartResult Part) : SettleResult;

    /// <summary>It was found out meanwhile.</summary>
    public sealed record NothingOpen : SettleResult;

    /// <summary>What was sent may still arrive.</summary>
    public sealed record TooEarly(DateTimeOffset Until) : SettleResult;

    /// <summary>The ERP has no such actor.</summary>
    public sealed record NoSuchActor : SettleResult;

    /// <summary>Someone is writing to the record.</summary>
    public sealed record Busy(string? By) : SettleResult;
}

/// <summary>Lets a person settle what no search can: which actor it was, or that none was created.</summary>
public sealed class CreateSettler(
    IConnectionStore connections, ISaveStore saves, CreateSteps creates, SaveSteps steps, Claims claims, TimeProvider time)
{
    /// <summary>Null when nothing is open.</summary>
    /// <exception cref="ConnectorException">When the ERP has never said what it offers.</exception>
    public async Task<UnsettledCreate?> FindAsync(UserContext user, EntityRef entity, Guid connectionId, CancellationToken cancellationToken)
    {
        var connection = await connections.DemandAsync(connectionId, cancellationToken);
        connection.DemandCreate(user);
        return await OpenAsync(entity, connectionId, cancellationToken) is { Part.Create: { } create } operation
            ? new UnsettledCreate(connection, operation, create, await creates.ConclusiveAtAsync(operation, cancellationToken))
            : null;
    }

    /// <summary>Goes on as if the ERP had answered with this key.</summary>
    /// <exception cref="ConnectorException">When the ERP cannot be read.</exception>
    public Task<SettleResult> ThisOneAsync(UserContext user, UnsettledCreate unsettled, string erpKey, CancellationToken cancellationToken) =>
        HoldingAsync(user, unsettled, async (claim, operation) =>
            await creates.SettleAsAsync(claim, operation, erpKey, cancellationToken) switch
            {
                null => new SettleResult.NoSuchActor(),
                { Ended: { } ended } => new SettleResult.Settled(ended),
                { Operation: var made } => new SettleResult.Settled(await steps.RunAsync(claim, made, CancellationToken.None)),
            });

    /// <summary>Gives the Save back, with its draft, once nothing can arrive any more.</summary>
    public Task<SettleResult> NotCreatedAsync(UserContext user, UnsettledCreate unsettled, CancellationToken cancellationToken) =>
        HoldingAsync(user, unsettled, async (claim, operation) =>
        {
            if (time.GetUtcNow() < unsettled.ConclusiveAt)
            {
                return new SettleResult.TooEarly(unsettled.ConclusiveAt);
            }

            await saves.ReleaseAsync(claim, operation, "not-created", cancellationToken);
            return new SettleResult.Settled(new PartResult.NotCreated(unsettled.Connection.Id, unsettled.Connection.Name));
        });

    private async Task<SettleResult> HoldingAsync(UserContext user, UnsettledCreate unsettled, Func<Claim, Operation, Task<SettleResult>> settle)
    {
        unsettled.Connection.DemandCreate(user);
        var entity = unsettled.Operation.Entity;
        var answer = await claims.TakeAsync(entity, user.Name, CancellationToken.None);
        if (answer.Claim is not { } claim)
        {
            return new SettleResult.Busy(answer.HeldBy);
        }

        try
        {
            return await OpenAsync(entity, unsettled.Connection.Id, CancellationToken.None) is { } operation && operation.Id == unsettled.Operation.Id
                ? await settle(claim, operation)
                : new SettleResult.NothingOpen();
        }
        finally
        {
            await claims.ReleaseAsync(claim);
        }
    }

    private async Task<Operation?> OpenAsync(EntityRef entity, Guid connectionId, CancellationToken cancellationToken) =>
        (await saves.ListOpenAsync(entity, cancellationToken)).FirstOrDefault(
            open => open.ConnectionId == connectionId && open is { Step: OperationStep.CreateSent, Part.Create: not null });
}
