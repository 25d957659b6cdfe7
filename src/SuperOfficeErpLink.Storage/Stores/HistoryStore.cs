using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.Stores;

public sealed class HistoryStore(IDbContextFactory<ErpLinkDbContext> contexts) : IHistoryStore
{
    public async Task<HistoryPage> ListAsync(
        HistoryFilter filter, IReadOnlyCollection<Guid>? connectionIds, HistoryPlace? after, int atMost, CancellationToken cancellationToken)
    {
        if (connectionIds is { Count: 0 } || (filter.ConnectionId is { } wanted && connectionIds?.Contains(wanted) == false))
        {
            return HistoryPage.Empty;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var path = HistoryPath.Of(filter, connectionIds);
        var from = path.From(context, after);
        foreach (var window in path.Windows.Where(window => window >= atMost))
        {
            // One more than fits says whether there are more.
            var found = await path.InOrder(path.Fitting(from.Take(window))).Take(atMost + 1).ToListAsync(cancellationToken);
            if (found.Count > atMost)
            {
                return await ToPageAsync(context, found[..atMost], PlaceOf(found[atMost - 1]), looksOn: false, cancellationToken);
            }

            var last = await from.Skip(window - 1).Select(row => new { row.At, row.Id }).FirstOrDefaultAsync(cancellationToken);
            if (last is null || window == path.Windows[^1])
            {
                return await ToPageAsync(context, found, last is null ? null : new HistoryPlace(last.At, last.Id), looksOn: last is not null, cancellationToken);
            }
        }

        throw new ArgumentOutOfRangeException(nameof(atMost), atMost, $"At most {path.Windows[^1]}.");
    }

    public async Task<IReadOnlyList<HistoryPerson>> ListPeopleAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var users = await context.Users.AsNoTracking().Select(user => new HistoryPerson(user.Id, user.DisplayName)).ToListAsync(cancellationToken);
        return [new HistoryPerson(UserContext.SystemId, UserContext.System.Name), .. users.OrderBy(user => user.Name, StringComparer.CurrentCulture)];
    }

    public async Task<int> CountDoneAsync(Guid operationId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Changes.CountAsync(
            row => row.OperationId == operationId && row.State == ChangeState.Done && row.Old != null && row.Cause != ChangeCauses.KeptBoth
                && !(row.Side == Side.Erp && row.Cause == ChangeCauses.Created), cancellationToken);
    }

    private static HistoryPlace PlaceOf(ChangeRow row) => new(row.At, row.Id);

    private static async Task<HistoryPage> ToPageAsync(ErpLinkDbContext context, List<ChangeRow> rows, HistoryPlace? next, bool looksOn, CancellationToken cancellationToken)
    {
        var names = await PeopleNames.FindAsync(context, [.. rows.Select(row => row.UserId)], [.. rows.Select(row => row.OperationId)], cancellationToken);
        var runIds = rows.Select(row => row.RunId).OfType<long>().Distinct().ToList();
        var runs = runIds.Count == 0 ? [] : await context.Runs.AsNoTracking().Where(run => runIds.Contains(run.Id)).Select(run => new { run.Id, run.Kind, run.UserName })
            .ToDictionaryAsync(run => run.Id, cancellationToken);
        var linkIds = rows.Select(row => row.LinkId).OfType<long>().Distinct().ToList();
        var standing = linkIds.Count == 0 ? [] : await context.Links.Where(link => linkIds.Contains(link.Id)).Select(link => link.Id).ToHashSetAsync(cancellationToken);
        return new HistoryPage(
            [.. rows.Select(row =>
            {
                var run = row.RunId is { } id ? runs.GetValueOrDefault(id) : null;
                return new HistoryLine(ChangeRows.ToChange(row), names.Of(row.UserId, row.OperationId, run?.UserName), run?.Kind, row.LinkId is { } link && standing.Contains(link));
            })],
            next, looksOn);
    }
}
