using SuperOfficeErpLink.Connectors.Tryton.Fields;
using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton.Reading;

/// <summary>
/// Finds records by words, parent and criteria: active ones first, by name. Pages continue behind the last record shown, so that a record added or removed
/// meanwhile neither repeats nor hides another. Merged parties are not shown: they are gone.
/// </summary>
internal sealed class RecordSearch(RecordReader reader, CriterionDomain criteria)
{
    private const int LargestPage = 1000;

    /// <summary>No name has more; only a pasted page of text does, and then the longest words decide.</summary>
    private const int MostWords = 32;

    private const string TokenKind = "s";

    public async Task<SearchPage> RunAsync(ActorShape shape, FieldSet fields, SearchRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var after = request.PageToken is null ? null : After(shape, request.PageToken);
        var words = (request.Text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)
            .OrderByDescending(word => word.Length).Take(MostWords).ToList();
        if (!words.TrueForAll(Domain.IsText) || (request.Parent is { } parent && (Models.Id(parent.Key) is null || !ActorShapes.IsPartyType(parent.Type) || shape.Parent is null)))
        {
            return new SearchPage([], null, null);
        }

        var domain = new List<object?>(shape.Members);
        domain.AddRange(shape.IsParty ? [Domain.Is("replaced_by", "=", null)] : []);
        domain.AddRange(request.Parent is { } wanted ? [criteria.Under(shape, Models.Id(wanted.Key)!.Value)] : []);
        domain.AddRange(words.Select(word => criteria.Holds(shape, word)));
        foreach (var criterion in request.Criteria)
        {
            domain.Add(await criteria.ConditionAsync(shape, criterion, cancellationToken));
        }

        domain.AddRange(after is null ? [] : [after]);
        var size = Math.Clamp(request.PageSize, 1, LargestPage);
        var named = new FieldSet([.. fields.Keys, "name"]);
        var (rows, _) = await reader.SearchAsync(shape, named, [.. domain], size + 1, Order(shape), cancellationToken);
        var records = rows.Take(size).Select(row => reader.Record(shape, fields, row)).ToList();
        return new SearchPage(records, rows.Count > size ? Place(rows[size - 1]) : null, null);
    }

    private static string[][] Order(ActorShape shape) =>
        shape.IsParty ? [["active", "DESC"], ["name", "ASC NULLS LAST"], ["id", "ASC"]] : [["name", "ASC NULLS LAST"], ["id", "ASC"]];

    private static string Place(Row row) => OpaqueToken.Write(TokenKind, row.IsActive ? "1" : "0", row.Json.Text("name"), row.Key);

    /// <summary>What stands behind a place, in the order the database itself sorts by.</summary>
    private static object?[] After(ActorShape shape, string token)
    {
        if (OpaqueToken.ReadWithGaps(token, 4) is not [TokenKind, ("0" or "1") and var active, var name, { } key] || Models.Id(key) is not { } id)
        {
            throw SearchRequest.UnknownPage();
        }

        object?[] further = name is null
            ? Domain.All(Domain.Is("name", "=", null), Domain.Is("id", ">", id))
            : Domain.Any([Domain.Is("name", ">", name), Domain.Is("name", "=", null), Domain.All(Domain.Is("name", "=", name), Domain.Is("id", ">", id))]);
        return !shape.IsParty ? further
            : active == "1" ? Domain.Any([Domain.Is("active", "=", false), Domain.All(Domain.Is("active", "=", true), further)])
            : Domain.All(Domain.Is("active", "=", false), further);
    }
}
