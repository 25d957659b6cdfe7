using SuperOfficeErpLink.Connectors.Tryton.Fields;

namespace SuperOfficeErpLink.Connectors.Tryton.Writing;

/// <summary>What a new record needs beside its fields: what makes it one of its type, what it lies under, and our reference as an identifier without a type.</summary>
internal sealed class NewRecord(Installation installation)
{
    public Dictionary<string, object?> Values(ActorShape shape, NewActor actor, IReadOnlyList<FieldWrite> writes)
    {
        var values = RecordValues.ForCreate(writes);
        var parent = actor.Parent is { } wanted ? Models.Id(wanted.Key) : null;
        if (shape.Type == ActorType.Project)
        {
            values["type"] = "project";
            values["company"] = installation.Company;
            values["party"] = parent;
            return values;
        }

        int[] categories = shape.Type switch
        {
            ActorType.Customer => [.. One(installation.CustomerCategory)],
            ActorType.Supplier => [.. One(installation.SupplierCategory)],
            ActorType.Partner => [.. One(installation.CustomerCategory), .. One(installation.SupplierCategory)],
            _ => [],
        };
        if (categories.Length > 0)
        {
            RecordValues.Commands(values, "categories").Add(new object?[] { "add", categories });
        }

        if (shape.Type == ActorType.Person)
        {
            RecordValues.Commands(values, "relations").Add(new object?[] { "create", new[] { new Dictionary<string, object?>(StringComparer.Ordinal) { ["to"] = parent, ["type"] = installation.RelationType } } });
        }

        if (actor.Reference.Length > 0)
        {
            RecordValues.Commands(values, "identifiers").Add(
                new object?[] { "create", new[] { new Dictionary<string, object?>(StringComparer.Ordinal) { ["type"] = null, ["code"] = actor.Reference } } });
        }

        return values;
    }

    private static IEnumerable<int> One(int? id) => id is { } known ? [known] : [];
}
