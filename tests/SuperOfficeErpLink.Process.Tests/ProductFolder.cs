using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Data.Sqlite;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Process.Tests;

/// <summary>A data directory that outlives the processes on it, what its files hold, and a user of it.</summary>
internal sealed class ProductFolder(string folder) : IDisposable
{
    public const string Connection = "de300e29-0000-4000-8000-000000000001";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly CookieContainer cookies = new();

    public ProductFolder()
        : this(MemoryFolder.Make("erplink-process-"))
    {
    }

    public string Path => folder;

    public SqlFile Ours => new(System.IO.Path.Combine(folder, "erplink.db"));

    public SqlFile Erp => new(System.IO.Path.Combine(folder, "erp", "demo-erp.db"));

    public Application Start(params (string Setting, string Value)[] settings) => new(folder, settings);

    /// <summary>The CRM user's browser; the sign-in outlives the process.</summary>
    public Browser Browser(string address) =>
        new(new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = new Uri(address) }, "da");

    public async Task<Browser> SignedInAsync(Application application)
    {
        var browser = Browser(await application.ReadyAsync());
        await browser.SignInAsync("crm@demo.example", "Demo-1234!");
        return browser;
    }

    /// <summary>Waits until no Save is on its way any more, whoever finishes it.</summary>
    public Task SavesFinishedAsync(string what, TimeSpan? within = null) =>
        UntilAsync(() => Ours.Number("SELECT count(*) FROM Operations WHERE Open = 1") == 0, what, within: within);

    /// <param name="pause">Milliseconds between two looks.</param>
    /// <param name="within">Null: within what nothing takes on any machine.</param>
    public static async Task UntilAsync(Func<bool> condition, string what, int pause = 20, TimeSpan? within = null)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            watch.Elapsed.ShouldBeLessThan(within ?? Patience, what);
            await Task.Delay(pause);
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

/// <summary>An SQLite file as any program sees it.</summary>
internal sealed record SqlFile(string Path)
{
    public int Number(string sql) => int.Parse(Text(sql), CultureInfo.InvariantCulture);

    public string Text(string sql) => Texts(sql).Single();

    public void Do(string sql) => Texts(sql);

    public List<string> Texts(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False;Default Timeout=10");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var found = new List<string>();
        while (reader.Read())
        {
            found.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        }

        return found;
    }
}
