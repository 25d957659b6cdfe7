using System.Text.Json;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>Operations as rows and back.</summary>
internal static class OperationRows
{
    public static string Write(DraftConnection part, long? linkId, int mappingVersion, long? parentLinkId, DateTimeOffset? sentAt = null, DraftConnect? created = null) =>
        JsonSerializer.Serialize(new Stored(part, linkId, mappingVersion, parentLinkId, sentAt, created));

    public static string Write(Operation operation) =>
        Write(operation.Part, operation.LinkId, operation.MappingVersion, operation.ParentLinkId, operation.SentAt, operation.Created);

    public static Operation ToOperation(OperationRow row)
    {
        var stored = JsonSerializer.Deserialize<Stored>(row.Json)!;
        return new Operation(
            row.Id, row.ConnectionId, new EntityRef(row.EntityType, row.EntityId), row.UserId, row.UserName, row.Step, stored.Part, stored.LinkId,
            stored.MappingVersion, stored.ParentLinkId, stored.SentAt, stored.Created);
    }

    private sealed record Stored(DraftConnection Part, long? LinkId, int MappingVersion, long? ParentLinkId = null, DateTimeOffset? SentAt = null, DraftConnect? Created = null);
}
