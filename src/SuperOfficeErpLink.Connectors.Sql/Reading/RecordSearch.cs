using System.Data.Common;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql.Reading;

/// <summary>
/// Finds records by words, parent and criteria. Pages continue behind the last record shown, so that a record added or removed
/// meanwhile neither repeats nor hides another. Active records come first: they are a listing of their own, before the inactive ones.
/// </summary>
internal sealed class RecordSearch(SqlClient client)
{
    private const int LargestPage = 1000;

    /// <summary>No name has more; only a pasted page of text does, and then the longest words decide.</summary>
    private const int MostWords = 64;

    /// <summary>What records are ordered by that have no name; a bare constant could not be ordered by everywhere.</summary>
    private const string NoName = "(SELECT '')";

    private const string ActiveOnes = "a";
    private const string InactiveOnes = "i";

    public Task<SearchPage> RunAsync(ActorType type, FieldSet fields, SearchRequest request, CancellationToken cancellationToken)
    {
        var start = request.PageToken is null ? null : OpaqueToken.Read(request.PageToken, 3) ?? throw SearchRequest.UnknownPage();
        if (start is not (null or [ActiveOnes or InactiveOnes, _, _]))
        {
            throw SearchRequest.UnknownPage();
        }

        return client.ReadAsync(
            async (connection, schema) =>
            {
                var listing = new Listing(client.Dialect, schema.Actor(type), fields, request);
                return await FillPageAsync(connection, listing, start, cancellationToken);
            },
            cancellationToken);
    }

    private static async Task<SearchPage> FillPageAsync(
        DbConnection connection, Listing listing, string[]? start, CancellationToken cancellationToken)
    {
        var records = new List<ErpRecord>(listing.Size + 1);
        var places = new List<string>(listing.Size + 1);
        foreach (var part in new[] { ActiveOnes, InactiveOnes })
        {
            if (start is [InactiveOnes, _, _] && part == ActiveOnes)
            {
                continue;
            }

            var after = start is { } place && place[0] == part ? (place[1], place[2]) : ((string, string)?)null;
            await listing.ReadAsync(connection, part == ActiveOnes, after, listing.Size + 1 - records.Count, (record, name) =>
            {
                records.Add(record);
                places.Add(OpaqueToken.Write(part, name, record.Key));
            }, cancellationToken);
            if (records.Count > listing.Size || !listing.HasInactiveOnes)
            {
                break;
            }
        }

        if (records.Count <= listing.Size)
        {
            return new SearchPage(records, null, null);
        }

        records.RemoveAt(listing.Size);
        return new SearchPage(records, places[listing.Size - 1], null);
    }

    private sealed class Listing
    {
        private readonly ISqlDialect dialect;
        private readonly ActorTable actor;
        private readonly SearchRequest request;
        private readonly RecordSelect select;
        private readonly string name;
        private readonly string sort;
        private readonly List<string> words;

        public Listing(ISqlDialect dialect, ActorTable actor, FieldSet fields, SearchRequest request)
        {
            this.dialect = dialect;
            this.actor = actor;
            this.request = request;
            select = new RecordSelect(actor, fields);
            Size = Math.Clamp(request.PageSize, 1, LargestPage);
            var byName = actor.Source.SearchIn.FirstOrDefault(column => actor.Source.FindColumn(column) is { Type: FieldType.Text } field
                && !string.Equals(field.Column, actor.Source.Key, StringComparison.OrdinalIgnoreCase));
            name = byName is null ? NoName : actor.NeverNull(byName);
            words = [.. Words(request.Text)];

            // Words can stand anywhere, so every row is read: in the order of the file, not of the names.
            sort = dialect.TextOrder(words.Count == 0 ? name : dialect.WithoutIndex(name));
        }

        public int Size { get; }

        public bool HasInactiveOnes => actor.Source.Active is not null;

        public async Task ReadAsync(
            DbConnection connection, bool active, (string Name, string Key)? after, int rows, Action<ErpRecord, string> add,
            CancellationToken cancellationToken)
        {
            var statement = new Statement($"SELECT {select.Columns}, {name} FROM {actor.Table} WHERE {actor.Key} IS NOT NULL");
            foreach (var condition in Conditions(statement, active, after))
            {
                statement.Add($"AND {condition}");
            }

            statement.Add($"ORDER BY {sort}, {actor.SortedKey} {dialect.First(rows)}");
            await using var command = statement.On(connection);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                if (select.Read(reader) is { } record)
                {
                    add(record, reader.GetString(select.ExtraAt));
                }
            }
        }

        private IEnumerable<string> Conditions(Statement statement, bool active, (string Name, string Key)? after)
        {
            if (actor.Source.Active is { } rule)
            {
                var sign = rule.MeansActive == active ? "=" : "<>";
                yield return $"{dialect.Ordinal($"coalesce({actor.AsText(rule.Column)}, '')")} {sign} {statement.Bind(rule.When)}";
            }

            if (request.Parent is { } wanted)
            {
                yield return ParentIs(statement, wanted);
            }

            var searched = actor.Source.SearchIn.Select(actor.Searched).ToList();
            foreach (var word in words)
            {
                yield return SqlText.IsStorable(word) ? dialect.Holds(searched, word, statement.Bind) : SqlTexts.Never;
            }

            foreach (var criterion in request.Criteria)
            {
                yield return CriterionSql.Condition(dialect, actor, criterion, statement.Bind);
            }

            if (after is { } place)
            {
                // The first half lets an index on the name find the place, the second half is exact.
                var from = statement.Bind(place.Name);
                yield return $"{sort} >= {from}";
                yield return actor.KeyParameter(place.Key) is { } key ? $"({sort} > {from} OR {actor.Key} > {statement.Bind(key)})" : $"{sort} > {from}";
            }
        }

        private string ParentIs(Statement statement, ActorRef wanted) =>
            actor.Source.Parent is { } parent && parent.Type == wanted.Type && dialect.KeyParameter(wanted.Key, actor.Column(parent.Column)) is not null
                ? dialect.HasKey(actor.Quote(parent.Column), wanted.Key, actor.Column(parent.Column), statement.Bind)
                : SqlTexts.Never;

        private static IEnumerable<string> Words(string? text)
        {
            var all = (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal);
            return all.OrderByDescending(word => word.Length).Take(MostWords);
        }
    }
}
