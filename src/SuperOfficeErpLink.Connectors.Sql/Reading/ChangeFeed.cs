using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql.Reading;

/// <summary>
/// Changed records by the column that says when. A change gets its time before its transaction is seen, so a stored cursor never
/// stands later than the longest transaction before now by the database's own clock.
/// </summary>
internal sealed class ChangeFeed(SqlClient client, TimeSpan overlap)
{
    private const int PageSize = 500;

    public async IAsyncEnumerable<ChangePage> ReadAsync(
        ActorType type, FieldSet fields, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = cursor is null ? new Place("", "") : Resume(cursor);
        for (var isLast = false; !isLast;)
        {
            var from = place;
            var (records, reached, safe) = await client.ReadAsync(
                async (connection, schema) =>
                {
                    // The clock is read first: a change made after it cannot be behind the cursor that depends on it.
                    var now = await ReadClockAsync(connection, client.Dialect, cancellationToken);
                    var (found, last) = await ReadPageAsync(connection, schema.Actor(type), fields, from, cancellationToken);
                    return (found, last, last.NotAfter(now - overlap));
                },
                cancellationToken);
            isLast = records.Count < PageSize;
            place = reached;
            yield return new ChangePage(records, [], OpaqueToken.Write(safe.Changed, safe.Key), isLast);
        }
    }

    private static Place Resume(string cursor) => OpaqueToken.Read(cursor, 2) is [var changed, var key]
        ? new Place(changed, key)
        : throw new ConnectorException(
            FailureKind.CursorExpired,
            LocalText.Of("The place reached in the ERP's changes is no longer known; everything is read.", "Stedet i ERP-systemets ændringer kendes ikke længere; alt læses."),
            "A cursor that this connector did not make");

    private async Task<(List<ErpRecord> Records, Place Last)> ReadPageAsync(
        DbConnection connection, ActorTable actor, FieldSet fields, Place from, CancellationToken cancellationToken)
    {
        var column = actor.NeverNull(actor.Source.Changed ?? throw NoTime(actor.Source.Type));
        var select = new RecordSelect(actor, fields, client.Dialect);
        var statement = new Statement($"SELECT {select.Columns}, {client.Dialect.AsText(column)} FROM {actor.Table} WHERE {actor.Key} IS NOT NULL");
        if (from.Changed.Length > 0 || from.Key.Length > 0)
        {
            var changed = statement.Bind(from.Changed);
            var sign = from.IsExclusive ? ">" : ">=";
            statement.Add($"AND {column} >= {changed} AND ({column} > {changed} OR {actor.Key} {sign} {statement.Bind(actor.KeyParameter(from.Key))})");
        }

        statement.Add($"ORDER BY {column}, {actor.Key} {client.Dialect.First(PageSize)}");
        var records = new List<ErpRecord>();
        var last = from;
        await using var command = statement.On(connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (select.Read(reader) is { } record)
            {
                records.Add(record);
                last = new Place(reader.GetString(select.ExtraAt), record.Key, IsExclusive: true);
            }
        }

        return (records, last);
    }

    private static async Task<DateTime> ReadClockAsync(DbConnection connection, ISqlDialect dialect, CancellationToken cancellationToken)
    {
        await using var command = new Statement($"SELECT {dialect.UtcNow}").On(connection);
        var now = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        return DateTime.ParseExact(now, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
    }

    private static ConnectorException NoTime(ActorType type) => new(
        FailureKind.Misconfigured,
        LocalText.Of(
            $"The definition names no column \"changed\" for {type}, so its changes cannot be followed.",
            $"Definitionen nævner ingen kolonne \"changed\" for {type}, så ændringer kan ikke følges."),
        $"No changed column for {type}");

    /// <param name="IsExclusive">Within one reading each record comes once; a stored place is inclusive.</param>
    private sealed record Place(string Changed, string Key, bool IsExclusive = false)
    {
        /// <summary>This place, or the given time if that is earlier, in the column's own form: a shorter text sorts before all of its second.</summary>
        public Place NotAfter(DateTime time)
        {
            if (Changed.Length < 19)
            {
                return this;
            }

            var limit = time.ToString(Changed[10] == 'T' ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            return string.CompareOrdinal(Changed, limit) > 0 ? new Place(limit, "") : this;
        }
    }
}
