using System.Text.RegularExpressions;
using SuperOfficeErpLink.Process.Tests;

namespace SuperOfficeErpLink.Browser.Tests.Hosting;

/// <summary>One process with its files.</summary>
internal sealed class RunningProduct : IDisposable
{
    private readonly string folder;
    private readonly bool isOwn;
    private Application? application;

    public RunningProduct()
        : this(MemoryFolder.Make("erplink-browser-"), isOwn: true)
    {
    }

    private RunningProduct(string folder, bool isOwn) => (this.folder, this.isOwn) = (folder, isOwn);

    public string Address { get; private set; } = "";

    public string ErpFile => Path.Combine(folder, "erp", "demo-erp.db");

    /// <summary>Our own database.</summary>
    public Sqlite Ours => new(Path.Combine(folder, "erplink.db"));

    public Sqlite Erp => new(ErpFile);

    /// <summary>On a folder that stays when the product is gone.</summary>
    public static RunningProduct On(string folder) => new(folder, isOwn: false);

    /// <summary>With the demo as it is made, people who have signed in, and the ERP open: its first answer takes longer than a page waits on a busy machine.</summary>
    public async Task StartPreparedAsync(params (string Setting, string Value)[] settings)
    {
        var prepared = await Prepared.FilesAsync();
        prepared.CopyTo(folder);
        await StartAsync(settings);
        using var client = prepared.Client(Address);
        var search = $"/company/101/erp/connect?connection={Ours.Ask("SELECT Id FROM Connections")}&type=Customer";
        string page;
        do
        {
            page = await client.GetStringAsync(new Uri(search, UriKind.Relative));
        }
        while (!page.Contains("C1036", StringComparison.Ordinal));
    }

    /// <summary>On what the folder holds: nothing, the first time.</summary>
    public async Task StartAsync(params (string Setting, string Value)[] settings)
    {
        application = new Application(folder, [("TZ", "Europe/Copenhagen"), ("ErpLink__AutomaticSync", "false"), .. settings]);
        Address = (await application.ReadyAsync()).TrimEnd('/');
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"{Address}/health/ready"));
        answer.IsSuccessStatusCode.ShouldBeTrue("It says that it listens, but not that it is ready.");
    }

    /// <summary>Takes the ERP away, or brings it back: its file and all that belongs to it gets another name.</summary>
    public void MoveErp(string from, string to)
    {
        foreach (var part in (string[])["", "-wal", "-shm"])
        {
            if (File.Exists(ErpFile + part + from))
            {
                File.Move(ErpFile + part + from, ErpFile + part + to);
            }
        }
    }

    /// <summary>What a first start has logged for whoever makes the first administrator.</summary>
    public string SetupCode() => Regex.Match(string.Join('\n', application!.Output), "Set-up code: ([A-Z0-9]{4}-[A-Z0-9]{4})", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;

    /// <summary>As an operator stops it.</summary>
    public async Task StopAsync()
    {
        application!.Signal("TERM");
        await application.ExitCodeAsync();
    }

    /// <summary>Many linked companies, from an id on, that agree with their customers K0000 and so on.</summary>
    public void AddLinked(int first, int count) => LinkedCopies.Add(Path.Combine(folder, "erplink.db"), ErpFile, first, count);

    public void Dispose()
    {
        application?.Dispose();
        if (isOwn)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
