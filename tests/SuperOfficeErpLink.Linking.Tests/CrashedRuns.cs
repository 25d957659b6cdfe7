using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>A run whose process dies.</summary>
internal static class CrashedRuns
{
    /// <summary>The same run once for each call it makes (see <see cref="Cuts.Stride"/>), on a copy of the world: its process dies before the call, or right after it, and another goes on a minute later.</summary>
    /// <returns>The copy, which lives until the next is asked for; the run as the second process left it; and where the first died.</returns>
    public static async IAsyncEnumerable<(World Copy, Run Run, string At)> AtEveryCallAsync(World world, long runId)
    {
        using var rehearsal = world.Copy();
        var faults = new Faults();
        await rehearsal.Start(faults).WorkAsync(runId);
        foreach (var isBefore in new[] { true, false })
        {
            for (var number = 1; number <= faults.Calls; number += Cuts.Stride)
            {
                using var copy = world.Copy();
                var crashing = copy.Start(new Faults { CrashBefore = isBefore ? number : null, CrashAfter = isBefore ? null : number });
                await Record.ExceptionAsync(() => crashing.WorkAsync(runId));
                copy.Time.Now += TimeSpan.FromMinutes(1);
                yield return (copy, await copy.Start().WorkAsync(runId), $"{(isBefore ? "before" : "after")} call {number}, {crashing.Faults.Names.LastOrDefault()}");
            }
        }
    }
}
