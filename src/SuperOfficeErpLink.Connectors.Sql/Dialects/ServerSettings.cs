using System.Globalization;

namespace SuperOfficeErpLink.Connectors.Sql.Dialects;

/// <summary>How the line to a database server is protected.</summary>
internal enum TlsMode
{
    /// <summary>Encrypted, and the server's certificate must be valid for its name.</summary>
    Verify,

    /// <summary>Encrypted, whoever answers.</summary>
    Encrypt,
    None,
}

/// <summary>The settings of a database on a server, each in a field of its own.</summary>
internal sealed record ServerSettings(string Host, int Port, string Database, string User, string Password, TlsMode Tls)
{
    public const string HostSetting = "host";
    public const string PortSetting = "port";
    public const string DatabaseSetting = "database";
    public const string UserSetting = "user";
    public const string PasswordSetting = "password";
    public const string TlsSetting = "tls";

    private static readonly string[] Required = [HostSetting, DatabaseSetting, UserSetting, PasswordSetting];

    /// <summary>What tells this database from others.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"{Host.ToLowerInvariant()}:{Port}/{Database}");

    public static ServerSettings Of(Settings settings, int port) => new(
        settings[HostSetting]?.Trim() ?? "", PortOf(settings, port) ?? port, settings[DatabaseSetting]?.Trim() ?? "", settings[UserSetting]?.Trim() ?? "",
        settings[PasswordSetting] ?? "", TlsOf(settings) ?? TlsMode.Verify);

    public static IReadOnlyList<SettingField> Fields(int port) =>
    [
        Text(HostSetting, LocalText.Of("Server", "Server"), LocalText.Of(
            "The server's name as its certificate has it. For example: erp.example.com", "Serverens navn, som det står i dens certifikat. For eksempel: erp.example.com")),
        new(
            PortSetting, LocalText.Of("Port", "Port"), null, SettingType.Integer, IsRequired: false, IsSecret: false,
            Default: port.ToString(CultureInfo.InvariantCulture), BoundTo: [], Items: []),
        Text(DatabaseSetting, LocalText.Of("Database", "Database"), null),
        Text(UserSetting, LocalText.Of("User", "Bruger"), LocalText.Of(
            "A user that may read the definition's tables and change its fields, and nothing else.", "En bruger, der må læse definitionens tabeller og ændre dens felter, og intet andet.")),
        new(
            PasswordSetting, LocalText.Of("Password", "Adgangskode"), null, SettingType.Password, IsRequired: true, IsSecret: true, Default: null,
            BoundTo: [HostSetting, PortSetting, DatabaseSetting, UserSetting], Items: []),
        new(
            TlsSetting, LocalText.Of("Encryption", "Kryptering"), LocalText.Of(
                "Without a checked certificate nobody can tell that it is the right server that gets the password.",
                "Uden et kontrolleret certifikat kan ingen vide, om det er den rigtige server, der får adgangskoden."),
            SettingType.List, IsRequired: false, IsSecret: false, Default: "verify", BoundTo: [], Items: [.. Modes.Select(mode => new ListItem(mode.Key, mode.Name))]),
    ];

    public static IReadOnlyList<SettingError> Validate(Settings settings, int port)
    {
        var errors = new List<SettingError>();
        foreach (var field in Fields(port).Where(field => Required.Contains(field.Key, StringComparer.Ordinal) && string.IsNullOrWhiteSpace(settings[field.Key])))
        {
            errors.Add(new SettingError(field.Key, LocalText.Of($"Fill in \"{field.Name.English}\".", $"Udfyld \"{field.Name.In(SqlTexts.Danish)}\".")));
        }

        if (settings[HostSetting] is { } host && !string.IsNullOrWhiteSpace(host) && Uri.CheckHostName(host.Trim()) == UriHostNameType.Unknown)
        {
            errors.Add(new SettingError(HostSetting, LocalText.Of(
                "Enter the server's name or address alone, without port, instance or path.", "Angiv kun serverens navn eller adresse, uden port, instans eller sti.")));
        }

        if (PortOf(settings, port) is null)
        {
            errors.Add(new SettingError(PortSetting, LocalText.Of("Enter a port from 1 to 65535.", "Angiv en port fra 1 til 65535.")));
        }

        if (TlsOf(settings) is null)
        {
            errors.Add(new SettingError(TlsSetting, LocalText.Of("Choose how the connection is encrypted.", "Vælg, hvordan forbindelsen krypteres.")));
        }

        return errors;
    }

    /// <summary>Names of the settings only: the password must not reach a log.</summary>
    public override string ToString() => Place;

    private static (string Key, LocalText Name, TlsMode Mode)[] Modes { get; } =
    [
        ("verify", LocalText.Of("Encrypted, certificate checked", "Krypteret, certifikat kontrolleres"), TlsMode.Verify),
        ("encrypt", LocalText.Of("Encrypted, certificate not checked", "Krypteret, certifikat kontrolleres ikke"), TlsMode.Encrypt),
        ("none", LocalText.Of("Not encrypted", "Ikke krypteret"), TlsMode.None),
    ];

    private static int? PortOf(Settings settings, int port) =>
        string.IsNullOrWhiteSpace(settings[PortSetting]) ? port
        : int.TryParse(settings[PortSetting], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535 ? number
        : null;

    private static TlsMode? TlsOf(Settings settings) =>
        settings[TlsSetting] is not { } key ? TlsMode.Verify : Modes.Where(mode => mode.Key == key).Select(mode => (TlsMode?)mode.Mode).FirstOrDefault();

    private static SettingField Text(string key, LocalText name, LocalText? help) =>
        new(key, name, help, SettingType.Text, IsRequired: true, IsSecret: false, Default: null, BoundTo: [], Items: []);
}
