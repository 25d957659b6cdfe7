using System.Globalization;

namespace SuperOfficeErpLink.Web.Starting;

/// <summary>The databases our own data can be kept in, by the name the setting has for them.</summary>
public enum DatabaseProvider
{
    Sqlite = 0,
    SqlServer = 1,
    PostgreSql = 2,
}

/// <summary>The alarm clocks that runs can be woken by.</summary>
public enum JobEngine
{
    Quartz = 0,

    /// <summary>Only in a build with <c>-p:Hangfire=true</c>, and with our own database on SQL Server.</summary>
    Hangfire = 1,
}

/// <summary>The settings under ErpLink, checked; all paths are full.</summary>
/// <param name="InstallationName">Tells this installation from a copy of it; empty unless a setting says so.</param>
public sealed record ErpLinkOptions(string DataDirectory, string FilesDirectory, string KeyFile, bool DemoEnabled, int DemoCompanies, string InstallationName = "", string EnvironmentName = "")
{
    public const int MostDemoCompanies = 100_000;

#if HANGFIRE
    internal static bool HasHangfire => true;
#else
    internal static bool HasHangfire => false;
#endif

    public DatabaseProvider Provider { get; init; }

    /// <summary>What this node is called where there are several.</summary>
    public string NodeName { get; init; } = "";

    /// <summary>Of the database server; it holds a password.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>False: the schema is only ever changed by <c>--migrate</c> or by hand.</summary>
    public bool MayMigrate { get; init; } = true;

    public JobEngine Jobs { get; init; }

    /// <summary>Where this installation runs: a file's machine and folder, or its server, whichever of its nodes asks.</summary>
    public Core.Connections.InstallationPlace Place(Storage.Databases.OwnDatabase database) => database.IsShared
        ? new(InstallationName.Length > 0 ? InstallationName : database.Place, "", EnvironmentName)
        : new(InstallationName.Length > 0 ? InstallationName : Environment.MachineName, DataDirectory, EnvironmentName);

    public string DatabaseFile => Path.Combine(DataDirectory, "erplink.db");

    /// <summary>How far the installation has come, kept outside the database.</summary>
    public string MarkFile => Path.Combine(Path.GetDirectoryName(KeyFile) ?? DataDirectory, "erplink.mark");

    public string LockFile => Path.Combine(DataDirectory, "erplink.lock");

    /// <exception cref="StartupFailure">A setting cannot be used.</exception>
    public static ErpLinkOptions Read(IConfiguration configuration, IHostEnvironment environment)
    {
        AllowOnly(configuration, "ErpLink:Crm", "BuiltIn");
        var data = FullPath(configuration, "ErpLink:DataDirectory", environment.ContentRootPath, "App_Data");
        return new ErpLinkOptions(
            data,
            FullPath(configuration, "ErpLink:FilesDirectory", data, "erp"),
            FullPath(configuration, "ErpLink:KeyFile", data, "erplink.key"),
            Flag(configuration, "ErpLink:Demo:Enabled", environment.IsDevelopment()),
            Number(configuration, "ErpLink:Demo:Companies", 500, MostDemoCompanies),
            Text(configuration, "ErpLink:InstallationName") ?? "", environment.EnvironmentName)
        {
            Provider = Choice(configuration, "ErpLink:Database:Provider", DatabaseProvider.Sqlite),
            NodeName = Text(configuration, "ErpLink:NodeName") ?? Environment.MachineName,
            ConnectionString = Text(configuration, "ConnectionStrings:ErpLink"),
            MayMigrate = Flag(configuration, "ErpLink:Database:Migrate", true),
            Jobs = Engine(configuration),
        };
    }

    private static JobEngine Engine(IConfiguration configuration)
    {
        const string setting = "ErpLink:Jobs";
        const string databaseSetting = "ErpLink:Database:Provider";
        var engine = Choice(configuration, setting, JobEngine.Quartz);
        if (engine == JobEngine.Hangfire && !HasHangfire)
        {
            throw new StartupFailure($"{setting} is \"{engine}\", but this build has only Quartz. Build with -p:Hangfire=true, or set it to Quartz.");
        }

        var provider = Choice(configuration, databaseSetting, DatabaseProvider.Sqlite);
        return engine != JobEngine.Hangfire || provider == DatabaseProvider.SqlServer
            ? engine
            : throw new StartupFailure($"{setting} is \"{engine}\", which needs SQL Server, but {databaseSetting} is \"{provider}\". Set the first to Quartz, or the second to SqlServer.");
    }

    private static void AllowOnly(IConfiguration configuration, string setting, string allowed)
    {
        if (Text(configuration, setting) is { } value && !string.Equals(value, allowed, StringComparison.OrdinalIgnoreCase))
        {
            throw new StartupFailure($"{setting} is \"{value}\", but this version has only {allowed}.");
        }
    }

    /// <exception cref="StartupFailure">The setting names none of the values.</exception>
    internal static T Choice<T>(IConfiguration configuration, string setting, T otherwise)
        where T : struct, Enum => Text(configuration, setting) switch
        {
            null => otherwise,
            var text when Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.GetName(value) is { } name && string.Equals(name, text, StringComparison.OrdinalIgnoreCase) => value,
            var text => throw new StartupFailure($"{setting} is \"{text}\", but it is one of {string.Join(", ", Enum.GetNames<T>())}."),
        };

    private static string FullPath(IConfiguration configuration, string setting, string below, string otherwise)
    {
        var path = Text(configuration, setting) ?? otherwise;
        return path.Contains('\0', StringComparison.Ordinal)
            ? throw new StartupFailure($"{setting} is not a path.")
            : Path.GetFullPath(path, below);
    }

    private static bool Flag(IConfiguration configuration, string setting, bool otherwise) => Text(configuration, setting) switch
    {
        null => otherwise,
        var text when bool.TryParse(text, out var flag) => flag,
        var text => throw new StartupFailure($"{setting} is \"{text}\", but it is either true or false."),
    };

    private static int Number(IConfiguration configuration, string setting, int otherwise, int most) => Text(configuration, setting) switch
    {
        null => otherwise,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most => number,
        var text => throw new StartupFailure(string.Create(CultureInfo.InvariantCulture, $"{setting} is \"{text}\", but it is a whole number from 1 to {most:N0}.")),
    };

    private static string? Text(IConfiguration configuration, string setting) =>
        configuration[setting] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
