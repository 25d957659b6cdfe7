using System.Collections.Concurrent;
using System.Globalization;
using SuperOfficeErpLink.Connectors.Excel.Model;

namespace SuperOfficeErpLink.Connectors.Excel.Writing;

/// <summary>
/// Keys for new records: what the last record's key begins with, and the greatest number behind that, and one. A number given once is not
/// given again by this session, even if its record was deleted: a link may still stand on it.
/// </summary>
internal sealed class NewKeys
{
    private const int MostDigits = 18;

    private readonly ConcurrentDictionary<string, long> given;
    private readonly string prefix;
    private readonly int digits;
    private long greatest;

    /// <param name="given">The greatest number given so far, by type and prefix.</param>
    public NewKeys(SheetEdit edit, ConcurrentDictionary<string, long> given)
    {
        this.given = given;
        var sheet = edit.Sheet;
        var model = edit.Model < 0 ? "0" : sheet.KeyAt(edit.Model)!;
        prefix = model.TrimEnd("0123456789".ToCharArray());
        digits = model.Length - prefix.Length;
        CanMake = digits is > 0 and <= MostDigits && (edit.Model < 0 || !sheet.Grid.IsCalculated(sheet.Roles.Key, edit.Model));
        greatest = given.GetValueOrDefault(Name(sheet.Type));
        for (var row = 0; row < sheet.Count; row++)
        {
            if (sheet.KeyAt(row) is { } key && key.Length - prefix.Length is > 0 and <= MostDigits && key.StartsWith(prefix, StringComparison.Ordinal)
                && long.TryParse(key.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                greatest = Math.Max(greatest, number);
            }
        }

        Type = sheet.Type;
    }

    private ActorType Type { get; }

    public bool CanMake { get; }

    public string Next()
    {
        greatest++;
        return prefix + greatest.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>The file holds them: they are given.</summary>
    public void Settle() => given[Name(Type)] = greatest;

    private string Name(ActorType type) => $"{type}:{prefix}";
}

/// <summary>Which records have our references already: a record is not made twice.</summary>
internal sealed class NewReferences
{
    private readonly Dictionary<string, string> keyOf = new(StringComparer.Ordinal);

    public NewReferences(ActorSheet sheet)
    {
        for (var row = 0; row < sheet.Count; row++)
        {
            if (sheet.KeyAt(row) is { } key && sheet.Say(sheet.Roles.Reference, row) is { } reference)
            {
                keyOf.TryAdd(reference, key);
            }
        }
    }

    public string? Find(string reference) => reference.Length > 0 ? keyOf.GetValueOrDefault(reference) : null;

    public void Add(string reference, string key) => keyOf[reference] = key;
}
