using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Web.Plugins;

/// <summary>What became of one line of <c>ErpLink:Plugins</c>.</summary>
/// <param name="Version">As its maker wrote it; null where it was never loaded.</param>
/// <param name="Connectors">What it brought; none where it is not used.</param>
/// <param name="Fault">Null: it is used.</param>
public sealed record InstalledPlugin(PluginEntry Entry, string? Version, IReadOnlyList<IErpConnector> Connectors, PluginFault? Fault)
{
    /// <summary>For the log; the texts of the fault are for people.</summary>
    public Exception? Failure { get; init; }
}
