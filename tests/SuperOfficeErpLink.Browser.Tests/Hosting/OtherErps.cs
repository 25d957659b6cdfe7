using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Npgsql;
using SuperOfficeErpLink.Connectors.Tryton.Tests;

namespace SuperOfficeErpLink.Browser.Tests.Hosting;

/// <summary>A customer in an ERP with a server of its own, as somebody at work there sees it.</summary>
internal interface IOtherActor : IAsyncDisposable
{
    /// <summary>What pages call the connector.</summary>
    string Connector { get; }

    string Key { get; }

    /// <summary>Fills in the connector's settings.</summary>
    Task FillAsync(IPage page);

    /// <param name="what">name, phone or email.</param>
    Task<string?> ReadAsync(string what);

    Task WriteAsync(string what, string value);
}

internal static class SettingsForm
{
    /// <summary>A setting by its name; the mark of a required one stands in its label.</summary>
    public static ILocator Setting(this IPage page, string name) => page.GetByLabel(new Regex($"^{Regex.Escape(name)}\\*?$"));

    public static async Task FillAsync(this IPage page, params (string Name, string Value)[] settings)
    {
        foreach (var (name, value) in settings)
        {
            await page.Setting(name).FillAsync(value);
        }
    }

    /// <summary>Chooses from a list, and waits for the form that follows from it.</summary>
    public static async Task ChooseAsync(this IPage page, string name, string item)
    {
        await page.RunAndWaitForResponseAsync(() => page.Setting(name).SelectOptionAsync(item), answer => answer.Request.Method == "POST");
        await Assertions.Expect(page.Locator(".htmx-request, .htmx-swapping, .htmx-settling")).ToHaveCountAsync(0);
    }
}

/// <summary>Skipped, visibly, without Chromium or without the ERP's server.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OtherErpFactAttribute : FactAttribute
{
    /// <param name="erp">Its static property WhyNot says why it cannot be had.</param>
    public OtherErpFactAttribute(Type erp) => Skip = Chromium.Executable is null
        ? BrowserReason.NoChromium
        : (string?)erp.GetProperty("WhyNot", BindingFlags.Public | BindingFlags.Static)!.GetValue(null);
}

/// <summary>A party of the Tryton that the tests are given.</summary>
internal sealed class TrytonParty : IOtherActor
{
    private readonly TrytonServer server;
    private readonly int party;
    private readonly int phone;
    private readonly int category;
    private readonly string categoryName;

    private TrytonParty(TrytonServer server, int party, int phone, int category, string categoryName) =>
        (this.server, this.party, this.phone, this.category, this.categoryName) = (server, party, phone, category, categoryName);

    public static string? WhyNot => TrytonServer.WhyNot;

    public string Connector => "Tryton";

    public string Key => party.ToString(CultureInfo.InvariantCulture);

    public static async Task<TrytonParty> MakeAsync(string name, string phone)
    {
        var other = await TrytonServer.OtherAsync();
        var named = $"Kunde {Guid.NewGuid():N}";
        var group = await other.CreateAsync("party.category", new(StringComparer.Ordinal) { ["name"] = named });
        var made = await other.CreateAsync("party.party", new(StringComparer.Ordinal) { ["name"] = name, ["categories"] = new object[] { new object[] { "add", new[] { group } } } });
        var mechanism = await other.CreateAsync("party.contact_mechanism", new(StringComparer.Ordinal) { ["party"] = made, ["type"] = "phone", ["value"] = phone });
        return new TrytonParty(other, made, mechanism, group, named);
    }

    public async Task FillAsync(IPage page)
    {
        await page.FillAsync(
            ("Server", TrytonServer.Address.AbsoluteUri), ("Database", TrytonServer.Database), ("Bruger", "erp_sync"), ("Adgangskode", TrytonServer.Password),
            ("Kundernes kategori", categoryName), ("Leverandørernes kategori", categoryName));
    }

    public async Task<string?> ReadAsync(string what) =>
        (await server.CallAsync("model.party.party.read", new[] { party }, new[] { what }))[0].GetProperty(what).GetString();

    public Task WriteAsync(string what, string value) => what == "phone"
        ? server.WriteAsync("party.contact_mechanism", phone, new(StringComparer.Ordinal) { ["value"] = value })
        : server.WriteAsync("party.party", party, new(StringComparer.Ordinal) { [what] = value });

    public async ValueTask DisposeAsync()
    {
        await server.DeleteAsync("party.party", party);
        await server.DeleteAsync("party.category", category);
    }
}

/// <summary>A customer in a PostgreSQL database with the demo ERP's tables.</summary>
internal sealed class PostgreSqlCustomer : IOtherActor
{
    private const string User = "browser_link";
    private const string Password = "Browser-Link-2026";
    private readonly NpgsqlDataSource database;
    private readonly string name;

    private PostgreSqlCustomer(NpgsqlDataSource database, string name) => (this.database, this.name) = (database, name);

    public static string? WhyNot => PostgreSqlCluster.WhyNot;

    public string Connector => "SQL-database";

    public string Key => "C1001";

    public static async Task<PostgreSqlCustomer> MakeAsync(string customer, string phone)
    {
        var made = $"browser_{Guid.NewGuid():N}";
        await PostgreSqlCluster.RunAsync($"CREATE DATABASE {made}");

        // The tables' own rights are given to the user that the other tests have too.
        await PostgreSqlCluster.RunAsync($"CREATE ROLE erp_link LOGIN; CREATE ROLE {User} LOGIN PASSWORD '{Password}' IN ROLE erp_link");
        var erp = new PostgreSqlCustomer(PostgreSqlCluster.Open(made), made);
        await erp.RunAsync(await File.ReadAllTextAsync(Path.Combine(Repository.Folder, "tests", "SuperOfficeErpLink.Connectors.Sql.Tests", "Erps", "demo-erp.postgresql.sql")));
        await erp.RunAsync("INSERT INTO customer (no, name, phone) VALUES ('C1001', @name, @phone)", ("name", customer), ("phone", phone));
        return erp;
    }

    public async Task FillAsync(IPage page)
    {
        await page.ChooseAsync("Databasetype", "postgresql");
        await page.FillAsync(
            ("Server", "127.0.0.1"), ("Port", PostgreSqlCluster.Port.ToString(CultureInfo.InvariantCulture)), ("Database", name), ("Bruger", User), ("Adgangskode", Password),
            ("Definition", Definition()));
        await page.ChooseAsync("Kryptering", "none");

        // What is secret is not sent back to the browser.
        await page.FillAsync(("Adgangskode", Password));
    }

    public async Task<string?> ReadAsync(string what)
    {
        await using var command = database.CreateCommand($"SELECT {what} FROM customer WHERE no = 'C1001'");
        return await command.ExecuteScalarAsync() as string;
    }

    public Task WriteAsync(string what, string value) => RunAsync($"UPDATE customer SET {what} = @value WHERE no = 'C1001'", ("value", value));

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        await PostgreSqlCluster.RunAsync($"DROP DATABASE {name} WITH (FORCE)");
    }

    private static string Definition() => Repository.DemoDefinition().Replace("\"inactiveWhen\": \"1\"", "\"inactiveWhen\": \"true\"", StringComparison.Ordinal);

    private async Task RunAsync(string sql, params (string Name, string Value)[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var (parameter, value) in parameters)
        {
            command.Parameters.AddWithValue(parameter, value);
        }

        await command.ExecuteNonQueryAsync();
    }
}
