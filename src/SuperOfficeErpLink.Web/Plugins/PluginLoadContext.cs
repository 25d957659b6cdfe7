using System.Reflection;
using System.Runtime.Loader;

namespace SuperOfficeErpLink.Web.Plugins;

/// <summary>
/// A plug-in's own world. The contract and the shared framework are the application's; all else comes from the plug-in's folder, also what the application has
/// itself in another version. Nothing falls back to the application.
/// </summary>
internal sealed class PluginLoadContext(PluginFolder folder, SharedAssemblies shared) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(folder.MainFile))
{
    private readonly AssemblyDependencyResolver resolver = new(folder.MainFile);

    public Assembly LoadMain(byte[] bytes) => LoadBytes(bytes);

    /// <summary>Loads what an assembly names at once, so that what is missing shows at the start and not in the middle of a run.</summary>
    /// <exception cref="FileNotFoundException">The plug-in's folder does not hold one.</exception>
    public void LoadReferencesOf(Assembly assembly)
    {
        foreach (var reference in assembly.GetReferencedAssemblies())
        {
            LoadFromAssemblyName(reference);
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (SharedAssemblies.IsContract(assemblyName))
        {
            return SharedAssemblies.Contract;
        }

        if (shared.IsOfFramework(assemblyName))
        {
            return null;
        }

        if (resolver.ResolveAssemblyToPath(assemblyName) is { } path && File.Exists(path))
        {
            return LoadBytes(folder.Read(path));
        }

        // Words in another language may be missing; anything else must not be looked for among the application's own.
        return string.IsNullOrEmpty(assemblyName.CultureName) ? throw new FileNotFoundException($"{assemblyName} is not in the plug-in's folder.", assemblyName.FullName) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        if (resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is not { } path)
        {
            return nint.Zero;
        }

        // Only by its path can the system load it; nobody it is guarded from can write there meanwhile.
        folder.Read(path);
        return LoadUnmanagedDllFromPath(path);
    }

    private Assembly LoadBytes(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        return LoadFromStream(stream);
    }
}
