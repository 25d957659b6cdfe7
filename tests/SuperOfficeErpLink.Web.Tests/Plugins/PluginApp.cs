using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Plugins;

/// <summary>The demo with the sample as a plug-in, one that misbehaves, and several that cannot be used.</summary>
public sealed class PluginApp : TestApp
{
    public const string Sample = "FolderErp/FolderErp.dll";
    public const string Strange = "Strange/Strange.dll";
    public const string Exchanged = "Exchanged/Exchanged.dll";
    public const string Missing = "Missing/<b>Missing</b>.dll";
    public const string Open = "Open/Open.dll";

    /// <summary>A connector that answers nonsense to whatever a page asks.</summary>
    private const string Nonsense = """
        public sealed class StrangeConnector : IErpConnector
        {
            public ConnectorInfo Info => new("strange", LocalText.Of("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"), 1);
            public Task<IReadOnlyList<SettingField>> DescribeSettingsAsync(Settings known, CancellationToken cancellationToken) => throw new FormatException("form");
            public IReadOnlyList<SettingError> Validate(Settings settings) => throw new FormatException("validate");
            public Task<IErpSession> OpenAsync(ConnectionContext connection, CancellationToken cancellationToken) => null!;
        }
        """;

    private readonly PluginMaker maker;

    public PluginApp()
        : this(new PluginMaker())
    {
    }

    private PluginApp(PluginMaker maker)
        : base(Settings(maker)) => this.maker = maker;

    /// <summary>Only root can own files that the tests' process cannot write as another user would see it.</summary>
    public static bool IsGuarded { get; } = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    public string ExchangedHash => maker.Hash(Exchanged);

    public string SampleHash => maker.Hash(Sample);

    public string OpenFolder => maker.PathOf("Open");

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(maker.Folder))
        {
            maker.Dispose();
        }
    }

    private static (string, string)[] Settings(PluginMaker maker)
    {
        CopySample(maker);
        maker.Compile(Strange, Nonsense);
        maker.Compile(Exchanged, PluginMaker.Connector("exchanged"));
        maker.Compile(Open, PluginMaker.Connector("open"));
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(maker.PathOf("Open"), File.GetUnixFileMode(maker.PathOf("Open")) | UnixFileMode.OtherWrite);
        }

        (string File, string Hash)[] plugins =
            [(Sample, maker.Hash(Sample)), (Exchanged, new string('a', 64)), (Missing, new string('b', 64)), (Strange, maker.Hash(Strange).ToUpperInvariant()), (Open, maker.Hash(Open))];
        return
        [
            ("ErpLink:Demo:Companies", "60"), ("ErpLink:PluginsDirectory", maker.Folder), ("ErpLink:AllowWritablePlugins", IsGuarded ? "false" : "true"),
            .. plugins.SelectMany((plugin, index) => new[] { ($"ErpLink:Plugins:{index}:File", plugin.File), ($"ErpLink:Plugins:{index}:Sha256", plugin.Hash) }),
        ];
    }

    /// <summary>What the sample's build made, into a folder that can only be read.</summary>
    private static void CopySample(PluginMaker maker)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output;
        while (!File.Exists(Path.Combine(root.FullName, "SuperOfficeErpLink.sln")))
        {
            root = root.Parent!;
        }

        var target = Directory.CreateDirectory(maker.PathOf("FolderErp"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root.FullName, "docs", "samples", "FolderErp", "bin", output.Parent!.Name, output.Name)))
        {
            var copy = Path.Combine(target.FullName, Path.GetFileName(file));
            File.Copy(file, copy);
            File.SetAttributes(copy, FileAttributes.ReadOnly);
        }

        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(target.FullName, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }
    }
}
