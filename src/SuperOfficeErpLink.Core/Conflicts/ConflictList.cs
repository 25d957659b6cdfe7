using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Conflicts;

/// <summary>A page of the conflicts of one group.</summary>
/// <param name="Rule">Null where the field is no longer synced: its conflicts close with the next run.</param>
/// <param name="Total">Of all pages.</param>
/// <param name="DecidedWith">CRM fields that a choice decides, too: those of one address go together.</param>
/// <param name="ShownAt">A choice for all of them leaves alone what changes after this.</param>
/// <param name="Next">The link after which the next page begins; null on the last.</param>
public sealed record ConflictPage(
    Connection Connection, ConflictGroup Group, FieldRule? Rule, int Total, IReadOnlyList<string> DecidedWith, DateTimeOffset ShownAt, IReadOnlyList<ConflictLine> Lines, long? Next);

/// <summary>One conflict as it is decided.</summary>
/// <param name="ToErp">The CRM's value as the ERP would get it, or why it cannot.</param>
/// <param name="ToCrm">The ERP's value as the CRM would get it, or why it cannot.</param>
/// <param name="LastEdit">Who changed the CRM record last; null where the CRM cannot say.</param>
public sealed record ConflictLine(OpenConflict Of, Carried ToErp, Carried ToCrm, LastWrite? LastWrite, LastEdit? LastEdit);

/// <summary>Lists conflicts for users: each sees those of the connections he may use.</summary>
public sealed class ConflictList(IConnectionStore connections, IConflictStore conflicts, LinkContexts contexts, ICrm crm, TimeProvider time)
{
    public const int PageSize = 50;

    /// <summary>The largest first.</summary>
    /// <param name="mine">Only records that the user linked.</param>
    public async Task<IReadOnlyList<(Connection Connection, ConflictGroupCount Count)>> ListGroupsAsync(UserContext user, bool mine, CancellationToken cancellationToken)
    {
        var usable = (await connections.ListAsync(cancellationToken)).Where(connection => ConnectionList.MaySee(connection, user)).ToDictionary(connection => connection.Id);
        var counts = await conflicts.ListGroupsAsync(usable.Keys, mine ? user.Id : null, cancellationToken);
        return [.. counts.OrderByDescending(count => count.Count).ThenBy(count => count.Group.Pair.ToString(), StringComparer.Ordinal).Select(count => (usable[count.Group.ConnectionId], count))];
    }

    /// <summary>Null when the user may not use the connection, or it does not exist.</summary>
    public async Task<ConflictPage?> LoadAsync(
        UserContext user, ConflictGroup group, bool mine, long after, CancellationToken cancellationToken, int atMost = PageSize)
    {
        if (await connections.FindAsync(group.ConnectionId, cancellationToken) is not { } connection || !ConnectionList.MaySee(connection, user))
        {
            return null;
        }

        var now = time.GetUtcNow();
        var found = await conflicts.ListAsync(group, mine ? user.Id : null, after, atMost, cancellationToken);
        var written = await conflicts.FindLastWritesAsync(group, [.. found.Select(one => one.LinkId)], cancellationToken);
        var edited = await crm.GetLastEditsAsync(EntityTypes.For(group.Type), [.. found.Select(one => one.Entity.Id)], cancellationToken);
        var rules = (await contexts.FindAsync(connection, group.Type, orStored: true, cancellationToken))?.Rules;
        var rule = rules?.Find(group.Pair);
        return new ConflictPage(
            connection, group, rule, await conflicts.CountAsync(group, mine ? user.Id : null, cancellationToken),
            rule?.Mapping.Group is { } whole ? [.. rules!.Fields.Where(field => field.Mapping.Group == whole && field.Pair != group.Pair).Select(field => field.Pair.Crm)] : [],
            now, [.. found.Select(one => ToLine(one, rule, written.GetValueOrDefault(one.LinkId), edited.GetValueOrDefault(one.Entity.Id)))],
            found.Count < atMost ? null : found[^1].LinkId);
    }

    private static ConflictLine ToLine(OpenConflict one, FieldRule? rule, LastWrite? written, LastEdit? edited) => new(
        one, rule?.Carry(Side.Crm, one.Conflict.Crm) ?? Carried.Not(CannotHold.ReadOnly), rule?.Carry(Side.Erp, one.Conflict.Erp) ?? Carried.Not(CannotHold.ReadOnly), written, edited);
}
