using SuperOfficeErpLink.Core.Runs;

namespace SuperOfficeErpLink.Web.Runs;

/// <summary>Runs in a table.</summary>
/// <param name="Names">Of connections by id.</param>
public sealed record RunList(IReadOnlyList<Run> Runs, IReadOnlyDictionary<Guid, string> Names, RunWords Words);
