using System.Reflection;
using System.Text.Json;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Web.Plugins;

/// <summary>What a plug-in has in common with the application: the contract and the shared framework, and nothing the application brought itself.</summary>
/// <param name="framework">Paths of the framework's assemblies by name.</param>
internal sealed class SharedAssemblies(IReadOnlyDictionary<string, string> framework)
{
    public static Assembly Contract => typeof(IErpConnector).Assembly;

    public static bool IsContract(AssemblyName name) => string.Equals(name.Name, Contract.GetName().Name, StringComparison.OrdinalIgnoreCase);

    public static SharedAssemblies OfThisProcess()
    {
        string[] folders = [Folder(typeof(object)), Folder(typeof(HttpContext))];
        var files = folders.Distinct(StringComparer.Ordinal).SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll"));

        // Published with its framework, the application has all of it in its own folder, and its list of files tells which is which.
        var deps = Path.Combine(AppContext.BaseDirectory, $"{Assembly.GetEntryAssembly()?.GetName().Name}.deps.json");
        if (folders.Contains(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory), StringComparer.Ordinal) && File.Exists(deps))
        {
            var names = FrameworkFiles(File.ReadAllText(deps));
            files = files.Where(file => names.Contains(Path.GetFileName(file)));
        }

        return new SharedAssemblies(files.GroupBy(Path.GetFileNameWithoutExtension, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(paths => paths.Key!, paths => paths.First(), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Names of the framework's files in an application's list of what it was published with.</summary>
    public static IReadOnlySet<string> FrameworkFiles(string depsJson)
    {
        using var document = JsonDocument.Parse(depsJson);
        var libraries = document.RootElement.GetProperty("targets").EnumerateObject().SelectMany(target => target.Value.EnumerateObject());
        return libraries.Where(library => library.Name.StartsWith("runtimepack.", StringComparison.Ordinal) && library.Value.TryGetProperty("runtime", out _))
            .SelectMany(library => library.Value.GetProperty("runtime").EnumerateObject()).Select(file => Path.GetFileName(file.Name))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>True where the framework has it in at least that version; a newer one that a plug-in brings along is its own.</summary>
    public bool IsOfFramework(AssemblyName name) =>
        name.Name is { } simple && framework.TryGetValue(simple, out var path) && (name.Version is not { } asked || AssemblyName.GetAssemblyName(path).Version >= asked);

    private static string Folder(Type type) => Path.GetDirectoryName(type.Assembly.Location) is { Length: > 0 } folder ? folder : Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
}
