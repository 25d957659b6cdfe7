using SuperOfficeErpLink.Web.Hosting;

namespace SuperOfficeErpLink.Web.Plugins;

/// <summary>Loads plug-ins at the start and says for each what became of it.</summary>
public sealed partial class PluginLog(PluginCatalog catalog, PluginOptions options, ILogger<PluginLog> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.AllowWritable)
        {
            LogWritable();
        }

        foreach (var plugin in catalog.Plugins)
        {
            if (plugin.Fault is { } fault)
            {
                LogRefused(plugin.Entry.File, fault.Kind.ToString(), fault.Detail, fault.More, plugin.Failure is null or PluginRefusedException ? "" : Stacks.Of(plugin.Failure));
            }
            else
            {
                LogLoaded(plugin.Entry.File, plugin.Version, string.Join(", ", plugin.Connectors.Select(connector => connector.Info.Id)));
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "ErpLink:AllowWritablePlugins is on: plug-ins are loaded from folders that this process can write")]
    private partial void LogWritable();

    [LoggerMessage(Level = LogLevel.Information, Message = "Plug-in {File} {Version} is used; its connectors: {ConnectorIds}")]
    private partial void LogLoaded(string file, string? version, string connectorIds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Plug-in {File} is not used: {Fault} {Detail} {More} {Stack}")]
    private partial void LogRefused(string file, string fault, string detail, string more, string stack);
}
