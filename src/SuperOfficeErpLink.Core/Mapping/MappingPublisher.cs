using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.DryRuns;
using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Core.Mapping;

/// <summary>What became of putting a configuration in force.</summary>
public abstract record PublishResult
{
    private PublishResult()
    {
    }

    /// <param name="Run">The run over everything that was started with it; null where none was wanted, or could be.</param>
    public sealed record Published(int Version, Run? Run) : PublishResult;

    /// <summary>It cannot be put in force.</summary>
    public sealed record Faulty(IReadOnlyList<MappingFault> Faults) : PublishResult;

    /// <summary>Another version was put in force since.</summary>
    /// <param name="Theirs">What it changed.</param>
    public sealed record Outdated(int Version, IReadOnlyList<MappingDifference> Theirs) : PublishResult;

    /// <summary>The draft is another one than the user saw, or is gone.</summary>
    public sealed record Changed : PublishResult;

    /// <summary>There is nothing to put in force.</summary>
    public sealed record Same : PublishResult;
}

/// <summary>Puts configurations in force, and goes back to earlier ones. It changes the configuration only, never a value.</summary>
public sealed class MappingPublisher(
    MappingDrafts drafts, IConnectionStore connections, IMappingStore mappings, IDryRunStore dryRuns, RunControl runs, TimeProvider time)
{
    /// <summary>Publishes the draft the user saw. The writes that its dry run showed the user are approved by that: they do not stop the next run.</summary>
    /// <param name="shown">The dry run whose findings the user saw; null when they saw none, and nothing is approved.</param>
    /// <param name="why">For whoever reads the versions later.</param>
    /// <param name="syncNow">A run over everything starts at once, if the connection is active.</param>
    /// <exception cref="AccessDeniedException">When the user is no administrator.</exception>
    public async Task<PublishResult> PublishAsync(UserContext user, Guid connectionId, long seen, long? shown, string why, bool syncNow, CancellationToken cancellationToken)
    {
        var opened = await drafts.OpenAsync(user, connectionId, cancellationToken);
        if (opened.Draft is not { } draft || draft.RowVersion != seen)
        {
            return new PublishResult.Changed();
        }

        if (opened.IsOutdated)
        {
            return await OutdatedAsync(opened, cancellationToken);
        }

        var approved = await dryRuns.FindNewestAsync(connectionId, cancellationToken) is { State: RunState.Completed, Subject: RunSubject.DryRun order } run
            && order.Draft == seen && run.Id == shown ? shown : null;
        return await PublishAsync(user, opened, draft.Document, seen, approved, why, syncNow, cancellationToken);
    }

    /// <summary>Publishes an earlier version's configuration as the next version. A draft stays as it is.</summary>
    /// <param name="seenVersion">The version that was in force when the user decided.</param>
    /// <exception cref="AccessDeniedException">When the user is no administrator.</exception>
    public async Task<PublishResult> GoBackAsync(UserContext user, Guid connectionId, int toVersion, int seenVersion, string why, CancellationToken cancellationToken)
    {
        var opened = await drafts.OpenAsync(user, connectionId, cancellationToken);
        if (opened.Connection.MappingVersion != seenVersion)
        {
            return await OutdatedAsync(opened with { Draft = new MappingDraft(connectionId, seenVersion, opened.Document, user.Name, time.GetUtcNow(), 0) }, cancellationToken);
        }

        if (await mappings.FindVersionAsync(connectionId, toVersion, cancellationToken) is null)
        {
            return new PublishResult.Changed();
        }

        return await PublishAsync(
            user, opened, await connections.GetMappingAsync(connectionId, toVersion, cancellationToken), draft: null, approved: null, why, syncNow: false, cancellationToken);
    }

    private async Task<PublishResult> PublishAsync(
        UserContext user, OpenedMapping opened, MappingDocument document, long? draft, long? approved, string why, bool syncNow, CancellationToken cancellationToken)
    {
        var connection = opened.Connection;
        var inForce = await connections.GetMappingAsync(connection.Id, connection.MappingVersion, cancellationToken);
        if (MappingDifferences.Between(inForce, document).Count == 0)
        {
            return new PublishResult.Same();
        }

        if (MappingCheck.Faults(document, await drafts.DescribeAsync(connection, cancellationToken)) is { Count: > 0 } faults)
        {
            return new PublishResult.Faulty(faults);
        }

        var publication = new Publication(connection.Id, connection.MappingVersion, document, draft, approved, user.Name, why, time.GetUtcNow());
        if (await mappings.PublishAsync(publication, cancellationToken) is not { } version)
        {
            var now = await drafts.OpenAsync(user, connection.Id, cancellationToken);
            return now.Connection.MappingVersion == connection.MappingVersion ? new PublishResult.Changed() : await OutdatedAsync(now with { Draft = opened.Draft }, cancellationToken);
        }

        var started = syncNow && connection.Active ? (await runs.SweepAsync(user, connection.Id, RunKind.Everything, cancellationToken))?.Run : null;
        return new PublishResult.Published(version, started);
    }

    private async Task<PublishResult> OutdatedAsync(OpenedMapping opened, CancellationToken cancellationToken)
    {
        var (id, inForce) = (opened.Connection.Id, opened.Connection.MappingVersion);
        return new PublishResult.Outdated(inForce, MappingDifferences.Between(
            await connections.GetMappingAsync(id, opened.BaseVersion, cancellationToken), await connections.GetMappingAsync(id, inForce, cancellationToken)));
    }
}
