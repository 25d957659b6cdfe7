using System.Text.Json.Serialization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>An ERP field that no CRM field is mapped to and that the user is asked for when an actor is linked.</summary>
/// <param name="Row">The field with what stands in its editor: what the actor holds, else the default value.</param>
/// <param name="Held">What the actor holds.</param>
public sealed record AskedRow(CreateRow Row, string Held)
{
    public FieldInfo Info => Row.Info;

    /// <summary>True when entering a text is to write it. A box that was never ticked is as good as one that is not.</summary>
    public bool Writes(string entered) =>
        !string.Equals(entered, Held, StringComparison.Ordinal) && !(Info.Type == FieldType.Checkbox && Held.Length == 0 && entered == "0");

    /// <summary>Why an entry cannot be taken. What the actor holds already is not ours to judge, but a mandatory field is not left blank.</summary>
    public CannotHold Refusal(string? entered) =>
        entered is null || Writes(entered) ? Row.Refusal(entered)
        : entered.Length == 0 && Row.IsMandatory && Info.Type != FieldType.Checkbox ? CannotHold.Mandatory
        : CannotHold.None;
}

/// <summary>A value the user entered for such a field; it differs from what the actor held.</summary>
/// <param name="Field">Key of the ERP field.</param>
/// <param name="Seen">What the actor held.</param>
public sealed record AskedValue(string Field, string Seen, string Text)
{
    /// <summary>No CRM field belongs to it: it is written and never synced.</summary>
    [JsonIgnore]
    public FieldPair Pair => new("", Field);
}

/// <param name="Mistakes">By field key; the values are to be used only when there is none.</param>
/// <param name="Values">What is to be written.</param>
public sealed record AskedAnswer(IReadOnlyDictionary<string, CannotHold> Mistakes, IReadOnlyList<AskedValue> Values);

/// <summary>Default values marked "ask", asked for when an actor that exists is linked. Pure.</summary>
public static class AskedValues
{
    /// <summary>In the order of the mapping.</summary>
    public static IReadOnlyList<FieldInfo> FieldsOf(RecordRules rules) =>
        [.. CreateRows.Ordered(rules).Where(info =>
            rules.Mapping.DefaultOf(info.Key) is { Ask: true } && info is not { DefaultForced: true, Default.Length: > 0 } && rules.ErpFields.IndexOf(info.Key) < 0)];

    /// <param name="held">What the actor holds, by field key; what could not be read is not asked for.</param>
    public static IReadOnlyList<AskedRow> Rows(RecordRules rules, IReadOnlyDictionary<string, FieldValue> held) =>
        [.. FieldsOf(rules).Select(info => held.GetValueOrDefault(info.Key).Text is { } text ? RowOf(rules, info, text) : null).OfType<AskedRow>()];

    /// <param name="entered">Canonical; null: it is not in the form its type has.</param>
    public static AskedAnswer Answer(IReadOnlyList<AskedRow> rows, Func<AskedRow, string?> entered)
    {
        var mistakes = new Dictionary<string, CannotHold>(StringComparer.Ordinal);
        var values = new List<AskedValue>();
        foreach (var row in rows)
        {
            var text = entered(row);
            if (row.Refusal(text) is var mistake and not CannotHold.None)
            {
                mistakes[row.Info.Key] = mistake;
            }
            else if (row.Writes(text!))
            {
                values.Add(new AskedValue(row.Info.Key, row.Held, text!));
            }
        }

        return new AskedAnswer(mistakes, values);
    }

    /// <summary>The writes they ask for. One that is no longer asked for makes none; <see cref="Moved"/> tells of it.</summary>
    public static IReadOnlyList<Change> ToChanges(
        LinkContext context, EntityRef entity, IReadOnlyList<AskedValue> values, Guid operationId, string userId, DateTimeOffset at)
    {
        var asked = Keys(context.Rules);
        return [.. values.Where(value => asked.Contains(value.Field)).Select(value => new Change(
            0, context.Connection.Id, null, entity, Side.Erp, value.Pair, value.Seen, value.Text, "", null, ChangeState.Planned,
            ChangeCauses.Chosen, operationId, userId, context.Rules.Version, at, ShownUntilDismissed: false))];
    }

    /// <summary>Those whose field no longer holds what the user saw, cannot be read, or is not asked for any more.</summary>
    public static IReadOnlyList<MovedField> Moved(RecordRules rules, IReadOnlyList<AskedValue> values, BothSides read)
    {
        if (values.Count == 0)
        {
            return [];
        }

        var asked = Keys(rules);
        return [.. values.Where(value => !asked.Contains(value.Field) || !string.Equals(Held(read, value), value.Seen, StringComparison.Ordinal))
            .Select(value => new MovedField(
                value.Pair, rules.Actor.Find(value.Field)?.Name ?? new LocalText(value.Field), "", value.Seen, "", Held(read, value) ?? ""))];
    }

    private static string? Held(BothSides read, AskedValue value) => read.Also.GetValueOrDefault(value.Field).Text;

    private static HashSet<string> Keys(RecordRules rules) => FieldsOf(rules).Select(info => info.Key).ToHashSet(StringComparer.Ordinal);

    private static AskedRow RowOf(RecordRules rules, FieldInfo info, string held)
    {
        var preset = rules.Mapping.DefaultOf(info.Key);
        var proposed = preset?.Value ?? info.Default ?? "";
        proposed = held.Length > 0 ? held : FieldRule.Refusal(info, proposed) == CannotHold.None ? proposed : "";
        return new AskedRow(
            new CreateRow(
                info, new FieldPair("", info.Key), null, FieldValue.Blank, CannotHold.None, proposed, IsAsked: true,
                info.Access == FieldAccess.Mandatory || preset?.Mandatory == true),
            held);
    }
}
