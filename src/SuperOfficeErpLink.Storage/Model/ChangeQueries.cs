using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Storage.Model;

public static class ChangeQueries
{
    /// <summary>Planned, on their way, or of unknown outcome.</summary>
    public static IQueryable<ChangeRow> Unsettled(this IQueryable<ChangeRow> changes) =>
        changes.Where(row => row.State == ChangeState.Planned || row.State == ChangeState.Sending || row.State == ChangeState.Unknown);
}
