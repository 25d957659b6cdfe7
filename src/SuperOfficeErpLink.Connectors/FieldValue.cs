namespace SuperOfficeErpLink.Connectors;

/// <summary>
/// What one side holds in one field: not read, blank, or text.
/// <c>default</c> means the value was <em>not read</em> and is never taken for blank.
/// Text is canonical and culture-invariant: <c>12.5</c>, <c>2026-01-31</c>, <c>2026-01-31T08:00:00Z</c>,
/// <c>1</c> or <c>0</c> for a checkbox, the item's key for a list, and the text as stored for text.
/// </summary>
public readonly record struct FieldValue
{
    private FieldValue(string text) => Text = text;

    /// <summary>The text; null when it was not read, empty when blank.</summary>
    public string? Text { get; }

    /// <summary>False when the side could not or may not tell its value.</summary>
    public bool WasRead => Text is not null;

    /// <summary>True when the value was read and is empty.</summary>
    public bool IsBlank => Text is { Length: 0 };

    /// <summary>True when the value was read and holds text.</summary>
    public bool HasText => Text is { Length: > 0 };

    /// <summary>A value that was not read.</summary>
    public static FieldValue NotRead => default;

    /// <summary>A value that was read and is empty.</summary>
    public static FieldValue Blank { get; } = new("");

    /// <summary>A value that was read; null counts as blank, as most systems store an absent text.</summary>
    public static FieldValue Of(string? text) => new(text ?? "");

    /// <summary>The text in quotes, or what stands in its place; for tests and diagnostics only.</summary>
    public override string ToString() => Text switch { null => "(not read)", "" => "(blank)", _ => $"\"{Text}\"" };
}
