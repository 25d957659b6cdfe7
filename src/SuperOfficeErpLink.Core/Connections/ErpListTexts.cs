using System.Collections.Concurrent;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Connections;

/// <summary>Names of list items by list and key.</summary>
public sealed class ListTexts(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> lists)
{
    private readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> lists = lists;

    public static ListTexts None { get; } = new(new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal));

    /// <summary>These lists and those; of a list that both have, the later.</summary>
    public ListTexts With(ListTexts later)
    {
        var both = new Dictionary<string, IReadOnlyDictionary<string, string>>(lists, StringComparer.Ordinal);
        foreach (var (list, items) in later.lists)
        {
            both[list] = items;
        }

        return new ListTexts(both);
    }

    /// <summary>A list value by name; an item without one by its key; every other value as it is.</summary>
    public FieldValue Show(FieldInfo info, FieldValue value) =>
        info.List is { } list && value.HasText && lists.TryGetValue(list, out var items) && items.TryGetValue(value.Text!, out var name) ? FieldValue.Of(name) : value;
}

/// <summary>An ERP's lists, kept for a few minutes: they change seldom and are shown on every page.</summary>
public sealed class ErpListTexts(ErpSessions sessions, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(Guid Connection, string List), (DateTimeOffset At, IReadOnlyList<ListItem> Items, IReadOnlyDictionary<string, string> Names)> kept = new();

    /// <summary>The lists that these fields need.</summary>
    /// <exception cref="ConnectorException">When the ERP cannot be asked and the list is not kept.</exception>
    public async Task<ListTexts> ForAsync(Connection connection, IEnumerable<FieldInfo> fields, CancellationToken cancellationToken)
    {
        var lists = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var list in fields.Select(info => info.List).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            lists[list] = (await ReadAsync(connection, list, cancellationToken)).Names;
        }

        return new ListTexts(lists);
    }

    /// <summary>A list's items in the ERP's order, those it no longer offers included.</summary>
    /// <exception cref="ConnectorException">When the ERP cannot be asked and the list is not kept.</exception>
    public async Task<IReadOnlyList<ListItem>> ItemsAsync(Connection connection, string list, CancellationToken cancellationToken) =>
        (await ReadAsync(connection, list, cancellationToken)).Items;

    private async Task<(IReadOnlyList<ListItem> Items, IReadOnlyDictionary<string, string> Names)> ReadAsync(Connection connection, string list, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (kept.TryGetValue((connection.Id, list), out var known) && now - known.At < KeptFor)
        {
            return (known.Items, known.Names);
        }

        var items = await sessions.CallAsync(
            connection, sessions.Timeouts.Page,
            (session, token) => session is IErpLists reader ? reader.GetListAsync(list, null, token) : Task.FromResult<IReadOnlyList<ListItem>>([]),
            cancellationToken);
        var byKey = items.ToDictionary(item => item.Key, item => item.Name, StringComparer.Ordinal);
        kept[(connection.Id, list)] = (now, items, byKey);
        return (items, byKey);
    }
}
