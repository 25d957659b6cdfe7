using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.BuiltInCrm;

/// <summary>
/// Changed records by the time of their change. A change gets its time before its transaction is seen, so a cursor never stands later
/// than the longest transaction before now; what lies between comes again.
/// </summary>
internal sealed class CrmFeed<TRow>(IDbContextFactory<ErpLinkDbContext> contexts, TimeProvider time)
    where TRow : CrmRow
{
    private const int PageSize = 500;
    private static readonly TimeSpan LongestTransaction = TimeSpan.FromSeconds(10);

    public async IAsyncEnumerable<CrmChanges> ReadAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = cursor is null ? new Place(DateTimeOffset.UnixEpoch, 0) : Place.Parse(cursor);
        for (var isLast = false; !isLast;)
        {
            var limit = time.GetUtcNow() - LongestTransaction;
            var rows = await PageAsync(place, cancellationToken);
            isLast = rows.Count < PageSize;
            place = rows.Count > 0 ? rows[^1] : place;
            yield return new CrmChanges([.. rows.Select(row => row.Id)], (place.At > limit ? new Place(limit, 0) : place).ToString(), isLast);
        }
    }

    private async Task<List<Place>> PageAsync(Place after, CancellationToken cancellationToken)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            return await context.Set<TRow>().AsNoTracking()
                .Where(row => row.UpdatedAt > after.At || (row.UpdatedAt == after.At && row.Id > after.Id))
                .OrderBy(row => row.UpdatedAt).ThenBy(row => row.Id).Take(PageSize).Select(row => new Place(row.UpdatedAt, row.Id)).ToListAsync(cancellationToken);
        }
        catch (Exception failure) when (OwnDatabaseFailure.Is(failure))
        {
            throw BuiltInCrm.Unreachable(failure);
        }
    }

    /// <summary>Stored as milliseconds and id; a resumed one reads its last record once more.</summary>
    private sealed record Place(DateTimeOffset At, long Id)
    {
        public static Place Parse(string cursor) =>
            cursor.Split('|') is [var at, var id] && long.TryParse(at, NumberStyles.Integer, CultureInfo.InvariantCulture, out var milliseconds)
                && long.TryParse(id, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
                ? new Place(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), number - 1)
                : throw new ConnectorException(
                    FailureKind.CursorExpired,
                    LocalText.Of("The place reached in the CRM's changes is no longer known; everything is read.", "Stedet i CRM-systemets ændringer kendes ikke længere; alt læses."),
                    $"No cursor of this feed: {cursor}");

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.ToUnixTimeMilliseconds()}|{Id}");
    }
}
