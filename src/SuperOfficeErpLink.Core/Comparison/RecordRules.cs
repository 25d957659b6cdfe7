using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Comparison;

/// <summary>All field rules of one actor type at one mapping version, in snapshot order, with the groups that are decided whole.</summary>
public sealed class RecordRules
{
    public RecordRules(ActorMapping mapping, int version, ActorTypeInfo actor, IReadOnlyList<FieldInfo> crmFields)
    {
        Mapping = mapping;
        Version = version;
        Actor = actor;
        var crm = crmFields.ToDictionary(info => info.Key, StringComparer.Ordinal);
        Fields = [.. mapping.Pairs.Select(pair => new FieldRule(
            pair, crm.GetValueOrDefault(pair.Pair.Crm) ?? Vanished(pair.Pair.Crm), actor.Find(pair.Erp) ?? Vanished(pair.Erp)))];
        Groups = [.. Fields.Select((rule, index) => (rule, index))
            .GroupBy(item => item.rule.Mapping.Group is { } name ? $"{name}|{item.rule.Mapping.Direction}" : $"#{item.index}", StringComparer.Ordinal)
            .Select(group => group.Select(item => item.index).ToArray())];
        CrmFields = new FieldSet([.. Fields.Select(rule => rule.Pair.Crm)]);
        ErpFields = new FieldSet([.. Fields.Select(rule => rule.Pair.Erp)]);
    }

    public ActorMapping Mapping { get; }

    /// <summary>The mapping version; snapshots made under it have this order.</summary>
    public int Version { get; }

    public ActorTypeInfo Actor { get; }

    public IReadOnlyList<FieldRule> Fields { get; }

    /// <summary>Positions in <see cref="Fields"/>; a field of its own is a group of one.</summary>
    public IReadOnlyList<int[]> Groups { get; }

    /// <summary>In the order of <see cref="Fields"/>.</summary>
    public FieldSet CrmFields { get; }

    /// <summary>In the order of <see cref="Fields"/>.</summary>
    public FieldSet ErpFields { get; }

    public EntityType EntityType => EntityTypes.For(Mapping.Actor);

    /// <summary>The ERP fields of the rules, and behind them those that are not among them.</summary>
    public FieldSet ErpFieldsWith(IEnumerable<string> also)
    {
        var others = also.Where(key => ErpFields.IndexOf(key) < 0).Distinct(StringComparer.Ordinal).ToList();
        return others.Count == 0 ? ErpFields : new FieldSet([.. ErpFields.Keys, .. others]);
    }

    public FieldRule? Find(FieldPair pair) => Fields.FirstOrDefault(rule => rule.Pair == pair);

    /// <summary>The name of the group whose fields go over together; null for a field of its own.</summary>
    public string? GroupOf(FieldPair pair) => Find(pair)?.Mapping.Group;

    /// <summary>A mapped field that a side no longer has: it is never read, so the planner reports it and touches nothing.</summary>
    private static FieldInfo Vanished(string key) =>
        new(key, new LocalText(key), null, FieldType.Text, FieldAccess.ReadOnly, 0, null, null, null, false, null, null, 0, []);
}
