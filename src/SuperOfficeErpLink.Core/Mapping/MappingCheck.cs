using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Mapping;

/// <summary>Finds everything that keeps a configuration from being put in force. Pure.</summary>
public static class MappingCheck
{
    /// <summary>All faults, in the order of the document. Types that are switched off are not looked at: nothing happens by them.</summary>
    public static IReadOnlyList<MappingFault> Faults(MappingDocument document, MappedSystems systems) =>
        [.. document.Actors.Where(actor => actor.Enabled).SelectMany(actor => Faults(actor, systems))];

    private static IEnumerable<MappingFault> Faults(ActorMapping actor, MappedSystems systems)
    {
        if (systems.Erp.Find(actor.Actor) is null)
        {
            return [new MappingFault(actor.Actor, null, FaultKind.TypeGone)];
        }

        return actor.Fields.SelectMany(field => OfField(actor, field, systems))
            .Concat(actor.Pairs.Where(field => field.List is not null).SelectMany(field => OfList(actor.Actor, field)))
            .Concat(OfTogether(actor))
            .Concat(OfDefaults(actor, systems));
    }

    private static IEnumerable<MappingFault> OfField(ActorMapping actor, FieldMapping field, MappedSystems systems)
    {
        var (erp, crm) = (systems.FindErp(actor.Actor, field.Erp), systems.FindCrm(actor.Actor, field.Crm));
        if (erp is null && (field.IsMapped || field.ShowInSearch || field.ShowOnTab))
        {
            yield return new MappingFault(actor.Actor, field.Erp, FaultKind.ErpFieldGone);
            yield break;
        }

        foreach (var target in (Side[])[Side.Crm, Side.Erp])
        {
            if (field.Direction.Reaches(target) && Arrows.Bar(field, erp, crm, target) is var bar and not ArrowBar.None)
            {
                yield return new MappingFault(actor.Actor, field.Erp, KindOf(bar), target == Side.Crm ? field.Crm : null);
                yield break;
            }
        }
    }

    private static FaultKind KindOf(ArrowBar bar) => bar switch
    {
        ArrowBar.NoCrmField => FaultKind.NoCrmField,
        ArrowBar.ErpFieldGone => FaultKind.ErpFieldGone,
        ArrowBar.CrmFieldGone => FaultKind.CrmFieldGone,
        ArrowBar.ReadOnly => FaultKind.ReadOnly,
        _ => FaultKind.Type,
    };

    /// <summary>What fields may not do together.</summary>
    private static IEnumerable<MappingFault> OfTogether(ActorMapping actor)
    {
        foreach (var twice in actor.Fields.GroupBy(field => field.Erp, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            yield return new MappingFault(actor.Actor, twice.Key, FaultKind.ErpFieldTwice);
        }

        foreach (var fed in actor.Pairs.Where(field => field.Direction.Reaches(Side.Crm)).GroupBy(field => field.Crm!, StringComparer.Ordinal))
        {
            foreach (var second in fed.Skip(1))
            {
                yield return new MappingFault(actor.Actor, second.Erp, FaultKind.CrmFieldFedTwice, fed.First().Erp);
            }
        }

        foreach (var group in actor.Pairs.Where(field => field.Group is not null).GroupBy(field => field.Group!, StringComparer.Ordinal))
        {
            var first = group.First();
            foreach (var other in group.Skip(1))
            {
                if (other.Direction != first.Direction)
                {
                    yield return new MappingFault(actor.Actor, other.Erp, FaultKind.GroupDirections, group.Key);
                }
                else if (other.OnConflict != first.OnConflict || other.First != first.First)
                {
                    yield return new MappingFault(actor.Actor, other.Erp, FaultKind.GroupPolicies, group.Key);
                }
            }
        }
    }

    /// <summary>Where values go to a side, each item of the other must stand for one; of several, the one that is marked.</summary>
    private static IEnumerable<MappingFault> OfList(ActorType actor, FieldMapping field)
    {
        var items = field.List!.Items;
        var shared = (field.Direction.Reaches(Side.Crm) ? Shared(items, item => item.Erp) : []).Concat(field.Direction.Reaches(Side.Erp) ? Shared(items, item => item.Crm) : []);
        return shared.Select(item => new MappingFault(actor, field.Erp, FaultKind.ListItemShared, item));
    }

    private static IEnumerable<string> Shared(IEnumerable<ListMappingItem> items, Func<ListMappingItem, string> from) =>
        items.GroupBy(from, StringComparer.Ordinal).Where(same => same.Count() > 1 && same.Count(item => item.WriteBack) != 1).Select(same => same.Key);

    private static IEnumerable<MappingFault> OfDefaults(ActorMapping actor, MappedSystems systems)
    {
        foreach (var same in (actor.Defaults ?? []).GroupBy(preset => preset.Erp, StringComparer.Ordinal))
        {
            var preset = same.First();
            if (same.Count() > 1)
            {
                yield return new MappingFault(actor.Actor, preset.Erp, FaultKind.DefaultTwice);
            }
            else if (systems.FindErp(actor.Actor, preset.Erp) is not { } field)
            {
                yield return new MappingFault(actor.Actor, preset.Erp, FaultKind.ErpFieldGone);
            }
            else if (field.Access == FieldAccess.ReadOnly)
            {
                yield return new MappingFault(actor.Actor, preset.Erp, FaultKind.DefaultReadOnly);
            }
            else if (preset.Value is { Length: > 0 } value && FieldRule.Refusal(field, value) != CannotHold.None)
            {
                yield return new MappingFault(actor.Actor, preset.Erp, FaultKind.DefaultValue, value);
            }
            else if (preset is { Mandatory: true, Ask: false, Value: null or "" } && actor.Pairs.All(pair => pair.Erp != preset.Erp || !pair.Direction.Reaches(Side.Erp)))
            {
                yield return new MappingFault(actor.Actor, preset.Erp, FaultKind.DefaultMissing);
            }
        }
    }
}
