using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Linking.Tests.Histories;

/// <summary>No value is overwritten anywhere that the history does not hold, and it tells of nothing that did not happen.</summary>
internal static class HistoryTells
{
    public static void AllOf(Look before, Look after)
    {
        var told = after.Changes.Values.Where(change => change.State == ChangeState.Done && !change.IsNote && before.Changes.GetValueOrDefault(change.Id)?.State != ChangeState.Done)
            .Select(change => $"{PlaceOf(change, before, after)} {change.Field}: '{change.Old}' to '{change.New}'").Order(StringComparer.Ordinal).ToList();
        var happened = Happened(before, after).Order(StringComparer.Ordinal).ToList();
        if (!told.SequenceEqual(happened))
        {
            told.ShouldBe(happened);
        }

        after.Changes.Values.Any(change => change.State is ChangeState.Sending or ChangeState.Unknown).ShouldBeFalse();
        after.Changes.Values.All(change => !change.IsNote || change.Old == change.New).ShouldBeTrue("two values that stay are not written");
    }

    private static Place PlaceOf(ChangeLook change, Look before, Look after) =>
        (after.Find(change.System, change.Company) ?? before.Find(change.System, change.Company)).ShouldNotBeNull() is var link && change.Side == Side.Crm ? link.Crm : link.Erp;

    private static IEnumerable<string> Happened(Look before, Look after)
    {
        foreach (var (place, now) in after.Records)
        {
            var then = before.Records.GetValueOrDefault(place);
            foreach (var field in Field.All.Where(field => now[field] != (then?[field] ?? "")))
            {
                // The number that the ERP gives a new actor is its own.
                if (then is not null || field != Field.Number)
                {
                    yield return $"{place} {(place.System == 0 ? field.Crm : field.Erp)}: '{then?[field] ?? ""}' to '{now[field]}'";
                }
            }
        }
    }
}
