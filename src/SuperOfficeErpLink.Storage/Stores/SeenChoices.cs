using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Storage.Stores;

/// <summary>
/// What stands for the values that conflicts were decided on, in the orders of runs: whoever guesses a value could check it by that. A choice
/// without it holds for nothing.
/// </summary>
internal sealed class SeenChoices
{
    private readonly List<(long RunId, string Subject)> blanked;

    private SeenChoices(List<(long RunId, string Subject)> blanked) => this.blanked = blanked;

    public static async Task<SeenChoices> FindAsync(ErpLinkDbContext context, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken)
    {
        var (ids, blanked) = (linkIds.ToHashSet(), new List<(long, string)>());
        await foreach (var run in context.Runs.Where(row => row.Kind == RunKind.Choices && row.Subject != null).Select(row => new { row.Id, Subject = row.Subject! })
            .AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (JsonSerializer.Deserialize<RunSubject>(run.Subject) is RunSubject.Choices { Rows: var rows } && rows.Any(row => ids.Contains(row.LinkId) && row.Seen.Length > 0))
            {
                RunSubject left = new RunSubject.Choices([.. rows.Select(row => ids.Contains(row.LinkId) ? row with { Seen = "" } : row)]);
                blanked.Add((run.Id, JsonSerializer.Serialize(left)));
            }
        }

        return new SeenChoices(blanked);
    }

    public async Task ClearAsync(ErpLinkDbContext context, CancellationToken cancellationToken)
    {
        foreach (var (id, subject) in blanked)
        {
            await context.Runs.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Subject, subject), cancellationToken);
        }
    }
}
