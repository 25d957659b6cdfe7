using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>Fields that are asked for when an actor that exists is linked.</summary>
/// <param name="Writes">How many of them would be written as they stand.</param>
public sealed record AskedView(IReadOnlyList<CreateEditor> Editors, int Writes)
{
    public static AskedView None { get; } = new([], 0);
}

/// <summary>What was posted of such fields, by field key.</summary>
/// <param name="Values">As typed; a box that is not ticked is absent.</param>
/// <param name="Fresh">What stood there before the user typed.</param>
public sealed record AskedInput(IReadOnlyDictionary<string, string?> Values, IReadOnlyDictionary<string, string?> Fresh)
{
    /// <summary>What the user made of a control; null when it was not shown or was left as it was.</summary>
    public string? Touched(FieldInfo field) =>
        !Fresh.TryGetValue(field.Key, out var fresh) ? null
        : Typed(field) is { } typed && Plain(typed) != Plain(fresh) ? typed
        : null;

    /// <summary>True when a posted text is what a control makes of another: controls of one line hold no line breaks, and spaces around do not count.</summary>
    public static bool IsSame(string? posted, string? shown) => Plain(posted) == Plain(shown);

    private string? Typed(FieldInfo field) =>
        field.Type == FieldType.Checkbox ? Values.GetValueOrDefault(field.Key) == "1" ? "1" : "0" : Values.GetValueOrDefault(field.Key);

    private static string Plain(string? text) =>
        (text ?? "").Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Trim();
}
