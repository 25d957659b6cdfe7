using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Web.Tests.Connections;

/// <summary>A connector with every kind of setting. What it does depends on the host it is given: it works, refuses, hangs, or talks nonsense.</summary>
internal sealed class StandInConnector : IErpConnector
{
    public const string Id = "stand-in";
    public const string Password = "hemmelig-kode-1";

    public ConnectorInfo Info { get; } = new(Id, LocalText.Of("Stand-in", "Stedfortræder"), 1);

    /// <summary>Its form needs something that cannot be fetched now.</summary>
    public static bool FormFails { get; set; }

    public Task<IReadOnlyList<SettingField>> DescribeSettingsAsync(Settings known, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SettingField>>(
    FormFails && known["host"] == "langsom.dk" ? throw new ConnectorException(FailureKind.Unreachable, LocalText.Of("The list cannot be fetched.", "Listen kan ikke hentes."), "Down.") :
    [
        Field("mode", "Adgang", SettingType.List) with { IsRequired = true, Default = "password", Items = [new("password", "Adgangskode", true), new("key", "Nøgle", true)] },
        Field("host", "Vært", SettingType.Text) with { IsRequired = true, Help = LocalText.Of("Its name.", "Dens navn.") },
        Field("port", "Port", SettingType.Integer),
        Field("rate", "Kurs", SettingType.Decimal),
        Field("from", "Fra dato", SettingType.Date),
        Field("tls", "Krypteret", SettingType.Checkbox) with { Default = "1" },
        known["mode"] == "key"
            ? Field("key", "Nøgle", SettingType.Password) with { IsSecret = true, IsRequired = true, BoundTo = ["host"] }
            : Field("password", "Kode", SettingType.Password) with { IsRequired = true, BoundTo = ["host"] },
    ]);

    public IReadOnlyList<SettingError> Validate(Settings settings) =>
        settings["port"] == "1" ? [new SettingError("port", LocalText.Of("Port 1 is not allowed.", "Port 1 må ikke bruges."))] : [];

    public async Task<IErpSession> OpenAsync(ConnectionContext connection, CancellationToken cancellationToken)
    {
        var host = connection.Settings["host"]!;
        if (host == "hænger")
        {
            // It ignores its token.
            await Task.Delay(TimeSpan.FromMinutes(5), CancellationToken.None);
        }

        return connection.Settings["mode"] == "password" && connection.Settings["password"] != Password
            ? throw new ConnectorException(FailureKind.Unauthorized, LocalText.Of("Wrong password.", "Forkert kode."), "Refused.") { Setting = "password" }
            : new Session(host);
    }

    private static SettingField Field(string key, string name, SettingType type) => new(key, LocalText.Of(key, name), null, type, false, false, null, [], []);

    private sealed class Session(string host) : IErpSession
    {
        private static readonly FieldInfo No = Info("no", FieldAccess.ReadOnly);
        private static readonly FieldInfo Name = Info("name", FieldAccess.Mandatory);

        public Task<ErpDescription> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult(
            host == "vrøvler" ? null! : new ErpDescription(
                host, new Limits(10, 10, 1, null, null, null, false, TimeSpan.Zero),
                [new ActorTypeInfo(ActorType.Customer, "customer", null, Abilities.Update | Abilities.Create, [No, Name])]));

        public Task<ReadResult> GetAsync(ActorType type, FieldSet fields, IReadOnlyList<string> keys, CancellationToken cancellationToken) => Task.FromResult(new ReadResult([], []));

        public Task<SearchPage> SearchAsync(ActorType type, FieldSet fields, SearchRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(new SearchPage([new ErpRecord("1", null, null, true, null, [.. fields.Keys.Select(key => FieldValue.Of(key))])], null, 1));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static FieldInfo Info(string key, FieldAccess access) =>
            new(key, LocalText.Of(key, key == "no" ? "Kundenr." : "Navn"), null, FieldType.Text, access, 40, null, null, null, false, null, null, 0, []);
    }
}
