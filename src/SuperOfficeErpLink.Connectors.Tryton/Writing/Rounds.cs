namespace SuperOfficeErpLink.Connectors.Tryton.Writing;

/// <summary>Divides a write into calls: of a size, and never with one record twice.</summary>
internal static class Rounds
{
    public static IEnumerable<IReadOnlyList<int>> Of(int count, int size, Func<int, string> key)
    {
        var round = new List<int>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < count; index++)
        {
            if (round.Count == size || !seen.Add(key(index)))
            {
                yield return round;
                round = [];
                seen.Clear();
                seen.Add(key(index));
            }

            round.Add(index);
        }

        if (round.Count > 0)
        {
            yield return round;
        }
    }
}
