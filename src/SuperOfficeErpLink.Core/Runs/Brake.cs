namespace SuperOfficeErpLink.Core.Runs;

/// <summary>How much a run may do before it stops and asks.</summary>
public sealed record BrakeLimits(int LinksAtLeast, double LinksShare, int LossesAtLeast, double LossesShare)
{
    /// <summary>25 links or a tenth of them; 10 emptied values, or disappeared records, or a fiftieth of the links.</summary>
    public static BrakeLimits Default { get; } = new(25, 0.10, 10, 0.02);
}

/// <summary>Stops a run that would change unusually much. Pure.</summary>
public static class Brake
{
    /// <summary>How far back a run's own plan is added up with what runs wrote before.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromHours(24);

    /// <summary>Null, or a verdict that says that all is approved: the run may go on.</summary>
    /// <param name="counted">See <see cref="RunSubject.OfGroup"/>.</param>
    public static BrakeVerdict? Judge(RunKind kind, RunCounts counts, BrakeBackground background, BrakeLimits limits, bool counted = false)
    {
        if (kind.ShowsListFirst())
        {
            return counts.PlannedLinks > 0 ? new BrakeVerdict(false, counts.WritingLinks, 0, counts.Blanked, 0, counts.Gone, 0, 0, IsPreview: true) : null;
        }

        // Exactly these writes an administrator has seen and put in force.
        var writing = counts.WritingLinks - counts.Approved;
        var links = Math.Max(limits.LinksAtLeast, (int)(background.Links * limits.LinksShare));
        var losses = Math.Max(limits.LossesAtLeast, (int)(background.Links * limits.LossesShare));

        // Whoever chose for a group, or made a rule for it, has said what is to be written; only how much that is, is looked at.
        var showsFirst = background.ShowsNextRun && kind != RunKind.Choices && !counted && writing > 0;
        var stops = showsFirst
            || (writing > 0 && writing + background.Written > links) || counts.Blanked > losses || counts.Gone > losses;
        return stops || (counts.Approved > 0 && writing == 0)
            ? new BrakeVerdict(showsFirst, writing, links, counts.Blanked, losses, counts.Gone, losses, background.Written, IsApproved: !stops)
            : null;
    }
}
