using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Web.Mappings;

/// <summary>One ERP field as an administrator maps it.</summary>
/// <param name="Index">Of the row in the form.</param>
/// <param name="Erp">Null: the ERP has no such field any more.</param>
/// <param name="Choices">CRM fields that values can be shared with.</param>
/// <param name="Faults">Why the row cannot be put in force as it is.</param>
public sealed record FieldRow(int Index, FieldMapping Field, FieldInfo? Erp, FieldInfo? Crm, IReadOnlyList<FieldInfo> Choices, bool IsNew, IReadOnlyList<string> Faults)
{
    public string Name => MappingWords.Name(Erp, Field.Erp);

    /// <summary>Shown whatever is hidden: something was decided about it.</summary>
    public bool IsUsed => Field.Crm is not null || Field.Direction != Direction.None || Field.ShowInSearch || Field.ShowOnTab;

    public ArrowBar Bar(Side target) => Arrows.Bar(Field, Erp, Crm, target);

    /// <summary>All fields of a type of actor in the ERP's order, and behind them those that it has no more but that the mapping names.</summary>
    public static IReadOnlyList<FieldRow> Of(ActorMapping actor, MappedSystems systems, IReadOnlySet<string> news, Func<string, IReadOnlyList<string>> faults)
    {
        var described = systems.Erp.Find(actor.Actor)?.Fields.OrderBy(field => field.Rank).Select(field => field.Key) ?? [];
        return [.. described.Union(actor.Fields.Select(field => field.Erp), StringComparer.Ordinal).Select((key, index) => Of(
            index, actor.Actor, actor.Fields.FirstOrDefault(field => field.Erp == key) ?? new FieldMapping(key), systems, news.Contains(FieldNews.KeyOf(actor.Actor, key)), faults(key)))];
    }

    public static FieldRow Of(int index, ActorType type, FieldMapping field, MappedSystems systems, bool isNew, IReadOnlyList<string> faults)
    {
        var erp = systems.FindErp(type, field.Erp);
        return new FieldRow(
            index, field, erp, systems.FindCrm(type, field.Crm),
            erp is null ? [] : [.. systems.CrmFields(type).Where(crm => FieldTypes.AreCompatible(erp.Type, crm.Type))], isNew, faults);
    }
}
