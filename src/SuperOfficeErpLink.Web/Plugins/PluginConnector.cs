using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Web.Plugins;

/// <summary>A plug-in's connector under the id and name it gave when it was loaded, whatever it says later.</summary>
internal class PluginConnector(IErpConnector connector, ConnectorInfo info) : IErpConnector
{
    public ConnectorInfo Info => info;

    public static PluginConnector For(IErpConnector connector, ConnectorInfo info) =>
        connector is IKeepsConnections keeper ? new KeepingPluginConnector(connector, keeper, info) : new PluginConnector(connector, info);

    public Task<IReadOnlyList<SettingField>> DescribeSettingsAsync(Settings known, CancellationToken cancellationToken) => connector.DescribeSettingsAsync(known, cancellationToken);

    public IReadOnlyList<SettingError> Validate(Settings settings) => connector.Validate(settings);

    public Task<IErpSession> OpenAsync(ConnectionContext connection, CancellationToken cancellationToken) => connector.OpenAsync(connection, cancellationToken);
}

/// <summary>One that keeps settings by connection id.</summary>
internal sealed class KeepingPluginConnector(IErpConnector connector, IKeepsConnections keeper, ConnectorInfo info) : PluginConnector(connector, info), IKeepsConnections
{
    public Task SavedAsync(ConnectionContext connection, CancellationToken cancellationToken) => keeper.SavedAsync(connection, cancellationToken);

    public Task DeletedAsync(Guid connectionId, CancellationToken cancellationToken) => keeper.DeletedAsync(connectionId, cancellationToken);
}
