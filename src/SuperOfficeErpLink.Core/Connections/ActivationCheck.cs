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

    /// <summary>The configuration cannot be in force as it is.</summary>
    public sealed record Broken(MappingFault Fault) : ActivationReason;
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
/// <param name="Systems">Null: the connector did not describe itself.</param>
/// <param name="ErpLists">Items by list; a list that was not read is not counted.</param>
public sealed record BothOffers(
    MappedSystems? Systems, IReadOnlyDictionary<string, IReadOnlyList<ListItem>> ErpLists, IReadOnlyDictionary<string, IReadOnlyList<ListItem>> CrmLists);

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

        if (offers.Systems is { } systems)
        {
            reasons.AddRange(MappingCheck.Faults(document, systems).Select(fault => new ActivationReason.Broken(fault)));
            reasons.AddRange(enabled.SelectMany(mapping => MappingLint.OfMandatory(mapping, systems))
                .Select(empty => new ActivationReason.MandatoryEmpty(empty.Actor, systems.FindErp(empty.Actor, empty.Erp)!)));
            warnings.AddRange(enabled.SelectMany(mapping => UnmappedItems(mapping, systems, offers)));
        }

        return new ActivationVerdict(reasons, warnings);
    }

    private static IEnumerable<ActivationWarning> UnmappedItems(ActorMapping mapping, MappedSystems systems, BothOffers offers)
    {
        foreach (var pair in mapping.Pairs)
        {
            if (systems.FindErp(mapping.Actor, pair.Erp) is not { List: { } erpList } field || systems.FindCrm(mapping.Actor, pair.Crm) is not { List: { } crmList })
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
}
