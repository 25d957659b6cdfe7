using System.Globalization;
using System.Text;

namespace SuperOfficeErpLink.Connectors.Conformance.Tests.Ledger;

/// <summary>One record of the book, as it goes over the wire too.</summary>
public sealed record Entry(string Key, long Version, string? Parent, bool IsActive, string? Reference, Dictionary<string, string> Values);

/// <summary>A field's name, type and rules.</summary>
public sealed record Column(string Key, FieldType Type, FieldAccess Access = FieldAccess.Normal, int MaxLength = 0);

/// <summary>What became of one write: the entry, or the word for why not, and the column that is to blame.</summary>
public sealed record Written(Entry? Entry, string? Why = null, string? Column = null);

/// <summary>A small ERP in memory: customers, persons under them, and a list. It is right; what stands in front of it may be broken on purpose.</summary>
public sealed class LedgerBook
{
    private readonly Lock gate = new();
    private readonly Dictionary<ActorType, SortedDictionary<string, Entry>> entries = new()
    {
        [ActorType.Customer] = new(StringComparer.Ordinal), [ActorType.Person] = new(StringComparer.Ordinal),
    };

    private readonly List<(ActorType Type, string Key, long Version)> deleted = [];
    private long version;

    public static IReadOnlyList<Column> Columns { get; } =
    [
        new("no", FieldType.Text, FieldAccess.ReadOnly, 20), new("name", FieldType.Text, FieldAccess.Mandatory, 60), new("street", FieldType.Text, MaxLength: 50),
        new("country", FieldType.List), new("credit", FieldType.Decimal), new("discount", FieldType.Integer), new("checked", FieldType.Date), new("seen", FieldType.DateTime),
        new("newsletter", FieldType.Checkbox),
    ];

    public static IReadOnlyDictionary<string, string> Countries { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["DK"] = "Danmark", ["SE"] = "Sverige" };

    public void Put(ActorType type, string key, string? parent, bool isActive, params (string Column, string Value)[] values) =>
        Within(() => entries[type][key] = new Entry(key, ++version, parent, isActive, null, values.Append(("no", key)).ToDictionary(one => one.Item1, one => one.Item2, StringComparer.Ordinal)));

    public void Edit(ActorType type, string key, string column, string value) => Within(() => Change(type, entries[type][key], [(column, value)]));

    public void Delete(ActorType type, string key) => Within(() =>
    {
        entries[type].Remove(key);
        deleted.Add((type, key, ++version));
    });

    public IReadOnlyList<Entry> Get(ActorType type, IEnumerable<string> keys) => Within(() => keys.Distinct(StringComparer.Ordinal).Where(entries[type].ContainsKey).Select(key => entries[type][key]).ToList());

    public IReadOnlyList<Entry> Search(ActorType type, string text, string? parent, IReadOnlyList<Criterion> criteria) => Within(() =>
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Fold).ToList();
        return entries[type].Values
            .Where(entry => parent is null || entry.Parent == parent)
            .Where(entry => words.TrueForAll(word => entry.Values.Values.Any(value => Fold(value).Contains(word, StringComparison.Ordinal))))
            .Where(entry => criteria.All(line => OperatorMeaning.Holds(
                Columns.Single(column => column.Key == line.Field).Type, line.Operator, [.. line.Values.Select(value => value.Text!)], entry.Values.GetValueOrDefault(line.Field, ""))))
            .OrderByDescending(entry => entry.IsActive).ThenBy(entry => entry.Key, StringComparer.Ordinal).ToList();
    });

    /// <summary>What changed after a version, the oldest first.</summary>
    public (IReadOnlyList<Entry> Changed, IReadOnlyList<(string Key, long Version)> Gone) Since(ActorType type, long after) => Within(() => (
        (IReadOnlyList<Entry>)entries[type].Values.Where(entry => entry.Version > after).OrderBy(entry => entry.Version).ToList(),
        (IReadOnlyList<(string, long)>)deleted.Where(one => one.Type == type && one.Version > after).Select(one => (one.Key, one.Version)).ToList()));

    public Written Update(ActorType type, string key, long? expectedVersion, IReadOnlyList<(string Column, string? Expected, string? Value)> changes) => Within(() =>
    {
        if (!entries[type].TryGetValue(key, out var entry))
        {
            return new Written(null, "missing");
        }

        if (Refused(changes) is { } refused)
        {
            return refused;
        }

        var isStale = expectedVersion is null
            ? changes.Any(change => change.Expected is not null && change.Expected != entry.Values.GetValueOrDefault(change.Column, ""))
            : expectedVersion != entry.Version;
        return isStale ? new Written(entry, "stale") : new Written(Change(type, entry, changes.Select(change => (change.Column, change.Value!))));
    });

    public Written Create(ActorType type, string? parent, string reference, IReadOnlyList<(string Column, string? Expected, string? Value)> values) => Within(() =>
    {
        if (Refused([.. values, .. Columns.Where(column => column.Access == FieldAccess.Mandatory && values.All(value => value.Column != column.Key)).Select(column => (column.Key, (string?)null, (string?)""))]) is { } refused)
        {
            return refused;
        }

        var key = (type == ActorType.Customer ? "C" : "P") + (entries[type].Keys.Select(one => int.Parse(one[1..], CultureInfo.InvariantCulture)).DefaultIfEmpty(1000).Max() + 1).ToString(CultureInfo.InvariantCulture);
        var entry = new Entry(key, ++version, parent, IsActive: true, reference, new(StringComparer.Ordinal) { ["no"] = key });
        return new Written(Change(type, entry, values.Select(value => (value.Column, value.Value!))));
    });

    public IReadOnlyList<Entry> ByReference(ActorType type, string reference) => Within(() => entries[type].Values.Where(entry => entry.Reference == reference).ToList());

    private static string Fold(string text) =>
        text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar) || text.Contains('\uFFFE', StringComparison.Ordinal) ? text : text.Normalize().ToUpperInvariant();

    private static Written? Refused(IReadOnlyList<(string Column, string? Expected, string? Value)> changes)
    {
        foreach (var (key, _, value) in changes)
        {
            var column = Columns.SingleOrDefault(one => one.Key == key);
            if (column is null || column.Access == FieldAccess.ReadOnly || value is null || (column.Access == FieldAccess.Mandatory && value.Length == 0)
                || (column.MaxLength > 0 && value.Length > column.MaxLength) || (value.Length > 0 && !Canonical.Is(column.Type, value)))
            {
                return new Written(null, "refused", key);
            }
        }

        return null;
    }

    private Entry Change(ActorType type, Entry entry, IEnumerable<(string Column, string Value)> values)
    {
        var now = new Dictionary<string, string>(entry.Values, StringComparer.Ordinal);
        foreach (var (column, value) in values)
        {
            now[column] = value;
        }

        return entries[type][entry.Key] = entry with { Version = ++version, Values = now };
    }

    private void Within(Action work)
    {
        lock (gate)
        {
            work();
        }
    }

    private T Within<T>(Func<T> work)
    {
        lock (gate)
        {
            return work();
        }
    }
}

/// <summary>The canonical form of each type.</summary>
internal static class Canonical
{
    public static bool Is(FieldType type, string text) => type switch
    {
        FieldType.Integer => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        FieldType.Decimal => decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _),
        FieldType.Checkbox => text is "1" or "0",
        FieldType.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        FieldType.DateTime => DateTime.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        _ => true,
    };
}
