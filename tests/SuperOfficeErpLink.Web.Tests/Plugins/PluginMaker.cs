using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Web.Plugins;

namespace SuperOfficeErpLink.Web.Tests.Plugins;

/// <summary>Compiles strangers' plug-ins into a folder of its own.</summary>
public sealed class PluginMaker : IDisposable
{
    private const string Usings = "using System; using System.Collections.Generic; using System.Linq; using System.Threading; using System.Threading.Tasks; using SuperOfficeErpLink.Connectors;\n";

    private static readonly MetadataReference Contract = MetadataReference.CreateFromFile(typeof(IErpConnector).Assembly.Location);
    private static readonly MetadataReference[] Framework =
        [.. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll").Where(IsAssembly).Select(file => MetadataReference.CreateFromFile(file))];

    public string Folder { get; } = MemoryFolder.Make("erplink-plugins-");

    /// <summary>A connector that does nothing but have an id and a name.</summary>
    public static string Connector(string id = "contoso", string name = "\"Contoso\"", string version = "1", string more = "") => $$"""
        public sealed class ContosoConnector : IErpConnector
        {
            {{more}}
            public ConnectorInfo Info => new("{{id}}", LocalText.Of({{name}}, {{name}}), {{version}});
            public Task<IReadOnlyList<SettingField>> DescribeSettingsAsync(Settings known, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SettingField>>([]);
            public IReadOnlyList<SettingError> Validate(Settings settings) => [];
            public Task<IErpSession> OpenAsync(ConnectionContext connection, CancellationToken cancellationToken) => throw new InvalidOperationException("Not tried here.");
        }
        """;

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Compiles a file of the plug-in and says what its SHA-256 is.</summary>
    public string Compile(string file, string source, Platform platform = Platform.AnyCpu, bool seesContract = true, params string[] references)
    {
        var path = PathOf(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(file), [CSharpSyntaxTree.ParseText((seesContract ? Usings : "") + source)],
            [.. Framework, .. references.Select(reference => MetadataReference.CreateFromFile(reference)), .. seesContract ? [Contract] : Array.Empty<MetadataReference>()],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, platform: platform, deterministic: true));
        var emitted = compilation.Emit(path);
        emitted.Success.ShouldBeTrue(string.Join('\n', emitted.Diagnostics));
        return Hash(file);
    }

    public string Hash(string file) => PluginFolder.HashOf(File.ReadAllBytes(PathOf(file)));

    public PluginEntry Entry(string file, params string[] others) =>
        new(file, Hash(file), others.ToDictionary(other => other, other => Hash(Path.Combine(Path.GetDirectoryName(file)!, other)), StringComparer.Ordinal));

    /// <summary>Loads them as the application does, from a folder that counts as guarded unless told otherwise.</summary>
    internal IReadOnlyList<InstalledPlugin> Load(PluginEntry[] entries, IWriteAccess? access = null, TimeSpan? time = null, params IErpConnector[] builtIn) =>
        new PluginLoader(new PluginOptions(Folder, entries, false), access ?? new Guarded(), new PluginTime(time ?? TimeSpan.FromSeconds(30))).Load(builtIn);

    internal PluginFault? Fault(PluginEntry entry, IWriteAccess? access = null, TimeSpan? time = null, params IErpConnector[] builtIn) =>
        Load([entry], access, time, builtIn).ShouldHaveSingleItem().Fault;

    /// <summary>The fault of a plug-in with this source.</summary>
    internal PluginFault? FaultOf(string source, TimeSpan? time = null)
    {
        Compile("Contoso.dll", source);
        return Fault(Entry("Contoso.dll"), time: time);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static bool IsAssembly(string file)
    {
        try
        {
            System.Reflection.AssemblyName.GetAssemblyName(file);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    /// <summary>A folder that nobody else can write.</summary>
    internal sealed class Guarded : IWriteAccess
    {
        public string? FindWritable(string folder) => null;
    }
}
