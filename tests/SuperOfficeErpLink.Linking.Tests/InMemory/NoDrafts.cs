using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.DryRuns;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Linking.Tests.InMemory;

/// <summary>An installation where nobody changes a configuration by a draft: there is none, no dry run, and nothing is approved.</summary>
internal sealed class NoDrafts : IMappingStore, IDryRunStore
{
    public static NoDrafts Instance { get; } = new();

    public Task<MappingDraft?> FindDraftAsync(Guid connectionId, CancellationToken cancellationToken) => Task.FromResult<MappingDraft?>(null);

    public Task<MappingDraft?> SaveDraftAsync(
        Guid connectionId, int baseVersion, MappingDocument document, long? seen, string by, DateTimeOffset at, CancellationToken cancellationToken) => throw None();

    public Task<bool> DropDraftAsync(Guid connectionId, long seen, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<IReadOnlyList<MappingVersion>> ListVersionsAsync(Guid connectionId, CancellationToken cancellationToken) => throw None();

    public Task<MappingVersion?> FindVersionAsync(Guid connectionId, int version, CancellationToken cancellationToken) => throw None();

    public Task<int?> PublishAsync(Publication publication, CancellationToken cancellationToken) => throw None();

    public Task<bool> SavePageAsync(
        Lease lease, Run run, IReadOnlyList<Finding> findings, RunCounts counts, ActorType atType, long lastLinkId, CancellationToken cancellationToken) => throw None();

    public Task ForgetOthersAsync(Guid connectionId, long runId, CancellationToken cancellationToken) => throw None();

    public Task<Run?> FindNewestAsync(Guid connectionId, CancellationToken cancellationToken) => Task.FromResult<Run?>(null);

    public Task<IReadOnlyList<FindingCount>> CountAsync(long runId, CancellationToken cancellationToken) => throw None();

    public Task<IReadOnlyList<RecordFinding>> ListAsync(long runId, FindingFilter filter, long afterLinkId, int atMost, CancellationToken cancellationToken) => throw None();

    public Task<ILookup<long, Finding>> FindWritesAsync(long runId, IReadOnlyCollection<long> linkIds, CancellationToken cancellationToken) =>
        Task.FromResult(Array.Empty<Finding>().ToLookup(finding => finding.LinkId));

    private static NotSupportedException None() => new("There are no drafts here.");
}
