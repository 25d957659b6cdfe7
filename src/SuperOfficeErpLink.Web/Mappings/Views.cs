using SuperOfficeErpLink.Core.DryRuns;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Web.Mappings;

/// <summary>What differs between two configurations, with what its words need.</summary>
public sealed record DifferenceView(IReadOnlyList<MappingDifference> Differences, MappingWords Words, MappedSystems? Systems);

/// <summary>What a dry run found, with what its words need.</summary>
public sealed record DryRunResult(Guid ConnectionId, DryRunView View, MappingWords Words, MappedSystems? Systems);

/// <summary>Findings of the check, with what their words need.</summary>
public sealed record LintView(IReadOnlyList<LintFinding> Findings, MappingWords Words, MappedSystems Systems);
