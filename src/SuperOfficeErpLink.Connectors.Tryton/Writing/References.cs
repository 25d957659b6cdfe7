using SuperOfficeErpLink.Connectors.Tryton.Fields;
using SuperOfficeErpLink.Connectors.Tryton.Reading;
using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton.Writing;

/// <summary>Finds parties by our reference, whatever their categories have become. Tryton's projects have no place for one.</summary>
internal sealed class References(TrytonClient client, Installation installation, RecordReader reader)
{
    public async Task<IReadOnlyList<ErpRecord>> FindAsync(ActorShape shape, FieldSet fields, string reference, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!shape.Can.HasFlag(Abilities.Reference))
        {
            throw TrytonTexts.NotOffered(shape.Type);
        }

        var rows = await ReferencedAsync(shape, fields, [reference], cancellationToken);
        return [.. rows.Select(row => reader.Record(shape, fields, row))];
    }

    /// <summary>Those of the references that are there, each with its first record.</summary>
    public async Task<Dictionary<string, Row>> MadeAsync(ActorShape shape, FieldSet returning, string[] references, CancellationToken cancellationToken)
    {
        var made = new Dictionary<string, Row>(StringComparer.Ordinal);
        if (references.Length == 0 || !shape.Can.HasFlag(Abilities.Reference))
        {
            return made;
        }

        foreach (var row in await ReferencedAsync(shape, returning, references, cancellationToken))
        {
            foreach (var code in row.Json.Items("identifiers.").Where(item => item.Member("type") is null).Select(item => item.Text("code")).OfType<string>())
            {
                made.TryAdd(code, row);
            }
        }

        return made;
    }

    private async Task<IReadOnlyList<Row>> ReferencedAsync(ActorShape shape, FieldSet fields, string[] references, CancellationToken cancellationToken)
    {
        var domain = Domain.All(
            Domain.Some("identifiers", [Domain.Is("type", "=", null), Domain.Is("code", "in", references)]), Domain.Is("replaced_by", "=", null));
        var result = await client.ReadAsync(
            $"model.{shape.Model}.search_read", cancellationToken, domain, 0, null, RecordReader.ById, Columns(shape, fields), installation.ReadContext);
        return [.. result.Value.EnumerateArray().Select(json => new Row(json))];
    }

    private static string[] Columns(ActorShape shape, FieldSet fields) => [.. shape.Columns(fields), .. shape.Columns(fields).Contains("identifiers.code") ? Array.Empty<string>() : ["identifiers.code"]];
}
