namespace SuperOfficeErpLink.Connectors.Conformance.Tests.Broken;

/// <summary>A right connector with one fault.</summary>
internal sealed class BrokenConnector(IErpConnector inner, Fault fault) : IErpConnector
{
    public ConnectorInfo Info => inner.Info;

    public async Task<IReadOnlyList<SettingField>> DescribeSettingsAsync(Settings known, CancellationToken cancellationToken) =>
        [.. (await inner.DescribeSettingsAsync(known, cancellationToken)).SelectMany(fault.Setting)];

    public IReadOnlyList<SettingError> Validate(Settings settings) => fault.Validate(inner, settings);

    public async Task<IErpSession> OpenAsync(ConnectionContext connection, CancellationToken cancellationToken) =>
        new Session(await fault.Open(inner, connection, cancellationToken), fault);

    private sealed class Session(IErpSession inner, Fault fault) : IErpSession, IErpChanges, IErpWriter, IErpLists
    {
        public async Task<ErpDescription> DescribeAsync(CancellationToken cancellationToken) => fault.Describe(await inner.DescribeAsync(cancellationToken));

        public Task<ReadResult> GetAsync(ActorType type, FieldSet fields, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
            fault.Get(inner, type, fields, keys, cancellationToken);

        public Task<SearchPage> SearchAsync(ActorType type, FieldSet fields, SearchRequest request, CancellationToken cancellationToken) =>
            fault.Search(inner, type, fields, request, cancellationToken);

        public IAsyncEnumerable<ChangePage> ReadChangesAsync(ActorType type, FieldSet fields, string? cursor, CancellationToken cancellationToken) =>
            fault.Changes((IErpChanges)inner, type, fields, cursor, cancellationToken);

        public Task<IReadOnlyList<SaveOutcome>> UpdateAsync(ActorType type, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken) =>
            fault.Update((IErpWriter)inner, type, returning, updates, cancellationToken);

        public Task<IReadOnlyList<SaveOutcome>> CreateAsync(ActorType type, FieldSet returning, IReadOnlyList<NewActor> actors, CancellationToken cancellationToken) =>
            fault.Create((IErpWriter)inner, type, returning, actors, cancellationToken);

        public Task<IReadOnlyList<ErpRecord>> FindByReferenceAsync(ActorType type, FieldSet fields, string reference, CancellationToken cancellationToken) =>
            fault.Find((IErpWriter)inner, type, fields, reference, cancellationToken);

        public Task<IReadOnlyList<ListItem>> GetListAsync(string list, IReadOnlyList<string>? keys, CancellationToken cancellationToken) =>
            fault.List((IErpLists)inner, list, keys, cancellationToken);

        public ValueTask DisposeAsync() => fault.Dispose(inner);
    }
}
