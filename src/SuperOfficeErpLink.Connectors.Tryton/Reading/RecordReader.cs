using SuperOfficeErpLink.Connectors.Tryton.Fields;
using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton.Reading;

/// <summary>Reads records of one model with the records below them, in one call each time.</summary>
internal sealed class RecordReader(TrytonClient client, Installation installation, ActorShapes shapes)
{
    /// <summary>Nobody merges parties so often; more would be a circle.</summary>
    private const int MostMerges = 10;

    private static readonly string[] ReplacedBy = ["replaced_by"];

    public async Task<(IReadOnlyList<Row> Rows, DateTimeOffset? AnsweredAt)> SearchAsync(
        ActorShape shape, FieldSet fields, object?[] domain, int? limit, string[][] order, CancellationToken cancellationToken)
    {
        var result = await client.ReadAsync(
            $"model.{shape.Model}.search_read", cancellationToken, domain, 0, limit, order, shape.Columns(fields), installation.ReadContext);
        return ([.. result.Value.EnumerateArray().Select(json => new Row(json))], result.AnsweredAt);
    }

    /// <summary>The records of these ids that are there, merged ones included, in any order.</summary>
    public async Task<Dictionary<int, Row>> ByIdAsync(ActorShape shape, FieldSet fields, IReadOnlyCollection<int> ids, CancellationToken cancellationToken)
    {
        var domain = shape.Type == ActorType.Project
            ? Domain.All(Domain.Is("id", "in", ids), Domain.Is("type", "=", "project"))
            : Domain.All(Domain.Is("id", "in", ids));
        var (rows, _) = await SearchAsync(shape, fields, domain, null, ById, cancellationToken);
        return rows.ToDictionary(row => row.Id);
    }

    public static string[][] ById { get; } = [["id", "ASC"]];

    public ErpRecord Record(ActorShape shape, FieldSet fields, Row row)
    {
        var values = new FieldValue[fields.Keys.Count];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = shape.Find(fields.Keys[index]) is { } field ? FieldReading.Value(row, field) : FieldValue.NotRead;
        }

        ActorRef? parent = row.Parent(installation.RelationType) is { } party && shape.Parent is not null ? new ActorRef(shapes.ParentType, Models.Key(party)) : null;
        return new ErpRecord(row.Key, row.Version, parent, row.IsActive, Address(shape, row), values);
    }

    /// <summary>The party that stands in the end for each of these merged ones.</summary>
    public async Task<IReadOnlyList<Gone>> MergedAsync(IReadOnlyCollection<Row> merged, CancellationToken cancellationToken)
    {
        var survivors = merged.ToDictionary(row => row.Id, row => row.ReplacedBy!.Value);
        for (var round = 0; round < MostMerges && survivors.Count > 0; round++)
        {
            var result = await client.ReadAsync(
                $"model.{Models.Party}.search_read", cancellationToken,
                Domain.All(Domain.Is("id", "in", survivors.Values.Distinct()), Domain.Is("replaced_by", "!=", null)), 0, null, null, ReplacedBy, installation.ReadContext);
            var next = result.Value.EnumerateArray().ToDictionary(json => json.Id() ?? 0, json => json.Id("replaced_by") ?? 0);
            if (next.Count == 0)
            {
                break;
            }

            foreach (var (id, survivor) in survivors.ToList())
            {
                survivors[id] = next.GetValueOrDefault(survivor, survivor);
            }
        }

        return [.. survivors.Select(pair => new Gone(Models.Key(pair.Key), Models.Key(pair.Value)))];
    }

    private Uri? Address(ActorShape shape, Row row) =>
        client.Settings.WebClient is { } web ? new Uri(web, $"#{Uri.EscapeDataString(client.Settings.Database)}/model/{shape.Model}/{row.Key}") : null;
}
