using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;

namespace SuperOfficeErpLink.Core.Mapping;

/// <summary>A connection's configuration as an administrator works on it.</summary>
/// <param name="Document">The draft's, or where there is none the one in force.</param>
/// <param name="Draft">Null: nothing is being changed.</param>
public sealed record OpenedMapping(Connection Connection, MappingDocument Document, MappingDraft? Draft)
{
    /// <summary>The version the document was made from.</summary>
    public int BaseVersion => Draft?.BaseVersion ?? Connection.MappingVersion;

    /// <summary>Another version was put in force since the draft was made.</summary>
    public bool IsOutdated => BaseVersion != Connection.MappingVersion;
}

/// <summary>Changing a connection's configuration beside the one in force. Only administrators do.</summary>
public sealed class MappingDrafts(IConnectionStore connections, IMappingStore mappings, ErpSessions sessions, ICrm crm, TimeProvider time)
{
    /// <exception cref="AccessDeniedException">When the user is no administrator, or there is no such connection.</exception>
    public async Task<OpenedMapping> OpenAsync(UserContext user, Guid connectionId, CancellationToken cancellationToken)
    {
        var connection = await DemandAsync(user, connectionId, cancellationToken);
        var draft = await mappings.FindDraftAsync(connectionId, cancellationToken);
        return new OpenedMapping(
            connection, draft?.Document ?? await connections.GetMappingAsync(connectionId, connection.MappingVersion, cancellationToken), draft);
    }

    /// <summary>Stores a changed document as the draft.</summary>
    /// <param name="seen">The draft's <see cref="MappingDraft.RowVersion"/> it was changed from; null: there was none.</param>
    /// <returns>Null when somebody else has changed the draft since.</returns>
    public async Task<MappingDraft?> SaveAsync(UserContext user, OpenedMapping opened, MappingDocument document, long? seen, CancellationToken cancellationToken)
    {
        await DemandAsync(user, opened.Connection.Id, cancellationToken);
        return await mappings.SaveDraftAsync(opened.Connection.Id, opened.BaseVersion, document, seen, user.Name, time.GetUtcNow(), cancellationToken);
    }

    /// <summary>False when somebody else has changed it since.</summary>
    public async Task<bool> DropAsync(UserContext user, Guid connectionId, long seen, CancellationToken cancellationToken)
    {
        await DemandAsync(user, connectionId, cancellationToken);
        return await mappings.DropDraftAsync(connectionId, seen, cancellationToken);
    }

    /// <summary>Brings a draft that was made from an older version up to the one in force: what it changed stays, all else is as in force.</summary>
    /// <returns>Null when somebody else has changed the draft since, or there is none.</returns>
    public async Task<MappingDraft?> BringUpToDateAsync(UserContext user, Guid connectionId, long seen, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(user, connectionId, cancellationToken);
        if (opened.Draft is not { } draft || draft.RowVersion != seen)
        {
            return null;
        }

        var start = await connections.GetMappingAsync(connectionId, draft.BaseVersion, cancellationToken);
        var inForce = await connections.GetMappingAsync(connectionId, opened.Connection.MappingVersion, cancellationToken);
        return await mappings.SaveDraftAsync(
            connectionId, opened.Connection.MappingVersion, MappingDifferences.Merge(start, draft.Document, inForce), seen, user.Name, time.GetUtcNow(), cancellationToken);
    }

    /// <summary>What both systems say of their fields; the ERP's as last stored where it cannot be reached.</summary>
    /// <exception cref="ConnectorException">When the ERP never could be asked.</exception>
    public async Task<MappedSystems> DescribeAsync(Connection connection, CancellationToken cancellationToken) =>
        await WithCrmAsync(await sessions.DescribeAsync(connection, orStored: true, cancellationToken), cancellationToken);

    private async Task<MappedSystems> WithCrmAsync(ErpDescription erp, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<EntityType, IReadOnlyList<FieldInfo>>();
        foreach (var type in erp.ActorTypes.Select(actor => EntityTypes.For(actor.Type)).Where(type => type != EntityType.None).Distinct())
        {
            fields[type] = await crm.DescribeAsync(type, cancellationToken);
        }

        return new MappedSystems(erp, fields);
    }

    private async Task<Connection> DemandAsync(UserContext user, Guid connectionId, CancellationToken cancellationToken) =>
        user.IsAdministrator && await connections.FindAsync(connectionId, cancellationToken) is { } connection
            ? connection
            : throw new AccessDeniedException($"User {user.Id} may not change the configuration of connection {connectionId}.");
}
