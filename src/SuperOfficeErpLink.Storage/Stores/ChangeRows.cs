using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>Changes as rows and back.</summary>
internal static class ChangeRows
{
    public static ChangeRow ToRow(Change change) => new()
    {
        ConnectionId = change.ConnectionId,
        LinkId = change.LinkId,
        EntityType = change.Entity.Type,
        EntityId = change.Entity.Id,
        Side = change.Side,
        Field = change.Field,
        CrmField = change.Pair.Crm,
        ErpField = change.Pair.Erp,
        Old = change.Old,
        Sent = change.Sent,
        Source = change.Source,
        Stored = change.Stored,
        State = change.State,
        Cause = change.Cause,
        OperationId = change.OperationId,
        RunId = change.RunId,
        UserId = change.UserId,
        MappingVersion = change.MappingVersion,
        At = change.At,
        ShownUntilDismissed = change.ShownUntilDismissed,
    };

    public static Change ToChange(ChangeRow row) => new(
        row.Id, row.ConnectionId, row.LinkId, new EntityRef(row.EntityType, row.EntityId), row.Side, new FieldPair(row.CrmField, row.ErpField),
        row.Old ?? "", row.Sent ?? "", row.Source ?? "", row.Stored, row.State, row.Cause, row.OperationId, row.UserId ?? "", row.MappingVersion, row.At,
        row.ShownUntilDismissed, row.RunId)
    {
        IsErased = row.Old is null || row.Sent is null,
    };

    /// <summary>A change that is left alone has the reason for it in the place of its cause. What was performed stays in the history, whoever comes late.</summary>
    public static void Apply(ChangeRow row, Change change)
    {
        if (row.State != ChangeState.Done || change.State != ChangeState.Dropped)
        {
            (row.State, row.Stored, row.Cause) = (change.State, change.Stored, change.Cause);
        }
    }
}
