using System.Data.Common;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql.Reading;

/// <summary>
/// All rows between the least and the greatest of some keys. Where most of them were asked for, one statement over the range is many times
/// faster than looking each key up. What the database orders differently is not in it and has to be asked for by key.
/// </summary>
internal sealed class KeyRange
{
    private readonly ActorTable actor;
    private readonly object first;
    private readonly object last;

    private KeyRange(ActorTable actor, object first, object last) => (this.actor, this.first, this.last) = (actor, first, last);

    /// <summary>Null where the keys have no common order.</summary>
    public static KeyRange? Of(ActorTable actor, IReadOnlyList<string> keys)
    {
        var parameters = keys.Select(actor.KeyParameter).OfType<object>().ToList();
        return parameters.TrueForAll(key => key is long) ? new KeyRange(actor, parameters.Min()!, parameters.Max()!)
            : parameters.TrueForAll(key => key is string) ? new KeyRange(actor, keys.Min(StringComparer.Ordinal)!, keys.Max(StringComparer.Ordinal)!)
            : null;
    }

    /// <summary>True when at least half of the rows in it are wanted; asks the key's index and no row.</summary>
    public async Task<bool> IsDenseAsync(DbConnection connection, ISqlDialect dialect, int wanted, CancellationToken cancellationToken)
    {
        var limit = 2 * wanted;
        var statement = new Statement($"SELECT count(*) FROM (SELECT {actor.Key} FROM {actor.Table}");
        Within(statement).Add($"ORDER BY {actor.SortedKey} {dialect.First(limit + 1)}) AS within");
        await using var command = statement.On(connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture) <= limit;
    }

    public Statement Select(string columns) => Within(new Statement($"SELECT {columns} FROM {actor.Table}"));

    private Statement Within(Statement statement) => statement.Add($"WHERE {actor.Key} >= {statement.Bind(first)} AND {actor.Key} <= {statement.Bind(last)}");
}
