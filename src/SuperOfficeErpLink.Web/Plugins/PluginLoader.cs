using System.Reflection;
using System.Reflection.PortableExecutable;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Web.Plugins;

/// <summary>How long a plug-in's own code may take to make its connectors.</summary>
public sealed record PluginTime(TimeSpan Start)
{
    public static PluginTime Default { get; } = new(TimeSpan.FromSeconds(10));
}

/// <summary>Loads plug-ins. Whatever is wrong with one becomes its fault and nobody else's.</summary>
public sealed class PluginLoader(PluginOptions options, IWriteAccess access, PluginTime time)
{
    private readonly SharedAssemblies shared = SharedAssemblies.OfThisProcess();

    /// <summary>All plug-ins in their order; an id that a connector before has is taken.</summary>
    public IReadOnlyList<InstalledPlugin> Load(IEnumerable<IErpConnector> builtIn)
    {
        var taken = builtIn.Select(connector => connector.Info.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. options.Entries.Select(entry => Load(entry, taken))];
    }

    private InstalledPlugin Load(PluginEntry entry, HashSet<string> taken)
    {
        string? version = null;
        try
        {
            var assembly = Load(entry);
            version = VersionOf(assembly);
            return new InstalledPlugin(entry, version, Connect(assembly, taken), null);
        }
        catch (Exception failure)
        {
            // A stranger's code has run: whatever it threw must not stop the application, which says on a page and in the log what it was.
            return new InstalledPlugin(entry, version, [], PluginFailures.Explain(failure)) { Failure = failure };
        }
    }

    private Assembly Load(PluginEntry entry)
    {
        var folder = PluginFolder.For(entry, options.Directory);
        if (!options.AllowWritable && access.FindWritable(folder.Path) is { } writable)
        {
            throw new PluginRefusedException(PluginFaultKind.Writable, writable, Environment.UserName);
        }

        var bytes = folder.ReadMain();
        ThrowIfNotDotNet(bytes, entry.File);
        var context = new PluginLoadContext(folder, shared);
        var assembly = context.LoadMain(bytes);
        context.LoadReferencesOf(assembly);
        return assembly;
    }

    private List<PluginConnector> Connect(Assembly assembly, HashSet<string> taken)
    {
        var types = assembly.GetExportedTypes().Where(IsConnector).ToList();
        if (types.Count == 0)
        {
            throw new PluginRefusedException(PluginFaultKind.NoConnector);
        }

        // On a thread of its own: a constructor may block.
        var making = Task.Run(() => types.ConvertAll(Connector));
        if (!((IAsyncResult)making).AsyncWaitHandle.WaitOne(time.Start))
        {
            throw new PluginRefusedException(PluginFaultKind.TookTooLong, $"{time.Start.TotalSeconds:0.#}");
        }

        var connectors = making.GetAwaiter().GetResult();
        var ids = new HashSet<string>(taken, StringComparer.OrdinalIgnoreCase);
        if (connectors.Find(connector => !ids.Add(connector.Info.Id)) is { } twice)
        {
            throw new PluginRefusedException(PluginFaultKind.IdTaken, twice.Info.Id);
        }

        taken.UnionWith(ids);
        return connectors;
    }

    private static bool IsConnector(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && typeof(IErpConnector).IsAssignableFrom(type) && type.GetConstructor(Type.EmptyTypes) is not null;

    /// <summary>Makes it and reads once what it says of itself.</summary>
    private static PluginConnector Connector(Type type)
    {
        var connector = (IErpConnector)Activator.CreateInstance(type)!;
        return PluginConnector.For(connector, ConnectorIdentity.Check(connector.Info));
    }

    private static void ThrowIfNotDotNet(byte[] bytes, string file)
    {
        try
        {
            using var reader = new PEReader(new MemoryStream(bytes, writable: false));
            if (reader.HasMetadata)
            {
                return;
            }
        }
        catch (BadImageFormatException)
        {
            // Not even a program.
        }

        throw new PluginRefusedException(PluginFaultKind.NotDotNet, file);
    }

    private static string? VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? assembly.GetName().Version?.ToString();
}
