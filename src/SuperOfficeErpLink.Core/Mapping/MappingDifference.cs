using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Mapping;

/// <summary>Which part of a configuration differs.</summary>
public enum MappingPart
{
    Enabled, CrmField, Direction, ShowInSearch, ShowOnTab, Rank, WhenBlank, OnConflict, Normaliser, Group, List, First, Default,
}

/// <summary>One difference between two configurations.</summary>
/// <param name="Erp">The ERP field; null where it is the type's.</param>
/// <param name="Before">As text that means the same in every language; null where there was nothing.</param>
public sealed record MappingDifference(ActorType Actor, string? Erp, MappingPart Part, string? Before, string? After);

/// <summary>Compares configurations, and brings two changes of one together. Pure.</summary>
public static class MappingDifferences
{
    /// <summary>In the order of the later document; what only the earlier one has stands last.</summary>
    public static IReadOnlyList<MappingDifference> Between(MappingDocument before, MappingDocument after)
    {
        var found = new List<MappingDifference>();
        foreach (var type in after.Actors.Select(actor => actor.Actor).Union(before.Actors.Select(actor => actor.Actor)))
        {
            var (old, now) = (ActorOf(before, type), ActorOf(after, type));
            AddWhereDifferent(found, type, null, MappingPart.Enabled, Flag(old.Enabled), Flag(now.Enabled));
            foreach (var erp in ErpFields(now, old))
            {
                AddField(found, type, erp, FieldOf(old, erp), FieldOf(now, erp));
                AddWhereDifferent(found, type, erp, MappingPart.Default, Text(old.DefaultOf(erp)), Text(now.DefaultOf(erp)));
            }
        }

        return found;
    }

    /// <summary>
    /// Two changes of one configuration in one: whatever <paramref name="mine"/> changed stays, and all else is as in <paramref name="theirs"/>.
    /// </summary>
    public static MappingDocument Merge(MappingDocument start, MappingDocument mine, MappingDocument theirs)
    {
        var merged = new List<ActorMapping>();
        foreach (var type in theirs.Actors.Select(actor => actor.Actor).Union(mine.Actors.Select(actor => actor.Actor)))
        {
            var (old, own, other) = (ActorOf(start, type), ActorOf(mine, type), ActorOf(theirs, type));
            var fields = ErpFields(own, other).Select(erp => MergeOne(FieldOf(old, erp), FieldOf(own, erp), FieldOf(other, erp), IsSame)).OfType<FieldMapping>();
            var defaults = ErpFields(own, other).Select(erp => MergeOne(old.DefaultOf(erp), own.DefaultOf(erp), other.DefaultOf(erp), (one, another) => one == another))
                .OfType<FieldDefault>().ToList();
            merged.Add(new ActorMapping(type, own.Enabled != old.Enabled ? own.Enabled : other.Enabled, [.. fields], defaults.Count == 0 ? null : defaults));
        }

        return new MappingDocument(merged);
    }

    /// <summary>Both mean the same in every part.</summary>
    public static bool IsSame(FieldMapping? one, FieldMapping? other) =>
        (one is null) == (other is null) && (one is null || (one with { List = null }) == (other! with { List = null }) && string.Equals(Text(one.List), Text(other.List), StringComparison.Ordinal));

    private static T? MergeOne<T>(T? start, T? mine, T? theirs, Func<T?, T?, bool> isSame)
        where T : class =>
        isSame(start, mine) ? theirs : mine;

    private static void AddField(List<MappingDifference> found, ActorType type, string erp, FieldMapping? before, FieldMapping? after)
    {
        var (old, now) = (before ?? new FieldMapping(erp), after ?? new FieldMapping(erp));
        AddWhereDifferent(found, type, erp, MappingPart.CrmField, old.Crm, now.Crm);
        AddWhereDifferent(found, type, erp, MappingPart.Direction, Name(old.Direction), Name(now.Direction));
        AddWhereDifferent(found, type, erp, MappingPart.ShowInSearch, Flag(old.ShowInSearch), Flag(now.ShowInSearch));
        AddWhereDifferent(found, type, erp, MappingPart.ShowOnTab, Flag(old.ShowOnTab), Flag(now.ShowOnTab));
        if (IsShown(old) && IsShown(now))
        {
            AddWhereDifferent(found, type, erp, MappingPart.Rank, $"{old.Rank + 1}", $"{now.Rank + 1}");
        }

        AddWhereDifferent(found, type, erp, MappingPart.OnConflict, Name(old.OnConflict), Name(now.OnConflict));
        AddWhereDifferent(found, type, erp, MappingPart.WhenBlank, Name(old.WhenBlank), Name(now.WhenBlank));
        AddWhereDifferent(found, type, erp, MappingPart.Normaliser, Name(old.Normaliser), Name(now.Normaliser));
        AddWhereDifferent(found, type, erp, MappingPart.Group, old.Group, now.Group);
        AddWhereDifferent(found, type, erp, MappingPart.First, Name(old.First), Name(now.First));
        AddWhereDifferent(found, type, erp, MappingPart.List, Text(old.List), Text(now.List));
    }

    /// <summary>A rank is the place among what is shown.</summary>
    private static bool IsShown(FieldMapping field) => field.ShowInSearch || field.ShowOnTab;

    private static void AddWhereDifferent(List<MappingDifference> found, ActorType type, string? erp, MappingPart part, string? before, string? after)
    {
        if (!string.Equals(before, after, StringComparison.Ordinal))
        {
            found.Add(new MappingDifference(type, erp, part, before, after));
        }
    }

    private static ActorMapping ActorOf(MappingDocument document, ActorType type) =>
        document.Actors.FirstOrDefault(actor => actor.Actor == type) ?? new ActorMapping(type, Enabled: false, []);

    private static FieldMapping? FieldOf(ActorMapping actor, string erp) => actor.Fields.FirstOrDefault(field => string.Equals(field.Erp, erp, StringComparison.Ordinal));

    private static IEnumerable<string> ErpFields(ActorMapping first, ActorMapping second) =>
        KeysOf(first).Union(KeysOf(second), StringComparer.Ordinal);

    private static IEnumerable<string> KeysOf(ActorMapping actor) =>
        actor.Fields.Select(field => field.Erp).Concat((actor.Defaults ?? []).Select(preset => preset.Erp));

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString();

    private static string Flag(bool on) => on ? "1" : "0";

    private static string? Text(FieldDefault? preset) =>
        preset is null ? null : $"{preset.Value}|{Flag(preset.Ask)}|{Flag(preset.Mandatory)}";

    /// <summary>The items by their own order of keys: which way they were entered says nothing.</summary>
    private static string? Text(ListMapping? list) => list is null || list.Items.Count == 0
        ? null
        : string.Join("\n", list.Items.OrderBy(item => item.Erp, StringComparer.Ordinal).ThenBy(item => item.Crm, StringComparer.Ordinal).Select(item => $"{item.Erp}={item.Crm}{(item.WriteBack ? "" : "*")}"));
}
