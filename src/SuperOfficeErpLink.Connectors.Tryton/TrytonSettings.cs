namespace SuperOfficeErpLink.Connectors.Tryton;

/// <summary>How it is told which parties are customers, or suppliers.</summary>
internal enum PartyRule
{
    /// <summary>Those of a category, or of one below it.</summary>
    Category,

    /// <summary>Every party that is nobody's contact person.</summary>
    Every,

    /// <summary>The type is not used.</summary>
    None,
}

/// <summary>A connection's settings, read. Only settings that <see cref="TrytonSettingsForm.Check"/> has nothing against are read.</summary>
internal sealed record TrytonSettings(
    Uri Root, string Database, string User, string Password, string? Company, PartyRule Customers, string CustomerCategory,
    PartyRule Suppliers, string SupplierCategory, string? RelationType, IReadOnlyList<string> IdentifierTypes, string Language, Uri? WebClient)
{
    public Uri DatabaseAddress { get; } = new(Root, Uri.EscapeDataString(Database) + "/");

    public static TrytonSettings Read(Settings settings) => new(
        RootOf(settings[TrytonSettingsForm.Url])!,
        settings[TrytonSettingsForm.Database]!.Trim(),
        settings[TrytonSettingsForm.User]!.Trim(),
        settings[TrytonSettingsForm.Password]!,
        settings[TrytonSettingsForm.Company]?.Trim(),
        RuleOf(settings[TrytonSettingsForm.Customers]) ?? PartyRule.Category,
        settings[TrytonSettingsForm.CustomerCategory]?.Trim() ?? "",
        RuleOf(settings[TrytonSettingsForm.Suppliers]) ?? PartyRule.Category,
        settings[TrytonSettingsForm.SupplierCategory]?.Trim() ?? "",
        settings[TrytonSettingsForm.RelationType]?.Trim() is { Length: > 0 } relation ? relation : null,
        TypesOf(settings[TrytonSettingsForm.IdentifierTypes]),
        settings[TrytonSettingsForm.Language]?.Trim() ?? "en",
        RootOf(settings[TrytonSettingsForm.WebClient]));

    public static PartyRule? RuleOf(string? text) => text switch
    {
        null or "category" => PartyRule.Category,
        "every" => PartyRule.Every,
        "none" => PartyRule.None,
        _ => null,
    };

    public static Uri? RootOf(string? text) =>
        Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            && address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0
            ? address.AbsolutePath.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/")
            : null;

    public static IReadOnlyList<string> TypesOf(string? text) =>
        [.. (text ?? "").Split([',', ';', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
}
