using System.Net;

namespace SuperOfficeErpLink.Connectors.Excel.Tests;

/// <summary>A folder for ERP files; only files leave this test process.</summary>
public sealed class TestFiles : IOutbound, IDisposable
{
    public const string Name = "erp.xlsx";

    public string Folder { get; } = MemoryFolder.Make("erp-excel-");

    public string Path => PathOf(Name);

    public string PathOf(string name) => System.IO.Path.Combine(Folder, name);

    public ConnectionContext Context(string name = Name) => new(
        Guid.NewGuid(), IsSaved: true, new Settings(new Dictionary<string, string>(StringComparer.Ordinal) { [ExcelConnector.FileSetting] = name }),
        this, TimeProvider.System);

    public Task<IErpSession> OpenAsync(string name = Name) => new ExcelConnector().OpenAsync(Context(name), default);

    /// <summary>What lies in the folder beside the workbook and the lock that stays.</summary>
    public IEnumerable<string> Leftovers => Directory.EnumerateFiles(Folder).Select(path => System.IO.Path.GetFileName(path))
        .Where(name => name != Name && !name.EndsWith("-lock", StringComparison.Ordinal));

    public HttpMessageHandler CreateHandler() => throw new NotSupportedException("This connector uses files only.");

    public Task<IPAddress> ResolveAsync(string host, int port, CancellationToken cancellationToken) => throw new NotSupportedException("This connector uses files only.");

    public string ResolveFile(string name) => PathOf(name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
