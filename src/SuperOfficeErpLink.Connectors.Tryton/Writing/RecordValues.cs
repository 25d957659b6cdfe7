using SuperOfficeErpLink.Connectors.Tryton.Fields;
using SuperOfficeErpLink.Connectors.Tryton.Reading;
using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton.Writing;

/// <summary>The values of one record as Tryton's <c>write</c> and <c>create</c> take them, records below it included.</summary>
internal static class RecordValues
{
    /// <summary>
    /// A blanked number or address of mail is put away, not deleted: it may carry a note or a use of its own. An identifier cannot be put away: it is deleted.
    /// </summary>
    public static (Dictionary<string, object?> Values, Dictionary<string, string> Timestamps) ForUpdate(ActorShape shape, Row row, IReadOnlyList<FieldWrite> writes)
    {
        var values = Own(writes);
        var timestamps = new Dictionary<string, string>(StringComparer.Ordinal);
        Guard(timestamps, shape.Model, row.Id, row.Timestamp);
        foreach (var holder in writes.Where(write => write.Field.Place != Place.Own).GroupBy(write => (write.Field.Place, write.Field.Kind)))
        {
            var field = holder.First().Field;
            var existing = row.Holder(field);
            if (existing is { } held && held.Id() is { } id)
            {
                Guard(timestamps, field.Model(shape.Model), id, held.Text("_timestamp"));
                Commands(values, field.Below).Add(Change(field, id, holder));
            }
            else if (holder.Any(write => write.Value is not null))
            {
                Commands(values, field.Below).Add(Creation(field, holder));
            }
        }

        return (values, timestamps);
    }

    public static Dictionary<string, object?> ForCreate(IReadOnlyList<FieldWrite> writes)
    {
        var values = Own(writes);
        foreach (var holder in writes.Where(write => write.Field.Place != Place.Own).GroupBy(write => (write.Field.Place, write.Field.Kind)))
        {
            if (holder.Any(write => write.Value is not null))
            {
                var field = holder.First().Field;
                Commands(values, field.Below).Add(Creation(field, holder));
            }
        }

        return values;
    }

    public static List<object?> Commands(Dictionary<string, object?> values, string name)
    {
        if (values.TryGetValue(name, out var commands))
        {
            return (List<object?>)commands!;
        }

        var made = new List<object?>();
        values[name] = made;
        return made;
    }

    private static Dictionary<string, object?> Own(IReadOnlyList<FieldWrite> writes) =>
        writes.Where(write => write.Field.Place == Place.Own).ToDictionary(write => write.Field.Column, write => write.Value, StringComparer.Ordinal);

    private static Dictionary<string, object?> Columns(IEnumerable<FieldWrite> holder) =>
        holder.ToDictionary(write => write.Field.Column, write => write.Value, StringComparer.Ordinal);

    private static object?[] Change(ActorField field, int id, IEnumerable<FieldWrite> holder)
    {
        var columns = Columns(holder);
        return (field.Place, columns.TryGetValue(field.Column, out var value) && value is null) switch
        {
            (Place.Mechanism, true) => ["write", new[] { id }, new Dictionary<string, object?>(StringComparer.Ordinal) { ["active"] = false }],
            (Place.Identifier, true) => ["delete", new[] { id }],
            _ => ["write", new[] { id }, columns],
        };
    }

    private static object?[] Creation(ActorField field, IEnumerable<FieldWrite> holder)
    {
        var columns = Columns(holder);
        if (field.Kind is not null)
        {
            columns["type"] = field.Kind;
        }

        return ["create", new[] { columns }];
    }

    private static void Guard(Dictionary<string, string> timestamps, string model, int id, string? timestamp)
    {
        if (timestamp is not null)
        {
            timestamps[$"{model},{Models.Key(id)}"] = timestamp;
        }
    }
}
