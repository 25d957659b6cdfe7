namespace SuperOfficeErpLink.Core.History;

/// <summary>How long it is kept what was written, when and by whom.</summary>
/// <param name="Months">Zero: for ever.</param>
public sealed record HistoryAge(int Months)
{
    public static HistoryAge Default { get; } = new(24);

    /// <summary>What is older than this goes; null: nothing does.</summary>
    public DateTimeOffset? Before(DateTimeOffset now) => Months == 0 ? null : now.AddMonths(-Months);
}

/// <summary>Rows that went, by what they told of.</summary>
public sealed record RemovedHistory(int Changes, int LinkEvents, int Operations, int Runs, int Others)
{
    public int All => Changes + LinkEvents + Operations + Runs + Others;
}

public interface IRetentionStore
{
    /// <summary>
    /// Removes ended history from before a time, at most so many rows of each kind, each kind in a transaction of its own. What is open stays,
    /// however old it is. Nothing removed means that nothing is left.
    /// </summary>
    Task<RemovedHistory> RemoveAsync(DateTimeOffset before, int atMost, CancellationToken cancellationToken);

    /// <summary>Drafts that have expired, whatever is kept of the history.</summary>
    Task<int> RemoveExpiredDraftsAsync(int atMost, CancellationToken cancellationToken);

    /// <summary>Answers to programs that are not given again any more.</summary>
    Task<int> RemoveExpiredAnswersAsync(int atMost, CancellationToken cancellationToken);

    /// <summary>What dry runs found that ended before a time, but for one whose writes are approved and not written yet.</summary>
    Task<int> RemoveOldFindingsAsync(DateTimeOffset before, int atMost, CancellationToken cancellationToken);
}

/// <summary>Removes history that is too old, a little at a time: others write to the same database meanwhile.</summary>
public sealed class Retention(IRetentionStore store, HistoryAge age, TimeProvider time)
{
    private const int AtOnce = 1000;
    private static readonly TimeSpan FindingsAreKept = TimeSpan.FromDays(7);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    public async Task<RemovedHistory> RunAsync(CancellationToken cancellationToken)
    {
        var removed = new RemovedHistory(0, 0, 0, 0, 0);
        while (await store.RemoveExpiredDraftsAsync(AtOnce, cancellationToken) is var drafts and > 0)
        {
            removed = removed with { Others = removed.Others + drafts };
        }

        while (await store.RemoveExpiredAnswersAsync(AtOnce, cancellationToken) is var answers and > 0)
        {
            removed = removed with { Others = removed.Others + answers };
        }

        while (await store.RemoveOldFindingsAsync(time.GetUtcNow() - FindingsAreKept, AtOnce, cancellationToken) is var findings and > 0)
        {
            removed = removed with { Others = removed.Others + findings };
        }

        if (age.Before(time.GetUtcNow()) is not { } before)
        {
            return removed;
        }

        while (await store.RemoveAsync(before, AtOnce, cancellationToken) is { All: > 0 } batch)
        {
            removed = new RemovedHistory(
                removed.Changes + batch.Changes, removed.LinkEvents + batch.LinkEvents, removed.Operations + batch.Operations, removed.Runs + batch.Runs,
                removed.Others + batch.Others);
            await Task.Delay(Between, time, cancellationToken);
        }

        return removed;
    }
}
