using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using SuperOfficeErpLink.Connectors.Sql.Definition;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql.Reading;

/// <summary>
/// Changed records by the column that counts them. A change gets its number or time before its transaction is seen, so a stored cursor
/// never stands behind what a transaction that is still open could bring; what lies beyond comes again until all of those have ended.
/// </summary>
internal sealed class ChangeFeed(SqlClient client)
{
    private const int PageSize = 500;
    private const string NotOurs = "A cursor that this connector did not make";

    public async IAsyncEnumerable<ChangePage> ReadAsync(
        ActorType type, FieldSet fields, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = cursor is null ? new Place("", "") : Resume(type, cursor);
        var stored = place;
        for (var isLast = false; !isLast;)
        {
            var from = place;
            var (records, reached, safe) = await client.ReadAsync(
                async (connection, schema) =>
                {
                    var actor = schema.Actor(type);
                    var feed = actor.Feed ?? throw NoColumn(type);
                    if (feed.CanGoBack && from is { IsExclusive: false, Changed.Length: > 0 })
                    {
                        await CheckAsync(connection, feed, from, cancellationToken);
                    }

                    return await ReadPageAsync(connection, actor, feed, fields, from, cancellationToken);
                },
                cancellationToken);
            isLast = records.Count < PageSize;
            place = reached;
            stored = safe ?? stored;
            yield return new ChangePage(records, [], Write(type, stored), isLast);
        }
    }

    /// <summary>A place among counts names what it counts: once the definition says otherwise, it means nothing.</summary>
    private string Write(ActorType type, Place place) => OrderOf(type) is { } order and not ChangeOrder.Time
        ? OpaqueToken.Write(order.ToString(), place.Changed, place.Key)
        : OpaqueToken.Write(place.Changed, place.Key);

    private Place Resume(ActorType type, string cursor) => OrderOf(type) is { } order and not ChangeOrder.Time
        ? OpaqueToken.Read(cursor, 3) is [var named, var count, var last] && named == order.ToString() ? new Place(count, last) : throw Expired(NotOurs)
        : OpaqueToken.Read(cursor, 2) is [var changed, var key] ? new Place(changed, key) : throw Expired(NotOurs);

    private ChangeOrder? OrderOf(ActorType type) => client.Definition.Find(type)?.ChangedBy;

    /// <summary>A count that has not yet come to where it once stood is another count: a copy restored elsewhere begins anew.</summary>
    private static async Task CheckAsync(DbConnection connection, FeedColumn feed, Place from, CancellationToken cancellationToken)
    {
        var statement = new Statement("SELECT");
        statement.Add($"CASE WHEN {Bound(statement, feed, from)} > {feed.Limit} THEN 1 ELSE 0 END");
        await using var command = statement.On(connection);
        if (Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) != 0)
        {
            throw Expired("The database counts its changes anew");
        }
    }

    private async Task<(List<ErpRecord> Records, Place Last, Place? Safe)> ReadPageAsync(
        DbConnection connection, ActorTable actor, FeedColumn feed, FieldSet fields, Place from, CancellationToken cancellationToken)
    {
        var select = new RecordSelect(actor, fields);
        var statement = new Statement($"SELECT {select.Columns}, {feed.Selected(feed.Sort)}, CASE WHEN {feed.Sort} > {feed.Limit} THEN {feed.Selected(feed.Limit)} END");
        statement.Add($"FROM {actor.Table} WHERE {actor.Key} IS NOT NULL");
        if (from.Changed.Length > 0 || from.Key.Length > 0)
        {
            statement.Add($"AND {Behind(statement, actor, feed, from)}");
        }

        statement.Add($"ORDER BY {feed.Sort}, {actor.SortedKey} {client.Dialect.First(PageSize)}");
        var records = new List<ErpRecord>();
        var (changed, limit) = (from.Changed, (string?)null);
        var (changedAt, limitAt) = (select.ExtraAt, select.ExtraAt + 1);
        await using var command = statement.On(connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (select.Read(reader) is { } record)
            {
                records.Add(record);
                changed = feed.Read(reader, changedAt);
                limit = reader.IsDBNull(limitAt) ? null : feed.Read(reader, limitAt);
            }
        }

        if (records.Count == 0)
        {
            return (records, from, null);
        }

        var last = new Place(changed, records[^1].Key, IsExclusive: true);
        return (records, last, limit is null ? last : new Place(limit, ""));
    }

    private string Behind(Statement statement, ActorTable actor, FeedColumn feed, Place from)
    {
        var changed = Bound(statement, feed, from);
        if (from.Key.Length == 0 || actor.KeyParameter(from.Key) is not { } key)
        {
            return $"{feed.Sort} >= {changed}";
        }

        return client.Dialect.Behind(feed.Sort, actor.SortedKey, from.IsExclusive ? ">" : ">=", changed, statement.Bind(key));
    }

    private static string Bound(Statement statement, FeedColumn feed, Place from) =>
        feed.Parse(statement.Bind(feed.ToParameter(from.Changed) ?? throw Expired(NotOurs)));

    private static ConnectorException Expired(string technical) => new(
        FailureKind.CursorExpired,
        LocalText.Of("The place reached in the ERP's changes is no longer known; everything is read.", "Stedet i ERP-systemets ændringer kendes ikke længere; alt læses."),
        technical);

    private static ConnectorException NoColumn(ActorType type) => new(
        FailureKind.Misconfigured,
        LocalText.Of(
            $"The definition names no column \"changed\" for {type}, so its changes cannot be followed.",
            $"Definitionen nævner ingen kolonne \"changed\" for {type}, så ændringer kan ikke følges."),
        $"No changed column for {type}");

    /// <param name="IsExclusive">Within one reading each record comes once; a stored place is inclusive.</param>
    private sealed record Place(string Changed, string Key, bool IsExclusive = false);
}
