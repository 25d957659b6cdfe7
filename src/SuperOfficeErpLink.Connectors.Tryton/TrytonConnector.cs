using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton;

/// <summary>Speaks to Tryton over its JSON-RPC.</summary>
public sealed class TrytonConnector : IErpConnector
{
    /// <summary>The stored id.</summary>
    public const string Id = "tryton";

    public ConnectorInfo Info { get; } = new(Id, new LocalText("Tryton"), ContractVersion: 1);

    public Task<IReadOnlyList<SettingField>> DescribeSettingsAsync(Settings known, CancellationToken cancellationToken) => Task.FromResult(TrytonSettingsForm.Fields);

    public IReadOnlyList<SettingError> Validate(Settings settings) => TrytonSettingsForm.Check(settings);

    public async Task<IErpSession> OpenAsync(ConnectionContext connection, CancellationToken cancellationToken)
    {
        if (Validate(connection.Settings) is [var first, ..])
        {
            throw new ConnectorException(FailureKind.Misconfigured, first.Message, $"Setting {first.Key}: {first.Message.English}") { Setting = first.Key };
        }

        var client = new TrytonClient(TrytonSettings.Read(connection.Settings), connection.Outbound, connection.Time);
        try
        {
            return new TrytonSession(client, await new InstallationReader(client).ReadAsync(cancellationToken));
        }
        catch
        {
            await client.SignOutAsync();
            client.Dispose();
            throw;
        }
    }
}
