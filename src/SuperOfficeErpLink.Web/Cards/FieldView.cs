using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Web.Cards;

/// <summary>One field of a card on the screen.</summary>
/// <param name="Shown">For reading.</param>
/// <param name="Typed">In the form.</param>
/// <param name="Was">Canonical text the form started from.</param>
/// <param name="Error">Why what was typed cannot be saved.</param>
/// <param name="Meanwhile">What somebody else has saved, where it differs.</param>
public sealed record FieldView(
    FieldInfo Info, string Label, IReadOnlyList<ListItem> Items, string Shown, string Typed, string Was, string? Error = null, string? Meanwhile = null)
{
    public string Id => $"field-{Info.Key}";

    public bool IsLong => Info.Type == FieldType.Text && Info.MaxLength > 1000;

    /// <summary>Where a value leads, for the schemes that are safe to follow.</summary>
    public string? Href => Info.Key switch
    {
        "email" when Shown.Length > 0 => $"mailto:{Uri.EscapeDataString(Shown).Replace("%40", "@", StringComparison.Ordinal)}",
        "phone" or "mobile" when Shown.Any(char.IsAsciiDigit) => $"tel:{string.Concat(Shown.Where(sign => char.IsAsciiDigit(sign) || sign == '+'))}",
        "web" => WebAddress(),
        _ => null,
    };

    private string? WebAddress() =>
        Shown.Length > 0
        && Uri.TryCreate(Shown.Contains("://", StringComparison.Ordinal) ? Shown : $"https://{Shown}", UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https"
            ? address.AbsoluteUri
            : null;
}

/// <param name="Version">Of the record the form started from.</param>
public sealed record CardView(IReadOnlyList<FieldView> Fields, bool IsEditing, long Version, Notice? Notice);
