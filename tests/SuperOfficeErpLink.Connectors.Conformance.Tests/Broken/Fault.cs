namespace SuperOfficeErpLink.Connectors.Conformance.Tests.Broken;

/// <summary>One way to break the contract: what the connector does instead, where it does anything else.</summary>
/// <param name="Name">What the connector does wrong, as its author might have thought it right.</param>
public sealed record Fault(string Name)
{
    public Func<IErpConnector, Settings, IReadOnlyList<SettingError>> Validate { get; init; } = (inner, settings) => inner.Validate(settings);

    public Func<SettingField, IEnumerable<SettingField>> Setting { get; init; } = field => [field];

    public Func<IErpConnector, ConnectionContext, CancellationToken, Task<IErpSession>> Open { get; init; } = (inner, connection, cancellation) => inner.OpenAsync(connection, cancellation);

    public Func<ErpDescription, ErpDescription> Describe { get; init; } = description => description;

    public Func<IErpSession, ActorType, FieldSet, IReadOnlyList<string>, CancellationToken, Task<ReadResult>> Get { get; init; } =
        (inner, type, fields, keys, cancellation) => inner.GetAsync(type, fields, keys, cancellation);

    public Func<IErpSession, ActorType, FieldSet, SearchRequest, CancellationToken, Task<SearchPage>> Search { get; init; } =
        (inner, type, fields, request, cancellation) => inner.SearchAsync(type, fields, request, cancellation);

    public Func<IErpChanges, ActorType, FieldSet, string?, CancellationToken, IAsyncEnumerable<ChangePage>> Changes { get; init; } =
        (inner, type, fields, cursor, cancellation) => inner.ReadChangesAsync(type, fields, cursor, cancellation);

    public Func<IErpWriter, ActorType, FieldSet, IReadOnlyList<ActorUpdate>, CancellationToken, Task<IReadOnlyList<SaveOutcome>>> Update { get; init; } =
        (inner, type, returning, updates, cancellation) => inner.UpdateAsync(type, returning, updates, cancellation);

    public Func<IErpWriter, ActorType, FieldSet, IReadOnlyList<NewActor>, CancellationToken, Task<IReadOnlyList<SaveOutcome>>> Create { get; init; } =
        (inner, type, returning, actors, cancellation) => inner.CreateAsync(type, returning, actors, cancellation);

    public Func<IErpWriter, ActorType, FieldSet, string, CancellationToken, Task<IReadOnlyList<ErpRecord>>> Find { get; init; } =
        (inner, type, fields, reference, cancellation) => inner.FindByReferenceAsync(type, fields, reference, cancellation);

    public Func<IErpLists, string, IReadOnlyList<string>?, CancellationToken, Task<IReadOnlyList<ListItem>>> List { get; init; } =
        (inner, list, keys, cancellation) => inner.GetListAsync(list, keys, cancellation);

    public Func<IErpSession, ValueTask> Dispose { get; init; } = inner => inner.DisposeAsync();

    public override string ToString() => Name;
}
