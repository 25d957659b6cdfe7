using System.Data.Common;

namespace SuperOfficeErpLink.Connectors.Sql.Reading;

/// <summary>The records a call asks for by key, each taken from whatever rows come by.</summary>
internal sealed class WantedRecords
{
    private readonly RecordSelect select;
    private readonly List<string> keys;
    private readonly Dictionary<string, int> positions;
    private readonly ErpRecord?[] found;

    public WantedRecords(RecordSelect select, IReadOnlyList<string> asked)
    {
        this.select = select;
        keys = new List<string>(asked.Count);
        positions = new Dictionary<string, int>(asked.Count, StringComparer.Ordinal);
        foreach (var key in asked)
        {
            if (positions.TryAdd(key, keys.Count))
            {
                keys.Add(key);
            }
        }

        found = new ErpRecord?[keys.Count];
    }

    public string Columns => select.Columns;

    /// <summary>Each once, in the order they were asked for.</summary>
    public IReadOnlyList<string> Keys => keys;

    /// <summary>In the same order.</summary>
    public IEnumerable<ErpRecord> Found => found.OfType<ErpRecord>();

    public IEnumerable<string> Missing => keys.Where((_, position) => found[position] is null);

    public bool Has(string key) => found[positions[key]] is not null;

    /// <summary>False for a row that nobody asked for; no more than its key is read.</summary>
    public bool TryTake(DbDataReader reader)
    {
        if (select.KeyOf(reader) is not { } key || !positions.TryGetValue(key, out var position))
        {
            return false;
        }

        found[position] = select.Read(reader, keys[position]);
        return true;
    }
}
