namespace SuperOfficeErpLink.Connectors;

/// <summary>
/// An open conversation with an ERP. Safe for <see cref="Limits.ParallelCalls"/> calls at once; the host keeps it open and shares it.
/// Every method throws <see cref="ConnectorException"/> when the session is broken, and <see cref="OperationCanceledException"/> only
/// when its token was cancelled.
/// </summary>
public interface IErpSession : IAsyncDisposable
{
    Task<ErpDescription> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Records by key, in any order. A key that is in neither list of the answer is unknown, never deleted.</summary>
    Task<ReadResult> GetAsync(ActorType type, FieldSet fields, IReadOnlyList<string> keys, CancellationToken cancellationToken);

    Task<SearchPage> SearchAsync(ActorType type, FieldSet fields, SearchRequest request, CancellationToken cancellationToken);
}

/// <summary>A session that can tell what changed.</summary>
public interface IErpChanges
{
    /// <summary>
    /// Pages of changed records. Cursor null means everything. Cursors are opaque and inclusive: a record may come again, none is
    /// skipped. Any page's <see cref="ChangePage.Next"/> may be stored and resumed from.
    /// </summary>
    /// <exception cref="ConnectorException">CursorExpired when the cursor can no longer be resumed.</exception>
    IAsyncEnumerable<ChangePage> ReadChangesAsync(ActorType type, FieldSet fields, string? cursor, CancellationToken cancellationToken);
}

/// <summary>A session that can write. Outcomes are one per item, in the same order; a method throws only if nothing was sent.</summary>
public interface IErpWriter
{
    Task<IReadOnlyList<SaveOutcome>> UpdateAsync(ActorType type, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken);

    Task<IReadOnlyList<SaveOutcome>> CreateAsync(ActorType type, FieldSet returning, IReadOnlyList<NewActor> actors, CancellationToken cancellationToken);

    /// <summary>Records made from a <see cref="NewActor"/> with this reference.</summary>
    Task<IReadOnlyList<ErpRecord>> FindByReferenceAsync(ActorType type, FieldSet fields, string reference, CancellationToken cancellationToken);
}

/// <summary>A session that has lists.</summary>
public interface IErpLists
{
    /// <summary>Items of a list; keys null means the whole list.</summary>
    Task<IReadOnlyList<ListItem>> GetListAsync(string list, IReadOnlyList<string>? keys, CancellationToken cancellationToken);
}
