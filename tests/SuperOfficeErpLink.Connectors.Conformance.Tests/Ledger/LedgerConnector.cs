using SuperOfficeErpLink.Connectors.Http;

namespace SuperOfficeErpLink.Connectors.Conformance.Tests.Ledger;

/// <summary>Keeps every promise of the contract, over HTTP.</summary>
public sealed class LedgerConnector : IErpConnector
{
    public const string AddressSetting = "address";
    public const string PasswordSetting = "password";

    public ConnectorInfo Info { get; } = new("ledger", new LocalText("Ledger"), ContractVersion: 1);

    public Task<IReadOnlyList<SettingField>> DescribeSettingsAsync(Settings known, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SettingField>>(
    [
        new(AddressSetting, LocalText.Of("Address", "Adresse"), null, SettingType.Text, IsRequired: true, IsSecret: false, null, [], []),
        new(PasswordSetting, LocalText.Of("Password", "Adgangskode"), null, SettingType.Password, IsRequired: true, IsSecret: true, null, [AddressSetting], []),
    ]);

    public IReadOnlyList<SettingError> Validate(Settings settings) =>
    [
        .. (string[])[AddressSetting, PasswordSetting] is var keys ? keys.Where(key => settings[key] is null).Select(key => new SettingError(key, LocalText.Of($"Enter {key}.", $"Angiv {key}."))) : [],
    ];

    public async Task<IErpSession> OpenAsync(ConnectionContext connection, CancellationToken cancellationToken)
    {
        if (Validate(connection.Settings) is [var first, ..])
        {
            throw new ConnectorException(FailureKind.Misconfigured, first.Message, first.Message.English) { Setting = first.Key };
        }

        var session = new LedgerSession(
            new HttpCaller(connection.Outbound, new Uri(connection.Settings[AddressSetting]!), new HttpCallLimits(TimeSpan.FromSeconds(30), 1_000_000), connection.Time),
            connection.Settings[PasswordSetting]!);
        await session.AskAsync(new Question("open", "", ActorType.None), cancellationToken);
        return session;
    }
}
