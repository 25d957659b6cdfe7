using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.DryRuns;

/// <summary>Which planned writes an administrator has seen in the dry run that was published.</summary>
public sealed class Approvals(IDryRunStore findings)
{
    /// <summary>Of these links, the ones of which exactly what is planned was shown: every field, with the value it replaces and the one it gets.</summary>
    public async Task<IReadOnlySet<long>> FindAsync(long runId, IReadOnlyCollection<Change> planned, CancellationToken cancellationToken)
    {
        var ofLinks = planned.Where(change => change.LinkId is not null).ToLookup(change => change.LinkId!.Value);
        var shown = await findings.FindWritesAsync(runId, [.. ofLinks.Select(link => link.Key)], cancellationToken);
        return ofLinks.Where(link => link.All(change => shown[link.Key].Any(finding => Covers(finding, change)))).Select(link => link.Key).ToHashSet();
    }

    /// <summary>Pure.</summary>
    public static bool Covers(Finding finding, Change change) =>
        finding.Target == change.Side && finding.Pair == change.Pair && string.Equals(finding.New, change.Sent, StringComparison.Ordinal)
        && string.Equals(change.Side == Side.Crm ? finding.Crm : finding.Erp, change.Old, StringComparison.Ordinal);
}
