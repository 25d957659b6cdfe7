using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Web.Plugins;

/// <summary>All connectors of this installation: those it was built with, and those of plug-ins. Plug-ins are loaded once, when it is made.</summary>
public sealed class PluginCatalog
{
    public PluginCatalog(IEnumerable<IErpConnector> builtIn, PluginLoader loader)
    {
        BuiltIn = [.. builtIn];
        Plugins = loader.Load(BuiltIn);
    }

    public IReadOnlyList<IErpConnector> BuiltIn { get; }

    public IReadOnlyList<InstalledPlugin> Plugins { get; }

    public IEnumerable<IErpConnector> Usable => BuiltIn.Concat(Plugins.SelectMany(plugin => plugin.Connectors));
}
