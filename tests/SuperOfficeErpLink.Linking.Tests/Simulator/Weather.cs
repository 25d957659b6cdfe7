using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Tests;
using SuperOfficeErpLink.Linking.Tests.InMemory;

namespace SuperOfficeErpLink.Linking.Tests.Simulator;

/// <summary>What goes wrong between us and a system.</summary>
internal enum Trouble
{
    /// <summary>No connection, or one that drops before anything happened.</summary>
    Dropped,

    /// <summary>429, with or without a time to wait.</summary>
    TooMany,

    /// <summary>5xx.</summary>
    ServerError,

    /// <summary>A call that was never answered and had no effect.</summary>
    TimeOutBefore,

    /// <summary>The same, and it was done.</summary>
    TimeOutAfter,

    /// <summary>The same, and it is done some time later.</summary>
    LateEffect,

    /// <summary>Done, and the connection drops before the answer.</summary>
    AnswerLost,

    /// <summary>The first records of a batch are saved, the others not tried.</summary>
    PartialBatch,

    /// <summary>The record is refused, this once.</summary>
    Refused,

    /// <summary>The system makes something else of a text: shorter, or in another form.</summary>
    Altered,

    /// <summary>The answer does not prove that it is this write's own.</summary>
    NotExact,

    /// <summary>A read that answers with a version from before.</summary>
    StaleVersion,

    /// <summary>A field of a record that cannot be told.</summary>
    NotRead,

    /// <summary>A key that is in neither list of an answer.</summary>
    Unknown,

    /// <summary>A page of changes comes twice.</summary>
    PageTwice,

    /// <summary>A later page of changes comes first.</summary>
    PagesSwapped,

    /// <summary>The feed breaks off between two pages.</summary>
    FeedBreaks,

    /// <summary>The cursor can no longer be resumed.</summary>
    CursorExpired,

    /// <summary>An edit whose transaction is committed long after it began.</summary>
    LateCommit,
}

/// <summary>Decides when trouble strikes one system, by a seed; once it has cleared, none does.</summary>
internal sealed class Weather(int seed, Coverage seen)
{
    /// <summary>Longer than anybody waits for an answer in foul weather.</summary>
    public static readonly TimeSpan TooLong = TimeSpan.FromMilliseconds(250);

    /// <summary>Of calls, of reads that are answered, of feeds and edits, and of writes: there are many of the first and few of the last.</summary>
    private const double OfCalls = 0.035;
    private const double OfReads = 0.07;
    private const double OfPages = 0.3;
    private const double OfWrites = 0.7;

    private readonly Lock gate = new();
    private readonly Random random = new(seed);
    private readonly List<Action> late = [];

    public static Weather Fair { get; } = Cleared();

    public bool IsFair { get; private set; }

    /// <summary>Trouble with a feed, or with an edit.</summary>
    public Trouble? StrikePage(params Trouble[] possible) => Strike(OfPages, possible);

    /// <summary>Trouble with a write.</summary>
    public Trouble? StrikeWrite(params Trouble[] possible) => Strike(OfWrites, possible);

    /// <summary>Trouble with what else happens.</summary>
    public Trouble? Strike(params Trouble[] possible) => Strike(OfReads, possible);

    private Trouble? Strike(double often, Trouble[] possible)
    {
        lock (gate)
        {
            if (IsFair || random.NextDouble() >= often)
            {
                return null;
            }

            var trouble = possible[random.Next(possible.Length)];
            seen.Count(trouble.ToString());
            return trouble;
        }
    }

    public int Next(int below)
    {
        lock (gate)
        {
            return random.Next(below);
        }
    }

    /// <summary>Something that happens a little later.</summary>
    public void Later(Action what)
    {
        lock (gate)
        {
            late.Add(what);
        }
    }

    /// <summary>Some of what was to happen later happens now.</summary>
    public void Pass()
    {
        List<Action> now;
        lock (gate)
        {
            now = [.. late.Where(_ => random.Next(3) == 0)];
            late.RemoveAll(now.Contains);
        }

        now.ForEach(what => what());
    }

    public void Clear()
    {
        List<Action> rest;
        lock (gate)
        {
            IsFair = true;
            rest = [.. late];
            late.Clear();
        }

        rest.ForEach(what => what());
    }

    /// <summary>What can go wrong with any call before it has an effect.</summary>
    public async Task BeforeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Pass();
        switch (Strike(OfCalls, [Trouble.Dropped, Trouble.TooMany, Trouble.ServerError]))
        {
            case Trouble.Dropped:
                throw Failure(FailureKind.Unreachable, "connection dropped");
            case Trouble.TooMany:
                throw Failure(FailureKind.RateLimited, "429", Next(2) == 0 ? null : TimeSpan.FromSeconds(Next(90)));
            case Trouble.ServerError:
                throw Failure(FailureKind.Unreachable, "503");
            default:
                await Task.CompletedTask;
                break;
        }
    }

    /// <summary>An answer to a read as it may come.</summary>
    public async Task<ReadResult> AnswerAsync(ReadResult read)
    {
        if (read.Found.Count == 0)
        {
            return read;
        }

        var hit = Next(read.Found.Count);
        switch (Strike(Trouble.TimeOutBefore, Trouble.StaleVersion, Trouble.NotRead, Trouble.Unknown))
        {
            case Trouble.TimeOutBefore:
                await Task.Delay(TooLong);
                return read;
            case Trouble.StaleVersion:
                return With(record => record with { Version = "0" });
            case Trouble.NotRead:
                return With(record => record with { Values = [.. record.Values.Select(value => Next(3) == 0 ? FieldValue.NotRead : value)] });
            case Trouble.Unknown:
                return read with { Found = [.. read.Found.Where((_, index) => index != hit)] };
            default:
                return read;
        }

        ReadResult With(Func<ErpRecord, ErpRecord> change) => read with { Found = [.. read.Found.Select((record, index) => index == hit ? change(record) : record)] };
    }

    /// <summary>Writes as they may go.</summary>
    public async Task<IReadOnlyList<SaveOutcome>> UpdateAsync(Records records, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken)
    {
        await BeforeAsync(cancellationToken);
        var trouble = StrikeWrite(
            Trouble.TimeOutBefore, Trouble.TimeOutAfter, Trouble.LateEffect, Trouble.AnswerLost, Trouble.PartialBatch, Trouble.Refused, Trouble.Altered, Trouble.NotExact);
        switch (trouble)
        {
            case Trouble.TimeOutBefore:
                await Task.Delay(TooLong, CancellationToken.None);
                return Lost();
            case Trouble.TimeOutAfter:
                records.Update(returning, updates);
                await Task.Delay(TooLong, CancellationToken.None);
                return Lost();
            case Trouble.LateEffect:
                Later(() => records.Update(returning, updates));
                return Lost();
            case Trouble.AnswerLost:
                records.Update(returning, updates);
                return Lost();
            case Trouble.PartialBatch:
                var done = Next(updates.Count);
                return
                [
                    .. records.Update(returning, [.. updates.Take(done)]),
                    .. updates.Skip(done).Select(_ => new SaveOutcome.NotTried(Failure(FailureKind.Unreachable, "stopped in the middle of a batch"))),
                ];
            case Trouble.Refused:
                var refused = Next(updates.Count);
                return [.. updates.Select((update, index) => index == refused ? Refuse(update) : records.Update(returning, [update])[0])];
            case Trouble.Altered:
                return records.Update(returning, updates, Alter);
            case Trouble.NotExact:
                return [.. records.Update(returning, updates).Select(outcome => outcome is SaveOutcome.Saved saved ? saved with { Exact = false } : outcome)];
            default:
                return records.Update(returning, updates);
        }

        SaveOutcome[] Lost() => [.. updates.Select(_ => new SaveOutcome.Unknown(Failure(FailureKind.Unreachable, "the answer was lost")))];
    }

    public static ConnectorException Failure(FailureKind kind, string what, TimeSpan? retryAfter = null) =>
        new(kind, LocalText.Of($"Simulated: {what}.", $"Simuleret: {what}."), what, retryAfter);

    private static SaveOutcome.Rejected Refuse(ActorUpdate update) =>
        new([new FieldError(update.Changes[0].Field, LocalText.Of("Not just now.", "Ikke lige nu."))]);

    /// <summary>Shorter by one, or in capitals; never longer than it was.</summary>
    private string Alter(FieldChange change) => change.New.Text is { Length: > 2 } text && Next(2) == 0 ? text[..^1] : change.New.Text!.ToUpperInvariant();

    private static Weather Cleared()
    {
        var fair = new Weather(0, new Coverage());
        fair.Clear();
        return fair;
    }
}
