using System.Data.Common;
using SuperOfficeErpLink.Connectors.Sql.Definition;

namespace SuperOfficeErpLink.Connectors.Sql.Reading;

/// <summary>The columns one call reads of an actor type, and records made of them by position.</summary>
internal sealed class RecordSelect
{
    private const int KeyAt = 0;
    private const int VersionAt = 1;
    private const int ActiveAt = 2;
    private const int ParentAt = 3;
    private const int FirstField = 4;

    private readonly ActorSource source;
    private readonly int width;
    private readonly int[] positions;
    private readonly FieldType[] types;
    private readonly bool[] areTexts;
    private readonly bool isKeyText;

    public RecordSelect(ActorTable actor, FieldSet fields)
    {
        source = actor.Source;
        width = fields.Keys.Count;
        var known = fields.Keys
            .Select((key, position) => (Field: actor.Find(key), Position: position))
            .Where(entry => entry.Field is not null)
            .ToList();
        positions = known.Select(entry => entry.Position).ToArray();
        types = known.Select(entry => entry.Field!.Type).ToArray();
        areTexts = known.Select(entry => entry.Field!.Type is FieldType.Text or FieldType.List && actor.IsAlwaysText(entry.Field.Column)).ToArray();
        isKeyText = actor.IsAlwaysText(source.Key);

        string OrNull(string? column) => column is null ? "NULL" : actor.AsText(column);
        Columns = string.Join(
            ", ",
            [
                actor.Selected(source.Key), OrNull(source.Version), OrNull(source.Active?.Column), OrNull(source.Parent?.Column),
                .. known.Select(entry => actor.Selected(entry.Field!.Column)),
            ]);
        ExtraAt = FirstField + known.Count;
    }

    public string Columns { get; }

    /// <summary>Where a column stands that the caller adds behind <see cref="Columns"/>.</summary>
    public int ExtraAt { get; }

    /// <summary>The key in the current row; null where a row has none.</summary>
    public string? KeyOf(DbDataReader reader) => isKeyText ? TextAt(reader, KeyAt) : CanonicalValues.Written(reader.GetValue(KeyAt));

    /// <summary>The record in the current row; null where a row has no key.</summary>
    public ErpRecord? Read(DbDataReader reader) => KeyOf(reader) is { } key ? Read(reader, key) : null;

    /// <summary>The record in the current row, whose key is known.</summary>
    public ErpRecord Read(DbDataReader reader, string key)
    {
        var values = new FieldValue[width];
        for (var index = 0; index < positions.Length; index++)
        {
            values[positions[index]] = ValueAt(reader, index);
        }

        var isActive = source.Active is not { } rule || IsActive(rule, TextAt(reader, ActiveAt));
        return new ErpRecord(key, TextAt(reader, VersionAt), ParentOf(reader), isActive, AddressOf(key), values);
    }

    public static bool IsActive(ActiveRule? rule, string? stored) =>
        rule is null || string.Equals(stored ?? "", rule.When, StringComparison.Ordinal) == rule.MeansActive;

    private FieldValue ValueAt(DbDataReader reader, int index)
    {
        var at = FirstField + index;
        return areTexts[index] ? FieldValue.Of(TextAt(reader, at)) : CanonicalValues.Read(types[index], StoredValue.At(reader, at));
    }

    private static string? TextAt(DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    private ActorRef? ParentOf(DbDataReader reader) =>
        source.Parent is { } parent && TextAt(reader, ParentAt) is { Length: > 0 } key ? new ActorRef(parent.Type, key) : null;

    private Uri? AddressOf(string key) =>
        source.Address is { } template
        && Uri.TryCreate(template.Replace("{key}", Uri.EscapeDataString(key), StringComparison.Ordinal), UriKind.Absolute, out var address)
            ? address
            : null;
}
