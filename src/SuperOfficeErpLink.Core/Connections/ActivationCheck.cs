using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Connections;

/// <summary>Why a connection cannot be switched on.</summary>
public abstract record ActivationReason
{
    private ActivationReason()
    {
    }

    /// <summary>This installation has no such connector.</summary>
    public sealed record NoConnector(string ConnectorId) : ActivationReason;

    public sealed record TestFailed(LocalText Why) : ActivationReason;

    /// <summary>The ERP has to have a value in a new actor, and nothing gives it one.</summary>
    public sealed record MandatoryEmpty(ActorType Actor, FieldInfo Field) : ActivationReason;

    public sealed record ActorGone(ActorType Actor) : ActivationReason;

    public sealed record ErpFieldGone(ActorType Actor, string Field) : ActivationReason;

    public sealed record CrmFieldGone(ActorType Actor, string Field) : ActivationReason;

    /// <summary>The direction writes to a side that can only be read.</summary>
    public sealed record CannotBeWritten(ActorType Actor, FieldInfo Field, bool InErp) : ActivationReason;
}

/// <summary>What an administrator should know and may leave as it is.</summary>
public abstract record ActivationWarning
{
    private ActivationWarning()
    {
    }

    /// <summary>Nothing can be linked yet.</summary>
    public sealed record NothingEnabled : ActivationWarning;

    /// <summary>Items of a list in use that no row of the list mapping holds: their values do not go over.</summary>
    public sealed record ItemsUnmapped(ActorType Actor, FieldInfo Field, int InErp, int InCrm) : ActivationWarning;
}

/// <param name="Reasons">All of them at once; empty: it may be switched on.</param>
public sealed record ActivationVerdict(IReadOnlyList<ActivationReason> Reasons, IReadOnlyList<ActivationWarning> Warnings);

/// <summary>What both sides offer, as the check needs it.</summary>
/// <param name="Erp">Null: the connector did not describe itself.</param>
/// <param name="Crm">Fields by actor type.</param>
/// <param name="ErpLists">Items by list; a list that was not read is not counted.</param>
public sealed record BothOffers(
    ErpDescription? Erp, IReadOnlyDictionary<ActorType, IReadOnlyList<FieldInfo>> Crm,
    IReadOnlyDictionary<string, IReadOnlyList<ListItem>> ErpLists, IReadOnlyDictionary<string, IReadOnlyList<ListItem>> CrmLists);

/// <summary>Whether a connection can be switched on. Pure.</summary>
public static class ActivationCheck
{
    public static ActivationVerdict Judge(MappingDocument document, BothOffers offers, ActivationReason? test = null)
    {
        var reasons = new List<ActivationReason>();
        var warnings = new List<ActivationWarning>();
        if (test is not null)
        {
            reasons.Add(test);
        }

        var enabled = document.Actors.Where(mapping => mapping.Enabled).ToList();
        if (enabled.Count == 0)
        {
            warnings.Add(new ActivationWarning.NothingEnabled());
        }

        foreach (var mapping in offers.Erp is null ? [] : enabled)
        {
            if (offers.Erp!.Find(mapping.Actor) is not { } type)
            {
                reasons.Add(new ActivationReason.ActorGone(mapping.Actor));
                continue;
            }

            var crm = offers.Crm.GetValueOrDefault(mapping.Actor, []);
            reasons.AddRange(BrokenPairs(mapping, type, crm));
            reasons.AddRange(EmptyMandatory(mapping, type));
            warnings.AddRange(UnmappedItems(mapping, type, crm, offers));
        }

        return new ActivationVerdict(reasons, warnings);
    }

    private static IEnumerable<ActivationReason> BrokenPairs(ActorMapping mapping, ActorTypeInfo type, IReadOnlyList<FieldInfo> crm)
    {
        // A field that is neither synced nor shown harms nobody when it is gone.
        foreach (var one in mapping.Fields.Where(field => field.IsMapped || field.ShowInSearch || field.ShowOnTab))
        {
            var erpField = type.Find(one.Erp);
            if (erpField is null)
            {
                yield return new ActivationReason.ErpFieldGone(mapping.Actor, one.Erp);
            }
            else if (one.IsMapped && one.Direction != Direction.ErpToCrm && erpField.Access == FieldAccess.ReadOnly)
            {
                yield return new ActivationReason.CannotBeWritten(mapping.Actor, erpField, InErp: true);
            }

            if (!one.IsMapped)
            {
                continue;
            }

            if (Find(crm, one.Crm!) is not { } crmField)
            {
                yield return new ActivationReason.CrmFieldGone(mapping.Actor, one.Crm!);
            }
            else if (one.Direction != Direction.CrmToErp && crmField.Access == FieldAccess.ReadOnly)
            {
                yield return new ActivationReason.CannotBeWritten(mapping.Actor, crmField, InErp: false);
            }
        }

        foreach (var preset in (mapping.Defaults ?? []).Where(preset => type.Find(preset.Erp) is null && !mapping.Fields.Any(field => field.Erp == preset.Erp)))
        {
            yield return new ActivationReason.ErpFieldGone(mapping.Actor, preset.Erp);
        }
    }

    private static IEnumerable<ActivationReason> EmptyMandatory(ActorMapping mapping, ActorTypeInfo type) =>
        type.Can.HasFlag(Abilities.Create)
            ? type.Fields.Where(field => field.Access == FieldAccess.Mandatory && !GetsValue(mapping, field)).Select(field => new ActivationReason.MandatoryEmpty(mapping.Actor, field))
            : [];

    private static bool GetsValue(ActorMapping mapping, FieldInfo field) =>
        field.Default is { Length: > 0 }
        || mapping.Pairs.Any(pair => string.Equals(pair.Erp, field.Key, StringComparison.Ordinal) && pair.Direction is Direction.CrmToErp or Direction.Both)
        || mapping.DefaultOf(field.Key) is { Ask: true } or { Value.Length: > 0 };

    private static IEnumerable<ActivationWarning> UnmappedItems(ActorMapping mapping, ActorTypeInfo type, IReadOnlyList<FieldInfo> crm, BothOffers offers)
    {
        foreach (var pair in mapping.Pairs)
        {
            if (type.Find(pair.Erp) is not { List: { } erpList } field || Find(crm, pair.Crm!) is not { List: { } crmList })
            {
                continue;
            }

            var rows = pair.List?.Items ?? [];
            var inErp = pair.Direction == Direction.CrmToErp ? 0 : Missing(offers.ErpLists.GetValueOrDefault(erpList), rows.Select(row => row.Erp));
            var inCrm = pair.Direction == Direction.ErpToCrm ? 0 : Missing(offers.CrmLists.GetValueOrDefault(crmList), rows.Select(row => row.Crm));
            if (inErp + inCrm > 0)
            {
                yield return new ActivationWarning.ItemsUnmapped(mapping.Actor, field, inErp, inCrm);
            }
        }
    }

    private static int Missing(IReadOnlyList<ListItem>? items, IEnumerable<string> mapped)
    {
        var known = mapped.ToHashSet(StringComparer.Ordinal);
        return items?.Count(item => item.IsActive && !known.Contains(item.Key)) ?? 0;
    }

    private static FieldInfo? Find(IReadOnlyList<FieldInfo> fields, string key) => fields.FirstOrDefault(field => string.Equals(field.Key, key, StringComparison.Ordinal));
}
