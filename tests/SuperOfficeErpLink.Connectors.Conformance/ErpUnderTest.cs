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

    /// <summary>What a new record of <see cref="Type"/> needs, <see cref="TextField"/> among it; for <see cref="CreatingSpecification{TErp}"/>.</summary>
    public virtual IReadOnlyList<FieldChange> NewRecord => [];

    /// <summary>Records that lie under others; for <see cref="FamilySpecification{TErp}"/>.</summary>
    public virtual Family? Family => null;

    /// <summary>Fields with one value of each that the ERP takes, a blank one not among them; for <see cref="ValueSpecification{TErp}"/>.</summary>
    public virtual IReadOnlyDictionary<string, string> Samples => new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The connection with something wrong in place of what it signs in with; for <see cref="CredentialsSpecification{TErp}"/>.</summary>
    public virtual ConnectionContext WithCredentials(string wrong) => throw new NotSupportedException("This ERP has no credentials.");

    /// <summary>Where the ERP's server is; for <see cref="HttpSpecification{TErp}"/>.</summary>
    public virtual Uri Server => throw new NotSupportedException("This ERP has no HTTP server.");

    /// <summary>The connection by way of another origin and another clock; for <see cref="HttpSpecification{TErp}"/>.</summary>
    public virtual ConnectionContext Through(Uri origin, TimeProvider time) => throw new NotSupportedException("This ERP has no HTTP server.");

    /// <summary>True for the text of a request that may write something; for <see cref="HttpSpecification{TErp}"/>.</summary>
    public virtual bool IsWrite(string request) => throw new NotSupportedException("This ERP has no HTTP server.");

    /// <summary>Makes the ERP; called once.</summary>
    public abstract Task StartAsync();

    /// <summary>Somebody else edits a record, not through the connector.</summary>
    public abstract Task EditOutsideAsync(string key, string field, string value);

    /// <summary>Somebody else deletes a record.</summary>
    public abstract Task DeleteOutsideAsync(string key);

    public abstract ValueTask DisposeAsync();
}

/// <summary>An actor type whose records lie under records of another.</summary>
/// <param name="Children">All records under the parent.</param>
public sealed record Family(ActorRef Parent, ActorType Type, IReadOnlyList<string> Children);

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

    public virtual async Task DisposeAsync()
    {
        await Session.DisposeAsync();
        await Erp.DisposeAsync();
    }

    protected async Task<ErpRecord> ReadAsync(string key) => (await Session.GetAsync(Erp.Type, Fields, [key], None)).Found.ShouldHaveSingleItem();

    protected async Task<IReadOnlyList<FieldInfo>> FieldsOfTypeAsync() => (await Session.DescribeAsync(None)).Find(Erp.Type)!.Fields;

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
