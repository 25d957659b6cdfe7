namespace SuperOfficeErpLink.Core.Health;

/// <summary>One day in figures.</summary>
/// <param name="Day">In UTC.</param>
/// <param name="ToErp">Fields written to ERP systems.</param>
/// <param name="ToCrm">Fields written to the CRM.</param>
/// <param name="Problems">Open when the day was last looked at.</param>
/// <param name="Conflicts">Open when the day was last looked at.</param>
public sealed record DailyFigure(DateOnly Day, int ToErp, int ToCrm, int Problems, int Conflicts)
{
    /// <summary>A value for every day up to today, the oldest first; a day without figures has none of anything.</summary>
    public static IReadOnlyList<DailyFigure> Fill(IReadOnlyCollection<DailyFigure> known, DateOnly today, int days) =>
        [.. Enumerable.Range(1 - days, days).Select(offset => today.AddDays(offset))
            .Select(day => known.FirstOrDefault(figure => figure.Day == day) ?? new DailyFigure(day, 0, 0, 0, 0))];
}

public interface IFigureStore
{
    /// <summary>Brings today's figures of all connections up to date, and yesterday's while the day is young. Reads no more than the changes of those days.</summary>
    Task UpdateAsync(CancellationToken cancellationToken);

    /// <summary>Of these connections together, by day, from a day on.</summary>
    Task<IReadOnlyList<DailyFigure>> ListAsync(IReadOnlyCollection<Guid> connectionIds, DateOnly from, CancellationToken cancellationToken);
}
