using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Tests.Mapping;

/// <summary>Two systems with a few fields of every kind.</summary>
internal static class Systems
{
    public static MappedSystems Both { get; } = new(
        new ErpDescription("erp", new Limits(1, 1, 1, null, null, null, false, TimeSpan.Zero),
        [
            new ActorTypeInfo(ActorType.Customer, "customer", null, Abilities.Update | Abilities.Create,
            [
                Field("no", access: FieldAccess.ReadOnly), Field("name", length: 10, access: FieldAccess.Mandatory), Field("street", group: "address"), Field("zip", group: "address"),
                Field("group", FieldType.List), Field("active", FieldType.Checkbox), Field("limit", FieldType.Decimal), Field("due", FieldType.Date), Field("text"),
            ]),
        ]),
        new Dictionary<EntityType, IReadOnlyList<FieldInfo>>
        {
            [EntityType.Company] =
            [
                Field("number"), Field("name", length: 200), Field("street", group: "address"), Field("zip", group: "address"), Field("category", FieldType.List),
                Field("nomail", FieldType.Checkbox), Field("limit", FieldType.Decimal), Field("note"), Field("fixed", access: FieldAccess.ReadOnly),
            ],
        });

    public static MappingDocument Document(params FieldMapping[] fields) => new([new ActorMapping(ActorType.Customer, Enabled: true, fields)]);

    public static MappingDocument Document(FieldDefault[] defaults, params FieldMapping[] fields) => new([new ActorMapping(ActorType.Customer, Enabled: true, fields, defaults)]);

    public static FieldInfo Field(string key, FieldType type = FieldType.Text, int length = 0, FieldAccess access = FieldAccess.Normal, string? group = null) => new(
        key, new LocalText(key), null, type, access, length, null, type == FieldType.List ? key : null, null, DefaultForced: false, group, null, 0, []);
}
