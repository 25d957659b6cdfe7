namespace SuperOfficeErpLink.Connectors.Conformance;

/// <summary>
/// An ERP made for one test, with the connector that speaks to it. A connector's tests derive from this and from each specification,
/// and so inherit every promise of the contract.
/// </summary>
public abstract class ErpUnderTest : IAsyncDisposable
{
    public abstract IErpConnector Connector { get; }

    public abstract ConnectionContext Connection { get; }

    /// <summary>The actor type the specifications work on; it can be updated and is searched in <see cref="TextField"/>.</summary>
    public abstract ActorType Type { get; }

    /// <summary>An optional, writable text field of at least 40 characters that simple search looks in.</summary>
    public abstract string TextField { get; }

    /// <summary>Every record of <see cref="Type"/>; at least ten, at least one of them inactive.</summary>
    public abstract IReadOnlyList<string> Keys { get; }

    /// <summary>A change that the ERP must refuse.</summary>
    public abstract FieldChange Refused { get; }

    /// <summary>Makes the ERP; called once.</summary>
    public abstract Task StartAsync();

    /// <summary>Somebody else edits a record, not through the connector.</summary>
    public abstract Task EditOutsideAsync(string key, string field, string value);

    /// <summary>Somebody else deletes a record.</summary>
    public abstract Task DeleteOutsideAsync(string key);

    public abstract ValueTask DisposeAsync();
}

/// <summary>What all specifications share: an ERP and an open session.</summary>
public abstract class Specification<TErp> : IAsyncLifetime
    where TErp : ErpUnderTest, new()
{
    protected TErp Erp { get; } = new();

    protected IErpSession Session { get; private set; } = null!;

    protected static CancellationToken None => CancellationToken.None;

    protected FieldSet Fields => new([Erp.TextField]);

    public virtual async Task InitializeAsync()
    {
        await Erp.StartAsync();
        Session = await Erp.Connector.OpenAsync(Erp.Connection, None);
    }

    public async Task DisposeAsync()
    {
        await Session.DisposeAsync();
        await Erp.DisposeAsync();
    }

    protected async Task<ErpRecord> ReadAsync(string key) => (await Session.GetAsync(Erp.Type, Fields, [key], None)).Found.ShouldHaveSingleItem();

    protected async Task<List<ErpRecord>> SearchAllAsync(string? text, int pageSize)
    {
        var all = new List<ErpRecord>();
        string? token = null;
        do
        {
            var page = await Session.SearchAsync(Erp.Type, Fields, new SearchRequest(text, null, [], token, pageSize), None);
            page.Records.Count.ShouldBeLessThanOrEqualTo(pageSize);
            all.AddRange(page.Records);
            token = page.NextToken;
        }
        while (token is not null && all.Count <= 10 * Erp.Keys.Count);
        return all;
    }
}
