using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SuperOfficeErpLink.Connectors;

namespace FolderErp;

/// <summary>One record as its file holds it. What the file has beside the fields stays in it.</summary>
internal sealed class RecordFile
{
    private const string ParentProperty = "customer";
    private const string ReferenceProperty = "reference";
    private const string ActiveProperty = "active";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly RecordKind kind;
    private readonly JsonObject content;

    private RecordFile(RecordKind kind, string key, JsonObject content, string version) => (this.kind, Key, this.content, Version) = (kind, key, content, version);

    public string Key { get; }

    /// <summary>Of the file's bytes: equal means unchanged, whoever wrote them.</summary>
    public string Version { get; }

    public bool IsActive => content[ActiveProperty] is not JsonValue value || !value.TryGetValue(out bool active) || active;

    public string? Reference => Text(ReferenceProperty);

    public string? Parent => kind.ParentType is null ? null : Text(ParentProperty);

    /// <summary>Null when the bytes are no record, as while somebody is writing them.</summary>
    public static RecordFile? Parse(RecordKind kind, string key, byte[] bytes)
    {
        try
        {
            return JsonNode.Parse(bytes, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) is JsonObject found
                ? new RecordFile(kind, key, found, Convert.ToHexString(SHA256.HashData(bytes)))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static byte[] New(NewActor actor, IEnumerable<(FieldInfo Field, FieldValue Value)> values)
    {
        var made = new JsonObject { [ReferenceProperty] = actor.Reference };
        if (actor.Parent is { } parent)
        {
            made[ParentProperty] = parent.Key;
        }

        return Bytes(made, values);
    }

    /// <summary>The file as it will be, with some fields changed.</summary>
    public byte[] With(IEnumerable<(FieldInfo Field, FieldValue Value)> values) => Bytes(content.DeepClone().AsObject(), values);

    /// <summary>A property that is not there is blank; one that holds something else than its field was not read, for blank would be a value.</summary>
    public FieldValue Read(string key) => kind.Find(key) is not { } field ? FieldValue.NotRead : (field.Type, content[key]) switch
    {
        _ when key == RecordKind.NumberField => FieldValue.Of(Key),
        (FieldType.Checkbox, null) => FieldValue.Of("0"),
        (_, null) => FieldValue.Blank,
        (FieldType.Checkbox, JsonValue value) when value.TryGetValue(out bool isOn) => FieldValue.Of(isOn ? "1" : "0"),
        (FieldType.Decimal, JsonValue value) when value.TryGetValue(out decimal number) => FieldValue.Of(number.ToString("0.#############################", CultureInfo.InvariantCulture)),
        (FieldType.Text or FieldType.List, JsonValue value) when value.TryGetValue(out string? text) => FieldValue.Of(text),
        (FieldType.Date, JsonValue value) when value.TryGetValue(out string? text) && FieldCheck.IsDate(text) => FieldValue.Of(text),
        _ => FieldValue.NotRead,
    };

    public ErpRecord ToRecord(FieldSet fields) => new(
        Key, Version, Parent is { } parent ? new ActorRef(kind.ParentType!.Value, parent) : null, IsActive, Address: null, [.. fields.Keys.Select(Read)]);

    private string? Text(string property) => content[property] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static byte[] Bytes(JsonObject record, IEnumerable<(FieldInfo Field, FieldValue Value)> values)
    {
        foreach (var (field, value) in values)
        {
            record[field.Key] = value.IsBlank ? null : field.Type switch
            {
                FieldType.Checkbox => value.Text == "1",
                FieldType.Decimal => decimal.Parse(value.Text!, CultureInfo.InvariantCulture),
                _ => value.Text,
            };
        }

        return JsonSerializer.SerializeToUtf8Bytes(record, Readable);
    }
}
