using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;

namespace SuperOfficeErpLink.Core.Mapping;

/// <summary>What both systems say of their fields.</summary>
public sealed record MappedSystems(ErpDescription Erp, IReadOnlyDictionary<EntityType, IReadOnlyList<FieldInfo>> Crm)
{
    /// <summary>The fields of the records that an actor type is linked to.</summary>
    public IReadOnlyList<FieldInfo> CrmFields(ActorType type) => Crm.GetValueOrDefault(EntityTypes.For(type), []);

    /// <summary>Null when the ERP has no such field (any more).</summary>
    public FieldInfo? FindErp(ActorType type, string key) => Erp.Find(type)?.Find(key);

    /// <summary>Null when the CRM has no such field (any more).</summary>
    public FieldInfo? FindCrm(ActorType type, string? key) =>
        key is null ? null : CrmFields(type).FirstOrDefault(field => string.Equals(field.Key, key, StringComparison.Ordinal));
}
