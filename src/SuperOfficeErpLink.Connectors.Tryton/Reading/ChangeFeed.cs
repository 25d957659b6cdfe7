using System.Runtime.CompilerServices;
using SuperOfficeErpLink.Connectors.Tryton.Fields;
using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton.Reading;

/// <summary>
/// Changed records, by what Tryton says of when each record, and each record below it, was written. Tryton dates a write by the start of its transaction, so one
/// that took long shows up behind the latest date known: a reading begins that much earlier, until the server's own clock has gone on so far that nothing can
/// come any more. A reading goes by id, from its beginning to its end the same window, and can be resumed behind every page.
/// </summary>
internal sealed class ChangeFeed(TrytonClient client, Installation installation, RecordReader reader, TimeSpan longestTransaction, int pageSize)
{
    public const int UsualPage = 500;

    private static readonly string[] Dates = ["create_date", "write_date"];

    public async IAsyncEnumerable<ChangePage> ReadAsync(
        ActorShape shape, FieldSet fields, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = cursor is null ? FeedPlace.Beginning : FeedPlace.Read(cursor) ?? throw Expired();
        for (var isLast = false; !isLast;)
        {
            (var page, place) = await NextAsync(shape, fields, place, cancellationToken);
            isLast = page.IsLast;
            yield return page;
        }
    }

    private async Task<(ChangePage Page, FeedPlace Place)> NextAsync(ActorShape shape, FieldSet fields, FeedPlace place, CancellationToken cancellationToken)
    {
        var isFirst = place.After == 0;
        if (isFirst && place.High is null)
        {
            place = await WithNextHighAsync(shape, place, cancellationToken);
        }

        var (rows, at) = await PageAsync(shape, fields, place, cancellationToken);
        if (isFirst && rows.Count == pageSize && place.High is not null)
        {
            // More than one page: what is written while they are read must not be behind the place that is kept for the next reading.
            place = await WithNextHighAsync(shape, place, cancellationToken);
            (rows, at) = await PageAsync(shape, fields, place, cancellationToken);
        }

        var isLast = rows.Count < pageSize;
        if (isFirst && isLast)
        {
            place = place.Reaches(rows.Aggregate(place.NextHigh, (high, row) => Row.Later(high, row.LastWritten)), at);
            var digest = FeedPlace.Digest(fields, rows);
            var isKnown = string.Equals(digest, place.Known, StringComparison.Ordinal);
            return await FinishAsync(shape, fields, isKnown ? [] : rows, place.Ended(digest, Settling), isLast: true, cancellationToken);
        }

        return await FinishAsync(shape, fields, rows, isLast ? place.Ended("", Settling) : place with { After = rows[^1].Id }, isLast, cancellationToken);
    }

    private TimeSpan Settling => longestTransaction + TrytonClient.CallTime;

    private async Task<(ChangePage Page, FeedPlace Place)> FinishAsync(
        ActorShape shape, FieldSet fields, IReadOnlyList<Row> rows, FeedPlace place, bool isLast, CancellationToken cancellationToken)
    {
        var gone = await reader.MergedAsync([.. rows.Where(row => row.ReplacedBy is not null)], cancellationToken);
        var changed = rows.Where(row => row.ReplacedBy is null).Select(row => reader.Record(shape, fields, row)).ToList();
        return (new ChangePage(changed, gone, place.Write(), isLast), place);
    }

    private Task<(IReadOnlyList<Row> Rows, DateTimeOffset? AnsweredAt)> PageAsync(
        ActorShape shape, FieldSet fields, FeedPlace place, CancellationToken cancellationToken)
    {
        List<object?> domain = [.. shape.Members, Domain.Is("id", ">", place.After)];
        if (place.From(longestTransaction) is var (sign, moment))
        {
            var date = Moments.Wire(moment);
            domain.Add(Domain.Any(Paths(shape).SelectMany(path => Dates.Select(column => Domain.Is(path + column, sign, date)))));
        }

        return reader.SearchAsync(shape, fields, [.. domain], pageSize, RecordReader.ById, cancellationToken);
    }

    private static string[] Paths(ActorShape shape) => shape switch
    {
        { IsParty: false } => [""],
        { Type: ActorType.Person } => ["", "addresses.", "contact_mechanisms.", "identifiers.", "relations."],
        _ => ["", "addresses.", "contact_mechanisms.", "identifiers."],
    };

    /// <summary>The latest date in Tryton now, before the first page of a reading of several is read.</summary>
    private async Task<FeedPlace> WithNextHighAsync(ActorShape shape, FeedPlace place, CancellationToken cancellationToken)
    {
        string[] models = !shape.IsParty ? [shape.Model]
            : shape.Type == ActorType.Person ? [Models.Party, Models.Address, Models.Mechanism, Models.Identifier, Models.Relation]
            : [Models.Party, Models.Address, Models.Mechanism, Models.Identifier];
        var high = place.High;
        DateTimeOffset? at = null;
        foreach (var model in models)
        {
            foreach (var column in Dates)
            {
                var domain = high is { } known ? Domain.Is(column, ">", Moments.Wire(known)) : Domain.Is(column, "!=", null);
                var result = await client.ReadAsync(
                    $"model.{model}.search_read", cancellationToken, new[] { domain }, 0, 1, new[] { new[] { column, "DESC" } }, new[] { column }, installation.ReadContext);
                high = result.Value.EnumerateArray().Aggregate(high, (latest, json) => Row.Later(latest, Moments.Read(json.Member(column))));
                at = result.AnsweredAt;
            }
        }

        return place.Reaches(high, at);
    }

    private static ConnectorException Expired() => new(
        FailureKind.CursorExpired,
        LocalText.Of("The place reached in Tryton's changes is no longer known; everything is read.", "Stedet i Trytons ændringer kendes ikke længere; alt læses."),
        "A cursor that this connector did not make");
}
