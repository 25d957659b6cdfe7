using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Plugins;

namespace SuperOfficeErpLink.Web.Areas.Admin.Pages.Plugins;

/// <summary>The connectors of this installation: those it was built with, and those of plug-ins, also of plug-ins that cannot be used.</summary>
[Authorize(Policy = Roles.Administrator)]
public sealed class IndexModel(PluginCatalog catalog, PluginOptions options, PluginWords words) : PageModel
{
    public IReadOnlyList<Row> Rows { get; } = [.. catalog.BuiltIn.Select(BuiltIn).OrderBy(row => row.Name, StringComparer.CurrentCultureIgnoreCase), .. catalog.Plugins.SelectMany(OfPlugin)];

    public string Directory => options.Directory;

    public bool AllowsWritable => options.AllowWritable;

    public string Cause(PluginFault fault) => words.Cause(fault);

    public string Fix(PluginFault fault) => words.Fix(fault);

    private static Row BuiltIn(IErpConnector connector) => new(NameOf(connector), connector.Info.Id, Own(connector), null, null);

    private static IEnumerable<Row> OfPlugin(InstalledPlugin plugin) => plugin.Fault is { } fault
        ? [new Row(null, null, plugin.Version, plugin.Entry, fault)]
        : plugin.Connectors.Select(connector => new Row(NameOf(connector), connector.Info.Id, plugin.Version, plugin.Entry, null));

    private static string NameOf(IErpConnector connector) => connector.Info.Name.In(CultureInfo.CurrentUICulture);

    private static string? Own(IErpConnector connector) =>
        connector.GetType().Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];

    /// <param name="Name">Null for a plug-in that cannot be used: what it holds is not known.</param>
    /// <param name="Plugin">Null for a built-in connector.</param>
    public sealed record Row(string? Name, string? Id, string? Version, PluginEntry? Plugin, PluginFault? Fault);
}
