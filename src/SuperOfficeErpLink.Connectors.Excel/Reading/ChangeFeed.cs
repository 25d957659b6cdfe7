using System.Globalization;
using SuperOfficeErpLink.Connectors.Excel.Model;

namespace SuperOfficeErpLink.Connectors.Excel.Reading;

/// <summary>
/// A workbook keeps no time of change, so what is told apart is the whole sheet before and now. The versions before are remembered as
/// long as the session lives: then only what differs comes. Else everything comes, which skips nothing. Deletions are not told: a session
/// that does not know the sheet before could not.
/// </summary>
internal sealed class ChangeFeed
{
    private const int PageSize = 500;
    private const int Remembered = 4;

    private readonly Lock gate = new();
    private readonly List<(ActorType Type, SheetVersions Versions)> seen = [];

    public IEnumerable<ChangePage> Read(ActorSheet sheet, FieldSet fields, string? cursor)
    {
        var (start, before, now) = (cursor is null ? new Place("", "", 0) : Resume(cursor), (SheetVersions?)null, sheet.Versions);
        if (start.Before.Length > 0 && (before = start.Before == now.Word ? now : Recall(sheet.Type, start.Before)) is null)
        {
            start = new Place("", "", 0);
        }

        var changed = Enumerable.Range(0, sheet.Count)
            .Where(row => sheet.KeyAt(row) is { } key && (before is null || !before.IsSame(key, now))).ToList();
        var read = new RecordRead(sheet, fields);
        var from = start.Now == now.Word ? Math.Min(start.Position, changed.Count) : 0;
        do
        {
            var page = changed.Skip(from).Take(PageSize).Select(read.At).ToList();
            from += page.Count;
            if (from < changed.Count)
            {
                yield return new ChangePage(page, [], new Place(start.Before, now.Word, from).Write(), IsLast: false);
                continue;
            }

            Remember(sheet.Type, now);
            yield return new ChangePage(page, [], new Place(now.Word, now.Word, 0).Write(), IsLast: true);
            yield break;
        }
        while (true);
    }

    private SheetVersions? Recall(ActorType type, string word)
    {
        lock (gate)
        {
            return seen.Find(one => one.Type == type && one.Versions.Word == word).Versions;
        }
    }

    private void Remember(ActorType type, SheetVersions versions)
    {
        lock (gate)
        {
            seen.RemoveAll(one => one.Type == type && one.Versions.Word == versions.Word);
            seen.Add((type, versions));
            if (seen.Count(one => one.Type == type) > Remembered)
            {
                seen.Remove(seen.Find(one => one.Type == type));
            }
        }
    }

    private static Place Resume(string cursor) =>
        OpaqueToken.Read(cursor, 3) is [var before, var now, var position] && int.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            ? new Place(before, now, from)
            : throw new ConnectorException(
                FailureKind.CursorExpired,
                LocalText.Of("The place reached in the ERP's changes is no longer known; everything is read.", "Stedet i ERP-systemets ændringer kendes ikke længere; alt læses."),
                "A cursor that this connector did not make");

    /// <param name="Before">The sheet that changes are told from; "" when everything comes.</param>
    /// <param name="Now">The sheet that is being listed.</param>
    private sealed record Place(string Before, string Now, int Position)
    {
        public string Write() => OpaqueToken.Write(Before, Now, Position.ToString(CultureInfo.InvariantCulture));
    }
}
