using SuperOfficeErpLink.Connectors.Tryton.Fields;
using SuperOfficeErpLink.Connectors.Tryton.Reading;
using SuperOfficeErpLink.Connectors.Tryton.Wire;
using SuperOfficeErpLink.Connectors.Tryton.Writing;

namespace SuperOfficeErpLink.Connectors.Tryton;

/// <summary>An open conversation with a Tryton.</summary>
internal sealed class TrytonSession : IErpSession, IErpWriter, IErpChanges, IErpLists
{
    /// <summary>Two calls at once: one server process does one thing at a time, and writers in it only stand in each other's way.</summary>
    private static readonly Limits Limits = new(
        ReadBatch: RecordGet.Batch, WriteBatch: RecordUpdates.Batch, ParallelCalls: 2, CallsPerSecond: null, CallsPerDay: null, ErrorsPerHour: null,
        ListingBeatsKeys: false, LongestTransaction: TimeSpan.FromMinutes(5));

    private readonly TrytonClient client;
    private readonly ActorShapes shapes;
    private readonly ListReader lists;
    private readonly RecordGet get;
    private readonly RecordSearch search;
    private readonly ChangeFeed changes;
    private readonly RecordUpdates updates;
    private readonly RecordCreates creates;
    private readonly References references;
    private readonly string identity;
    private int isDisposed;

    /// <param name="feedPage">Records on a page of the change feed.</param>
    public TrytonSession(TrytonClient client, Installation installation, int feedPage = ChangeFeed.UsualPage)
    {
        this.client = client;
        shapes = new ActorShapes(installation, client.Settings);
        lists = new ListReader(client, installation);
        var reader = new RecordReader(client, installation, shapes);
        get = new RecordGet(reader, installation);
        search = new RecordSearch(reader, new CriterionDomain(installation, lists));
        changes = new ChangeFeed(client, installation, reader, Limits.LongestTransaction, feedPage);
        updates = new RecordUpdates(client, installation, reader, lists);
        references = new References(client, installation, reader);
        creates = new RecordCreates(client, installation, reader, lists, references);
        identity = $"{client.Settings.DatabaseAddress.AbsoluteUri.ToLowerInvariant()}#{Models.Key(installation.Company)}";
    }

    public Task<ErpDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new ErpDescription(identity, Limits, [.. shapes.All.Select(shape => shape.Describe())]));
    }

    public Task<ReadResult> GetAsync(ActorType type, FieldSet fields, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return get.RunAsync(shapes.Of(type), fields, keys, cancellationToken);
    }

    public Task<SearchPage> SearchAsync(ActorType type, FieldSet fields, SearchRequest request, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return search.RunAsync(shapes.Of(type), fields, request, cancellationToken);
    }

    public IAsyncEnumerable<ChangePage> ReadChangesAsync(ActorType type, FieldSet fields, string? cursor, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return changes.ReadAsync(shapes.Of(type), fields, cursor, cancellationToken);
    }

    public Task<IReadOnlyList<SaveOutcome>> UpdateAsync(
        ActorType type, FieldSet returning, IReadOnlyList<ActorUpdate> changed, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return updates.RunAsync(shapes.Of(type), returning, changed, cancellationToken);
    }

    public Task<IReadOnlyList<SaveOutcome>> CreateAsync(ActorType type, FieldSet returning, IReadOnlyList<NewActor> actors, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return creates.RunAsync(shapes.Of(type), returning, actors, cancellationToken);
    }

    public Task<IReadOnlyList<ErpRecord>> FindByReferenceAsync(ActorType type, FieldSet fields, string reference, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return references.FindAsync(shapes.Of(type), fields, reference, cancellationToken);
    }

    public Task<IReadOnlyList<ListItem>> GetListAsync(string list, IReadOnlyList<string>? keys, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return lists.ReadAsync(list, keys, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) == 0)
        {
            await client.SignOutAsync();
            client.Dispose();
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(isDisposed != 0, this);
}
