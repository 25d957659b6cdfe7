using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Alerts;

/// <summary>What people are told of, as stored.</summary>
public static class AlertCauses
{
    /// <summary>The ERP has not answered for more than a quarter of an hour.</summary>
    public const string ConnectionDown = "connection-down";

    /// <summary>The ERP refuses the user or the key that it is opened with.</summary>
    public const string CredentialsRefused = "credentials-refused";

    /// <summary>A run waits for a person because it would change unusually much.</summary>
    public const string Brake = "brake";

    /// <summary>A problem has been open for more than a day.</summary>
    public const string OldProblems = "old-problems";
}

/// <summary>What a message says of a cause.</summary>
public enum AlertNews
{
    Begun = 1,

    /// <summary>It lasts: said once a day.</summary>
    Lasting = 2,
    Over = 3,

    /// <summary>Nothing is wrong: somebody tries the channels.</summary>
    Test = 4,
}

/// <summary>Something that is wrong with a connection now.</summary>
public readonly record struct AlertCondition(Guid ConnectionId, string Cause, DateTimeOffset Since);

/// <summary>An alert that is open: it lasts, or it is over and has not been told so yet.</summary>
/// <param name="ToldAt">When people were told last; null: not yet.</param>
/// <param name="OverAt">Null while it lasts.</param>
public sealed record StoredAlert(long Id, Guid ConnectionId, string Cause, DateTimeOffset Since, DateTimeOffset? ToldAt, DateTimeOffset? OverAt);

/// <summary>What alerts are decided from.</summary>
/// <param name="BrakedSince">Since when its oldest run that the brake stopped waits; runs that show their list because a person ordered them do not count.</param>
/// <param name="OldestProblem">When its oldest open problem was found.</param>
public sealed record ConnectionFacts(
    Guid ConnectionId, string Name, bool Active, ConnectionHealth Health, DateTimeOffset? BrakedSince, DateTimeOffset? OldestProblem);

/// <summary>How a stored alert moves on before anybody is told anything.</summary>
public abstract record AlertStep
{
    private AlertStep()
    {
    }

    public sealed record Begin(AlertCondition Condition) : AlertStep;

    /// <summary>It is over; people who were told of it will be told.</summary>
    public sealed record Pass(long AlertId) : AlertStep;

    /// <summary>It came back before anybody was told that it was over.</summary>
    public sealed record Resume(long AlertId) : AlertStep;

    /// <summary>It is over and nobody was told of it.</summary>
    public sealed record Close(long AlertId) : AlertStep;
}

/// <summary>A message as channels send it. It holds no field values and no names of records.</summary>
/// <param name="ConnectionId">Null in a test.</param>
/// <param name="Link">To the page that shows more; null where no address of this installation is configured.</param>
public sealed record AlertMessage(
    Guid Id, AlertNews News, string? Cause, Guid? ConnectionId, string? ConnectionName, DateTimeOffset? Since, DateTimeOffset At, string Subject, string Text, Uri? Link);

/// <summary>A way to people: e-mail, or another system's webhook.</summary>
public interface IAlertChannel
{
    /// <summary>As stored; never changes.</summary>
    string Name { get; }

    /// <summary>Null when it was taken; else why not, for the administrator.</summary>
    Task<LocalText?> SendAsync(AlertMessage message, CancellationToken cancellationToken);
}

/// <summary>How a channel fares.</summary>
/// <param name="NextTry">It is not used before this.</param>
public sealed record ChannelState(DateTimeOffset? LastSuccess, DateTimeOffset? FailingSince, int Failures, DateTimeOffset? NextTry, LocalText? Failure)
{
    public static ChannelState Unused { get; } = new(null, null, 0, null, null);

    public ChannelState After(LocalText? failure, DateTimeOffset now) => failure is null
        ? new ChannelState(now, null, 0, null, null)
        : new ChannelState(LastSuccess, FailingSince ?? now, Failures + 1, now + Outcomes.RetryAfter(Failures), failure);
}

/// <summary>The words of messages, in the language that is configured for them.</summary>
public interface IAlertWords
{
    /// <param name="connectionName">Null where the connection is gone.</param>
    AlertMessage Write(StoredAlert alert, AlertNews news, string? connectionName, DateTimeOffset now);

    AlertMessage WriteTest(DateTimeOffset now);
}

/// <summary>Alerts as they are stored. Methods that take a lease are transactions that first check it (<see cref="LeaseLostException"/>).</summary>
public interface IAlertStore
{
    Task<IReadOnlyList<ConnectionFacts>> LoadFactsAsync(CancellationToken cancellationToken);

    Task<IReadOnlyList<StoredAlert>> ListOpenAsync(CancellationToken cancellationToken);

    Task ApplyAsync(Lease lease, IReadOnlyList<AlertStep> steps, CancellationToken cancellationToken);

    /// <summary>A channel has taken the message; an alert that is over ends with it.</summary>
    Task MarkToldAsync(Lease lease, long alertId, AlertNews news, CancellationToken cancellationToken);

    Task<ChannelState> FindChannelAsync(string name, CancellationToken cancellationToken);

    Task SaveChannelAsync(string name, ChannelState state, CancellationToken cancellationToken);
}
