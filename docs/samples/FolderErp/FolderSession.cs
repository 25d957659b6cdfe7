using System.Globalization;
using System.Runtime.CompilerServices;
using SuperOfficeErpLink.Connectors;

namespace FolderErp;

/// <summary>Reading; writing is in the other part.</summary>
internal sealed partial class FolderSession(RecordFolder folder, string client, bool isReadOnly) : IErpSession, IErpChanges, IErpLists
{
    private const int Batch = 100;

    /// <summary>A file gets its time when it is written and its place a little later.</summary>
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(10);

    private bool isDisposed;

    public Task<ErpDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        Begin(cancellationToken);
        var limits = new Limits(Batch, Batch, ParallelCalls: 4, CallsPerSecond: null, CallsPerDay: null, ErrorsPerHour: null, ListingBeatsKeys: false, OnItsWay);
        return Task.FromResult(new ErpDescription($"folder:{client}", limits, [.. RecordKind.All.Select(kind => kind.Describe(isReadOnly))]));
    }

    public async Task<ReadResult> GetAsync(ActorType type, FieldSet fields, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        Begin(cancellationToken);
        var kind = RecordKind.Of(type);
        var there = keys.Count == 0 ? [] : folder.Files(kind).Select(file => file.Key).ToHashSet(StringComparer.Ordinal);
        var found = new List<ErpRecord>();
        foreach (var key in keys.Distinct(StringComparer.Ordinal).Where(there.Contains))
        {
            if (await folder.ReadAsync(kind, key, cancellationToken) is { } record)
            {
                found.Add(record.ToRecord(fields));
            }
        }

        // A file that is not there may have been deleted, renamed or not copied yet. We do not know, so we do not say that it is gone.
        return new ReadResult(found, []);
    }

    public async Task<SearchPage> SearchAsync(ActorType type, FieldSet fields, SearchRequest request, CancellationToken cancellationToken)
    {
        Begin(cancellationToken);
        var kind = RecordKind.Of(type);
        var search = new RecordSearch(kind, request);
        var (wasActive, last) = Place(request.PageToken);
        var keys = folder.Files(kind).Select(file => file.Key).Order(StringComparer.Ordinal).ToList();
        var page = new List<ErpRecord>();

        // Active records first, each part in the order of its keys: a page is a place in that order, whatever changed meanwhile.
        foreach (var active in wasActive ? [true, false] : new[] { false })
        {
            foreach (var key in keys.Where(key => active != wasActive || string.CompareOrdinal(key, last) > 0))
            {
                if (await folder.ReadAsync(kind, key, cancellationToken) is not { } record || record.IsActive != active || !search.Finds(record))
                {
                    continue;
                }

                if (page.Count == request.PageSize)
                {
                    return new SearchPage(page, $"{(page[^1].IsActive ? 'a' : 'i')}{page[^1].Key}", Total: null);
                }

                page.Add(record.ToRecord(fields));
            }
        }

        return new SearchPage(page, NextToken: null, Total: null);
    }

    public async IAsyncEnumerable<ChangePage> ReadChangesAsync(
        ActorType type, FieldSet fields, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Begin(cancellationToken);
        var kind = RecordKind.Of(type);
        var next = cursor is null ? 0 : Time(cursor);
        var from = next - OnItsWay.Ticks;
        var pages = folder.Files(kind).Where(file => file.Changed >= from).OrderBy(file => file.Changed).Chunk(Batch).DefaultIfEmpty([]).ToList();
        for (var number = 1; number <= pages.Count; number++)
        {
            var changed = new List<ErpRecord>();
            foreach (var (key, time) in pages[number - 1])
            {
                if (await folder.ReadAsync(kind, key, cancellationToken) is { } record)
                {
                    changed.Add(record.ToRecord(fields));
                }

                next = Math.Max(next, time);
            }

            yield return new ChangePage(changed, [], next.ToString(CultureInfo.InvariantCulture), IsLast: number == pages.Count);
        }
    }

    public async Task<IReadOnlyList<ListItem>> GetListAsync(string list, IReadOnlyList<string>? keys, CancellationToken cancellationToken)
    {
        Begin(cancellationToken);
        var items = list == RecordKind.Groups ? await folder.ReadGroupsAsync(cancellationToken) : [];
        return keys is null ? items : [.. items.Where(item => keys.Contains(item.Key, StringComparer.Ordinal))];
    }

    public ValueTask DisposeAsync()
    {
        isDisposed = true;
        return ValueTask.CompletedTask;
    }

    private void Begin(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static (bool WasActive, string LastKey) Place(string? token) => token switch
    {
        null => (true, ""),
        ['a' or 'i', _, ..] => (token[0] == 'a', token[1..]),
        _ => throw new ConnectorException(FailureKind.Misconfigured, LocalText.Of("Search again.", "Søg igen."), "A page token that is none."),
    };

    private static long Time(string cursor) => long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        ? ticks
        : throw new ConnectorException(FailureKind.CursorExpired, LocalText.Of("Everything is read again.", "Alt læses igen."), "A cursor that is none.");
}
