using System.Globalization;
using System.Runtime.CompilerServices;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;

namespace SuperOfficeErpLink.Linking.Tests.InMemory;

/// <param name="Values">By field key; what is absent is blank.</param>
/// <param name="Version">Grows with every change of the whole system, so that it is also the order of the change feed.</param>
internal sealed record Held(IReadOnlyDictionary<string, string> Values, bool IsActive, long Version, string? Reference = null);

/// <summary>The records of one kind in one system: read, written under conditions, and followed.</summary>
internal sealed class Records(IReadOnlyList<FieldInfo> fields)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Held> records = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> merged = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FieldInfo> byKey = fields.ToDictionary(field => field.Key, StringComparer.Ordinal);
    private readonly List<long> uncommitted = [];
    private long version;

    public IReadOnlyList<FieldInfo> Fields => fields;

    public int PageSize { get; init; } = 100;

    /// <summary>What somebody's write puts in the place of what.</summary>
    public Action<string, FieldChange, string>? Overwriting { get; set; }

    public long Version
    {
        get
        {
            lock (gate)
            {
                return version;
            }
        }
    }

    public IReadOnlyList<(string Key, Held Held)> All
    {
        get
        {
            lock (gate)
            {
                return [.. records.Select(record => (record.Key, record.Value))];
            }
        }
    }

    public Held? Find(string key)
    {
        lock (gate)
        {
            return records.GetValueOrDefault(key);
        }
    }

    public void Put(string key, Held held)
    {
        lock (gate)
        {
            records[key] = held with { Version = ++version };
        }
    }

    /// <summary>As its own users do it.</summary>
    public void Edit(string key, string field, string value) => Put(key, With(Find(key)!, [(field, value)]));

    /// <summary>An edit whose transaction is still open: it has its place among the changes, and nobody sees it before it is committed.</summary>
    public Action BeginEdit(string key, string field, string value)
    {
        lock (gate)
        {
            var reserved = ++version;
            uncommitted.Add(reserved);
            return () => Commit(reserved, key, field, value);
        }
    }

    public void Delete(string key)
    {
        lock (gate)
        {
            records.Remove(key);
        }
    }

    /// <summary>The record is gone, and this system says what became of it.</summary>
    public void Merge(string key, string into)
    {
        lock (gate)
        {
            records.Remove(key);
            merged[key] = into;
        }
    }

    public ReadResult Get(FieldSet wanted, IReadOnlyList<string> keys)
    {
        var found = keys.Distinct(StringComparer.Ordinal).Select(key => (Key: key, Held: Find(key))).ToList();
        return new ReadResult(
            [.. found.Where(one => one.Held is not null).Select(one => Record(one.Key, one.Held!, wanted))], [.. found.Where(one => one.Held is null).Select(one => new Gone(one.Key, merged.GetValueOrDefault(one.Key)))]);
    }

    /// <param name="keeps">What the system makes of a text that it is sent; null: it keeps it.</param>
    public IReadOnlyList<SaveOutcome> Update(FieldSet returning, IReadOnlyList<ActorUpdate> updates, Func<FieldChange, string>? keeps = null)
    {
        lock (gate)
        {
            return [.. updates.Select(update => Update(returning, update, keeps))];
        }
    }

    /// <summary>Inclusive: the last record of the page before comes once more. Never past a change that is not committed yet.</summary>
    public IEnumerable<(IReadOnlyList<string> Keys, string Next, bool IsLast)> Changes(string? cursor)
    {
        var after = cursor is null ? 0 : long.Parse(cursor, CultureInfo.InvariantCulture);
        while (true)
        {
            var changed = All.Where(record => record.Held.Version >= after).OrderBy(record => record.Held.Version).Take(PageSize).ToList();
            after = changed.Count > 0 ? changed[^1].Held.Version : after;
            yield return ([.. changed.Select(record => record.Key)], Math.Min(after, OldestOpen).ToString(CultureInfo.InvariantCulture), changed.Count < PageSize);
            if (changed.Count < PageSize)
            {
                yield break;
            }
        }
    }

    /// <summary>Of fields that there are not nothing is read.</summary>
    public ErpRecord Record(string key, Held held, FieldSet wanted) => new(
        key, held.Version.ToString(CultureInfo.InvariantCulture), null, held.IsActive, null,
        [.. wanted.Keys.Select(field => byKey.ContainsKey(field) ? FieldValue.Of(held.Values.GetValueOrDefault(field)) : FieldValue.NotRead)]);

    public static Held With(Held held, IEnumerable<(string Field, string Value)> values)
    {
        var changed = new Dictionary<string, string>(held.Values, StringComparer.Ordinal);
        foreach (var (field, value) in values)
        {
            changed[field] = value;
        }

        return held with { Values = changed };
    }

    private long OldestOpen
    {
        get
        {
            lock (gate)
            {
                return uncommitted.Count > 0 ? uncommitted.Min() : long.MaxValue;
            }
        }
    }

    private void Commit(long reserved, string key, string field, string value)
    {
        lock (gate)
        {
            uncommitted.Remove(reserved);
            if (records.TryGetValue(key, out var held))
            {
                // What was written meanwhile has a version of its own: then the edit came after it.
                records[key] = With(held, [(field, value)]) with { Version = held.Version < reserved ? reserved : ++version };
            }
        }
    }

    private SaveOutcome Update(FieldSet returning, ActorUpdate update, Func<FieldChange, string>? keeps)
    {
        if (records.GetValueOrDefault(update.Key) is not { } held)
        {
            return new SaveOutcome.Missing(null);
        }

        if ((update.ExpectedVersion is { } expected && expected != held.Version.ToString(CultureInfo.InvariantCulture))
            || update.Changes.Any(change => change.Expected.WasRead && change.Expected.Text != held.Values.GetValueOrDefault(change.Field, "")))
        {
            return new SaveOutcome.Stale(Record(update.Key, held, returning));
        }

        if (update.Changes.Where(Refuses).Select(change => new FieldError(change.Field, LocalText.Of("Cannot be held.", "Kan ikke gemmes."))).ToList() is { Count: > 0 } errors)
        {
            return new SaveOutcome.Rejected(errors);
        }

        foreach (var change in update.Changes)
        {
            Overwriting?.Invoke(update.Key, change, held.Values.GetValueOrDefault(change.Field, ""));
        }

        Put(update.Key, With(held, update.Changes.Select(change => (change.Field, keeps?.Invoke(change) ?? change.New.Text!))));
        return new SaveOutcome.Saved(Record(update.Key, records[update.Key], returning), Exact: true);
    }

    /// <summary>Nothing is cut: what does not fit is refused.</summary>
    private bool Refuses(FieldChange change) =>
        !change.New.WasRead || !byKey.TryGetValue(change.Field, out var info) || info.Access == FieldAccess.ReadOnly || (info.MaxLength > 0 && change.New.Text!.Length > info.MaxLength) || (info.Access == FieldAccess.Mandatory && change.New.IsBlank);
}

/// <summary>A CRM that has companies only.</summary>
internal sealed class MemoryCrm(Records companies) : ICrm
{
    public Task<IReadOnlyList<FieldInfo>> DescribeAsync(EntityType type, CancellationToken cancellationToken) => Task.FromResult(companies.Fields);

    public Task<ReadResult> GetAsync(EntityType type, FieldSet fields, IReadOnlyList<string> ids, CancellationToken cancellationToken) => Task.FromResult(companies.Get(fields, ids));

    public Task<IReadOnlyList<SaveOutcome>> UpdateAsync(EntityType type, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken) =>
        Task.FromResult(companies.Update(returning, updates));

    public Task<IReadOnlyList<ListItem>> GetListAsync(string list, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ListItem>>([]);

    public async IAsyncEnumerable<CrmChanges> ReadChangesAsync(EntityType type, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var (keys, next, isLast) in companies.Changes(cursor))
        {
            yield return new CrmChanges([.. keys.Select(key => long.Parse(key, CultureInfo.InvariantCulture))], next, isLast);
        }
    }

    public Task<IReadOnlyDictionary<long, string>> GetNamesAsync(EntityType type, IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<long, string>>(ids.Select(id => (id, Held: companies.Find($"{id}"))).Where(one => one.Held is not null)
            .ToDictionary(one => one.id, one => one.Held!.Values.GetValueOrDefault("name", "")));

    public Task<IReadOnlyDictionary<long, LastEdit>> GetLastEditsAsync(EntityType type, IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<long, LastEdit>>(new Dictionary<long, LastEdit>());

    public Task<IReadOnlyDictionary<long, long>> GetCompaniesOfAsync(IReadOnlyCollection<long> personIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<long, long>>(new Dictionary<long, long>());

    public Task<IReadOnlyList<NamedEntity>> ListPersonsAsync(long companyId, int skip, int atMost, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<NamedEntity>>([]);
}

/// <summary>An ERP that has customers only, per connection: conditional writes, references, a change feed that does not report deletions.</summary>
internal sealed class MemoryErp(IReadOnlyDictionary<Guid, Records> systems) : IErpConnector
{
    public const string Id = "memory";

    public ConnectorInfo Info { get; } = new(Id, new LocalText("In memory"), 1);

    public Task<IReadOnlyList<SettingField>> DescribeSettingsAsync(Settings known, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SettingField>>([]);

    public IReadOnlyList<SettingError> Validate(Settings settings) => [];

    public Task<IErpSession> OpenAsync(ConnectionContext connection, CancellationToken cancellationToken) =>
        Task.FromResult<IErpSession>(new Session(connection.Id, systems[connection.Id]));

    private sealed class Session(Guid id, Records customers) : IErpSession, IErpWriter, IErpChanges
    {
        private const int FirstNumber = 1001;

        private readonly ErpDescription description = new(
            $"{id}", new Limits(500, 100, 4, null, null, null, ListingBeatsKeys: false, TimeSpan.FromSeconds(10)),
            [new ActorTypeInfo(
                ActorType.Customer, "customer", null, Abilities.Update | Abilities.Create | Abilities.Changes | Abilities.FeedIsComplete | Abilities.ConditionalWrite | Abilities.Reference,
                customers.Fields)]);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public Task<ErpDescription> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult(description);

        public Task<ReadResult> GetAsync(ActorType type, FieldSet fields, IReadOnlyList<string> keys, CancellationToken cancellationToken) => Task.FromResult(customers.Get(fields, keys));

        public Task<SearchPage> SearchAsync(ActorType type, FieldSet fields, SearchRequest request, CancellationToken cancellationToken)
        {
            List<ErpRecord> found = [.. customers.All.Where(record => record.Held.Values.GetValueOrDefault("name", "").Contains(request.Text ?? "", StringComparison.OrdinalIgnoreCase))
                .Select(record => customers.Record(record.Key, record.Held, fields))];
            return Task.FromResult(new SearchPage([.. found.Take(request.PageSize)], null, found.Count));
        }

        public async IAsyncEnumerable<ChangePage> ReadChangesAsync(ActorType type, FieldSet fields, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            foreach (var (keys, next, isLast) in customers.Changes(cursor))
            {
                yield return new ChangePage(customers.Get(fields, keys).Found, [], next, isLast);
            }
        }

        public Task<IReadOnlyList<SaveOutcome>> UpdateAsync(ActorType type, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken) =>
            Task.FromResult(customers.Update(returning, updates));

        public Task<IReadOnlyList<SaveOutcome>> CreateAsync(ActorType type, FieldSet returning, IReadOnlyList<NewActor> actors, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<SaveOutcome>>([.. actors.Select(actor =>
            {
                var number = customers.All.Select(record => int.Parse(record.Key.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture)).Append(FirstNumber - 1).Max() + 1;
                var key = $"C{Math.Max(number, FirstNumber)}";
                customers.Put(key, Records.With(
                    new Held(new Dictionary<string, string>(), IsActive: true, 0, actor.Reference), actor.Values.Select(value => (value.Field, value.New.Text!)).Append(("no", key))));
                return new SaveOutcome.Saved(customers.Record(key, customers.Find(key)!, returning), Exact: true);
            })]);

        public Task<IReadOnlyList<ErpRecord>> FindByReferenceAsync(ActorType type, FieldSet fields, string reference, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<ErpRecord>>([.. customers.All.Where(record => record.Held.Reference == reference).Select(record => customers.Record(record.Key, record.Held, fields))]);
    }
}
