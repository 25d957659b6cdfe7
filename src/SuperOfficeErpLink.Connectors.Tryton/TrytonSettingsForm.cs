namespace SuperOfficeErpLink.Connectors.Tryton;

/// <summary>The settings as a form, and what is wrong with what was entered.</summary>
internal static class TrytonSettingsForm
{
    public const string Url = "url";
    public const string Database = "database";
    public const string User = "user";
    public const string Password = "password";
    public const string Company = "company";
    public const string Customers = "customers";
    public const string CustomerCategory = "customerCategory";
    public const string Suppliers = "suppliers";
    public const string SupplierCategory = "supplierCategory";
    public const string RelationType = "relationType";
    public const string IdentifierTypes = "identifierTypes";
    public const string Language = "language";
    public const string WebClient = "webClient";

    private static readonly ListItem[] CustomerRules = Rules("customers", "kunder");
    private static readonly ListItem[] SupplierRules = Rules("suppliers", "leverandører");

    public static IReadOnlyList<SettingField> Fields { get; } =
    [
        Text(Url, "Server", "Server", "Address of the Tryton server, e.g. https://tryton.example.com", "Tryton-serverens adresse, f.eks. https://tryton.example.com", isRequired: true),
        Text(Database, "Database", "Database", null, null, isRequired: true),
        Text(User, "User", "Bruger", "A user of its own, that nobody signs in as.", "En bruger for sig selv, som ingen logger ind med.", isRequired: true),
        new(Password, LocalText.Of("Password", "Adgangskode"), null, SettingType.Password, IsRequired: true, IsSecret: true, null, [Url, Database, User], []),
        Text(Company, "Company", "Firma", "Empty: the user's own current company.", "Tom: brugerens eget aktuelle firma."),
        Rule(Customers, "Customers are", "Kunder er", CustomerRules),
        Text(CustomerCategory, "Category of customers", "Kundernes kategori", "The name of a party category. Categories below it count too.", "Navnet på en partskategori. Kategorier under den tæller med.", fallback: "Customer"),
        Rule(Suppliers, "Suppliers are", "Leverandører er", SupplierRules),
        Text(SupplierCategory, "Category of suppliers", "Leverandørernes kategori", "The name of a party category. Categories below it count too.", "Navnet på en partskategori. Kategorier under den tæller med.", fallback: "Supplier"),
        Text(
            RelationType, "Relation of contact persons", "Kontaktpersoners relation",
            "The relation type from a person to the party it belongs to, e.g. Contact of. Empty: no contact persons.",
            "Relationstypen fra en person til den part, personen hører til, f.eks. Contact of. Tom: ingen kontaktpersoner."),
        Text(
            IdentifierTypes, "Identifiers", "Identifikatorer",
            "Identifier types that become fields, with commas between, e.g. eu_vat, dk_cvr.", "Identifikatortyper, der bliver til felter, med komma imellem, f.eks. eu_vat, dk_cvr.",
            fallback: "eu_vat"),
        Text(
            Language, "Language", "Sprog", "Code of the language Tryton answers in, e.g. en. It must be loaded there.",
            "Kode for det sprog, Tryton svarer på, f.eks. en. Det skal være indlæst der.", isRequired: true, fallback: "en"),
        Text(
            WebClient, "Web client", "Webklient", "Address of Tryton's web client, if there is one: records link to it.",
            "Adressen på Trytons webklient, hvis der er en: poster linker til den."),
    ];

    public static IReadOnlyList<SettingError> Check(Settings settings)
    {
        var errors = new List<SettingError>();
        foreach (var field in Fields.Where(field => field.IsRequired && string.IsNullOrWhiteSpace(settings[field.Key])))
        {
            errors.Add(Missing(field));
        }

        CheckAddress(settings, Url, errors);
        CheckAddress(settings, WebClient, errors);
        CheckRule(settings, Customers, CustomerCategory, errors);
        CheckRule(settings, Suppliers, SupplierCategory, errors);
        if (TrytonSettings.RuleOf(settings[Customers]) == PartyRule.None && TrytonSettings.RuleOf(settings[Suppliers]) == PartyRule.None)
        {
            errors.Add(new(Customers, LocalText.Of("Use customers, suppliers or both.", "Brug kunder, leverandører eller begge.")));
        }

        foreach (var type in TrytonSettings.TypesOf(settings[IdentifierTypes]).Where(type => !type.All(sign => char.IsAsciiLetterOrDigit(sign) || sign == '_')))
        {
            errors.Add(new(IdentifierTypes, LocalText.Of($"\"{type}\" is no identifier type: they look like eu_vat.", $"\"{type}\" er ingen identifikatortype: de ligner eu_vat.")));
        }

        return errors;
    }

    private static void CheckAddress(Settings settings, string key, List<SettingError> errors)
    {
        if (!string.IsNullOrWhiteSpace(settings[key]) && TrytonSettings.RootOf(settings[key]) is null)
        {
            errors.Add(new(key, LocalText.Of(
                "Enter an address that begins with https:// or http://, without user, ? and #.", "Angiv en adresse, der begynder med https:// eller http://, uden bruger, ? og #.")));
        }
    }

    private static void CheckRule(Settings settings, string rule, string category, List<SettingError> errors)
    {
        switch (TrytonSettings.RuleOf(settings[rule]))
        {
            case null:
                errors.Add(new(rule, LocalText.Of("Choose one of the list.", "Vælg en fra listen.")));
                break;
            case PartyRule.Category when string.IsNullOrWhiteSpace(settings[category]):
                errors.Add(Missing(Fields.First(field => field.Key == category)));
                break;
        }
    }

    private static SettingError Missing(SettingField field) => new(field.Key, new LocalText(
        $"Enter: {field.Name.English}.", new Dictionary<string, string>(StringComparer.Ordinal) { ["da"] = $"Angiv: {field.Name.ByLanguage!["da"]}." }));

    private static SettingField Text(
        string key, string english, string danish, string? help, string? danishHelp, bool isRequired = false, string? fallback = null) =>
        new(key, LocalText.Of(english, danish), help is null ? null : LocalText.Of(help, danishHelp!), SettingType.Text, isRequired, IsSecret: false, fallback, [], []);

    private static SettingField Rule(string key, string english, string danish, ListItem[] items) =>
        new(key, LocalText.Of(english, danish), null, SettingType.List, IsRequired: false, IsSecret: false, "category", [], items);

    private static ListItem[] Rules(string english, string danish) =>
    [
        new("category", LocalText.Of("Those of a category", "Dem i en kategori")), new("every", LocalText.Of("Every party", "Alle parter")),
        new("none", LocalText.Of($"No {english}", $"Ingen {danish}")),
    ];
}
