using System.Data.Common;
using SuperOfficeErpLink.Connectors.Sql.Reading;

namespace SuperOfficeErpLink.Connectors.Sql.Writing;

/// <summary>A record as it stands, with the columns of a write as the database holds them: the values, and their texts to compare by.</summary>
internal sealed record StoredRow(ErpRecord Record, IReadOnlyDictionary<string, object> Values, IReadOnlyDictionary<string, string?> Texts);

/// <summary>The rows of many updates, read in one statement.</summary>
internal sealed class StoredRows
{
    private readonly WriteTarget target;
    private readonly IReadOnlyList<string> keys;
    private readonly List<string> columns;

    /// <param name="toCompare">With the columns that <see cref="PendingUpdate.StillHolds"/> looks at.</param>
    public StoredRows(WriteTarget target, IReadOnlyList<PendingUpdate> updates, bool toCompare)
    {
        this.target = target;
        keys = [.. updates.Select(item => item.Update.Key)];
        columns = !toCompare ? [] : [.. updates.Where(item => item.ExpectedVersion(target.Actor) is null).SelectMany(item => item.Values)
            .Where(value => value.Change.Expected.WasRead).Select(value => value.Field.Column).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>What was taken, by key to the letter.</summary>
    public Dictionary<string, StoredRow> Rows { get; } = new(StringComparer.Ordinal);

    public Statement Statement()
    {
        var actor = target.Actor;
        var more = string.Concat(columns.Select(column => $", {actor.Selected(column)}, {actor.AsText(column)}"));
        var statement = new Statement($"SELECT {target.Select.Columns}{more} FROM {actor.Table}");
        return statement.Add($"WHERE {actor.HasOneOf(keys, statement.Bind)}");
    }

    /// <exception cref="SeveralRecordsException">Another row has the same key.</exception>
    public void Take(DbDataReader reader)
    {
        if (target.Select.KeyOf(reader) is { } key && !Rows.TryAdd(key, RowOf(reader, key)))
        {
            throw new SeveralRecordsException(key);
        }
    }

    private StoredRow RowOf(DbDataReader reader, string key)
    {
        var values = new Dictionary<string, object>(columns.Count, StringComparer.OrdinalIgnoreCase);
        var texts = new Dictionary<string, string?>(columns.Count, StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < columns.Count; index++)
        {
            var at = target.Select.ExtraAt + (2 * index);
            values[columns[index]] = StoredValue.At(reader, at);
            texts[columns[index]] = reader.GetValue(at + 1) as string;
        }

        return new StoredRow(target.Select.Read(reader, key), values, texts);
    }
}

/// <summary>Two rows have the same key, which the definition says they cannot have.</summary>
#pragma warning disable CA1032, CA1064 // Never leaves the writer.
internal sealed class SeveralRecordsException(string key) : Exception($"Several records have the key {key}")
#pragma warning restore CA1032, CA1064
{
    public string Key { get; } = key;
}
