using SuperOfficeErpLink.Connectors.Conformance.Troubled;

namespace SuperOfficeErpLink.Connectors.Tryton.Tests;

/// <summary>A corner of the shared Tryton, a session on it by way of a proxy, and what tests say to them.</summary>
public abstract class TrytonTest : IAsyncLifetime
{
    protected static readonly FieldSet Fields = new(["name", "street", "city", "phone", "eu_vat"]);

    private readonly TroubledProxy? proxy = TrytonServer.WhyNot is null ? new TroubledProxy(() => TrytonServer.Address) : null;

    protected TrytonErp Erp { get; } = new();

    protected TroubledProxy Proxy => proxy!;

    protected IErpSession Session { get; private set; } = null!;

    protected IErpWriter Writer => (IErpWriter)Session;

    private protected TrytonServer Other => Erp.Other;

    protected static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        if (TrytonServer.WhyNot is null)
        {
            await Erp.StartAsync();
            Session = await Erp.Connector.OpenAsync(Erp.Through(Proxy.Address, TimeProvider.System), None);
        }
    }

    public async Task DisposeAsync()
    {
        if (proxy is not null)
        {
            proxy.Make(null);
            await Session.DisposeAsync();
            await proxy.DisposeAsync();
            await Erp.DisposeAsync();
        }
    }

    protected async Task<ErpRecord> ReadAsync(string key, ActorType type = ActorType.Customer) =>
        (await Session.GetAsync(type, Fields, [key], None)).Found.ShouldHaveSingleItem();

    protected static ActorUpdate Update(ErpRecord before, string field, string value) =>
        new(before.Key, before.Version, [new FieldChange(field, before.Values[Fields.IndexOf(field)], FieldValue.Of(value))]);

    protected async Task<SaveOutcome> UpdateAsync(ErpRecord before, string field, string value) =>
        (await Writer.UpdateAsync(ActorType.Customer, Fields, [Update(before, field, value)], None)).ShouldHaveSingleItem();

    protected static async Task<(List<ErpRecord> Changed, List<Gone> Gone, string Cursor)> ChangesAsync(IErpSession session, string? cursor, ActorType type = ActorType.Customer)
    {
        var changed = new List<ErpRecord>();
        var gone = new List<Gone>();
        await foreach (var page in ((IErpChanges)session).ReadChangesAsync(type, Fields, cursor, None))
        {
            changed.AddRange(page.Changed);
            gone.AddRange(page.Gone);
            cursor = page.Next;
        }

        return (changed, gone, cursor!);
    }

    protected Task<(List<ErpRecord> Changed, List<Gone> Gone, string Cursor)> ChangesAsync(string? cursor, ActorType type = ActorType.Customer) => ChangesAsync(Session, cursor, type);

    /// <summary>As Tryton's own window does it: an assistant that is asked to replace one party by another.</summary>
    protected async Task MergeAsync(string loser, string winner)
    {
        await Other.WriteAsync("party.party", int.Parse(loser), Values(("name", "The same")));
        await Other.WriteAsync("party.party", int.Parse(winner), Values(("name", "The same")));
        var wizard = (await Other.CallAsync("wizard.party.replace.create"))[0].GetInt32();
        await Other.CallAsync("wizard.party.replace.execute", wizard, Values(("ask", Values(("source", int.Parse(loser)), ("destination", int.Parse(winner))))), "replace");
    }

    protected static Dictionary<string, object?> Values(params (string Name, object? Value)[] values) =>
        values.ToDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal);

    protected static FieldChange New(string field, string value) => new(field, FieldValue.NotRead, FieldValue.Of(value));
}
