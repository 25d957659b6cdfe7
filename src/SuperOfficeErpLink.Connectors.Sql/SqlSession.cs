using SuperOfficeErpLink.Connectors.Sql.Definition;
using SuperOfficeErpLink.Connectors.Sql.Dialects;
using SuperOfficeErpLink.Connectors.Sql.Reading;
using SuperOfficeErpLink.Connectors.Sql.Writing;

namespace SuperOfficeErpLink.Connectors.Sql;

/// <summary>An open conversation with a database; all state is in the client behind it.</summary>
internal sealed class SqlSession : IErpSession, IErpWriter, IErpChanges, IErpLists
{
    /// <summary>How long a transaction may be open before the changes it shows are overlooked, where only times tell of changes.</summary>
    public static readonly TimeSpan LongestTransaction = TimeSpan.FromSeconds(30);

    private const int MostParallel = 4;

    private readonly SqlClient client;
    private readonly RecordGet get;
    private readonly RecordSearch search;
    private readonly RecordWriter writer;
    private readonly ChangeFeed changes;
    private readonly ListRead lists;
    private volatile bool disposed;

    public SqlSession(SqlClient client)
    {
        this.client = client;
        get = new RecordGet(client);
        search = new RecordSearch(client);
        writer = new RecordWriter(client);
        changes = new ChangeFeed(client);
        lists = new ListRead(client);
    }

    public async Task<ErpDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        var (identity, schema) = await Open().IdentifyAsync(cancellationToken);
        return new ErpDescription(identity, LimitsOf(client.Dialect), [.. schema.Actors.Select(Describe)]);
    }

    public Task<ReadResult> GetAsync(ActorType type, FieldSet fields, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        Open();
        return get.RunAsync(type, fields, keys, cancellationToken);
    }

    public Task<SearchPage> SearchAsync(ActorType type, FieldSet fields, SearchRequest request, CancellationToken cancellationToken)
    {
        Open();
        return search.RunAsync(type, fields, request, cancellationToken);
    }

    public Task<IReadOnlyList<SaveOutcome>> UpdateAsync(
        ActorType type, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken)
    {
        Open();
        return writer.UpdateAsync(type, returning, updates, cancellationToken);
    }

    public Task<IReadOnlyList<SaveOutcome>> CreateAsync(
        ActorType type, FieldSet returning, IReadOnlyList<NewActor> actors, CancellationToken cancellationToken)
    {
        Open();
        return writer.CreateAsync(type, returning, actors, cancellationToken);
    }

    public Task<IReadOnlyList<ErpRecord>> FindByReferenceAsync(
        ActorType type, FieldSet fields, string reference, CancellationToken cancellationToken)
    {
        Open();
        return writer.FindByReferenceAsync(type, fields, reference, cancellationToken);
    }

    public IAsyncEnumerable<ChangePage> ReadChangesAsync(ActorType type, FieldSet fields, string? cursor, CancellationToken cancellationToken)
    {
        Open();
        return changes.ReadAsync(type, fields, cursor, cancellationToken);
    }

    public Task<IReadOnlyList<ListItem>> GetListAsync(string list, IReadOnlyList<string>? keys, CancellationToken cancellationToken)
    {
        Open();
        return lists.RunAsync(list, keys, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!disposed)
        {
            disposed = true;
            await client.DisposeAsync();
        }
    }

    private static Limits LimitsOf(ISqlDialect dialect) => new(
        ReadBatch: dialect.KeysAtOnce, WriteBatch: 100, MostParallel, CallsPerSecond: null, CallsPerDay: null, ErrorsPerHour: null,
        ListingBeatsKeys: false, LongestTransaction);

    private static ActorTypeInfo Describe(ActorTable actor) => new(
        actor.Source.Type, actor.Source.KeySpace, actor.Source.Parent?.Type, AbilitiesOf(actor.Source),
        [.. actor.Source.Fields.Select((field, rank) => Describe(actor, field, rank))]);

    private static FieldInfo Describe(ActorTable actor, FieldSource field, int rank) => new(
        field.Key, field.Name, field.Help, field.Type, actor.Access(field), field.MaxLength, field.Decimals, field.List, field.Default,
        field.DefaultForced, field.Group, field.Encoding, rank, SearchOperators.For(field.Type));

    private static Abilities AbilitiesOf(ActorSource source)
    {
        var can = Abilities.None;
        if (source.Fields.Any(field => field.Access != FieldAccess.ReadOnly))
        {
            can |= Abilities.Update | Abilities.ConditionalWrite;
        }

        can |= source.Create is null ? Abilities.None : Abilities.Create;
        can |= source.Parent is null ? Abilities.None : Abilities.SearchByParent;
        can |= source.Changed is null ? Abilities.None : Abilities.Changes;
        return can | (source.Reference is null ? Abilities.None : Abilities.Reference);
    }

    private SqlClient Open()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return client;
    }
}
