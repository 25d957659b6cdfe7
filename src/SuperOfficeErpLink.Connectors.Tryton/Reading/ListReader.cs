using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton.Reading;

/// <summary>A list and the ids behind its keys.</summary>
internal sealed record TrytonList(IReadOnlyList<ListItem> Items, IReadOnlyDictionary<string, int> Ids)
{
    public int? IdOf(string key) => Ids.TryGetValue(key, out var id) ? id : null;
}

/// <summary>Reads lists whole: they are short. Countries and languages go by their codes, the rest by id.</summary>
internal sealed class ListReader(TrytonClient client, Installation installation)
{
    private sealed record Source(string Model, string Key, string Name, bool HasActive, object?[] Domain);

    public async Task<IReadOnlyList<ListItem>> ReadAsync(string list, IReadOnlyList<string>? keys, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (keys is { Count: 0 })
        {
            return [];
        }

        var items = (await ReadAsync(list, cancellationToken)).Items;
        if (keys is null)
        {
            return items;
        }

        var wanted = keys.ToHashSet(StringComparer.Ordinal);
        return [.. items.Where(item => wanted.Contains(item.Key))];
    }

    public async Task<TrytonList> ReadAsync(string list, CancellationToken cancellationToken)
    {
        var source = SourceOf(list);
        List<string> columns = [source.Key, source.Name, .. source.HasActive ? ["active"] : Array.Empty<string>()];
        var result = await client.ReadAsync(
            $"model.{source.Model}.search_read", cancellationToken, source.Domain, 0, null, RecordReader.ById, columns, installation.ReadContext);
        var items = new List<ListItem>();
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var json in result.Value.EnumerateArray())
        {
            if (json.Id() is { } id && (source.Key == "id" ? Models.Key(id) : json.Text(source.Key)) is { Length: > 0 } key && ids.TryAdd(key, id))
            {
                items.Add(new ListItem(key, json.Text(source.Name) ?? key, json.IsActive()));
            }
        }

        return new TrytonList([.. items.OrderBy(item => item.Name, StringComparer.CurrentCultureIgnoreCase)], ids);
    }

    private Source SourceOf(string list) => list switch
    {
        "country" => new(Models.Country, "code", "name", installation.Has(Models.Country, "active"), []),
        "language" => new(Models.Language, "code", "name", HasActive: true, []),
        "project_status" => new(Models.Status, "id", "name", HasActive: true, [Wire.Domain.Is("types", "in", "project")]),
        "category" => new(Models.Category, "id", "rec_name", HasActive: true, []),
        _ => throw new ConnectorException(
            FailureKind.Misconfigured,
            LocalText.Of($"Tryton's connector has no list \"{list}\".", $"Trytons forbindelse har ingen liste \"{list}\"."),
            $"No list {list}"),
    };
}
