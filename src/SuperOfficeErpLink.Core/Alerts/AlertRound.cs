using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Alerts;

/// <summary>What a channel said to a test.</summary>
/// <param name="Failure">Null: it took the message.</param>
public sealed record TestedChannel(string Name, LocalText? Failure);

/// <summary>
/// Looks what is wrong and tells people, one process at a time: each works under a lease and marks an alert as told in a transaction that
/// still holds it. A message that nobody took is due again in the next round.
/// </summary>
public sealed class AlertRound(IAlertStore store, IEnumerable<IAlertChannel> channels, IAlertWords words, ILeaseStore leases, TimeProvider time)
{
    private const string LeaseName = "alerts";

    /// <summary>Well below the time a lease is held.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<IAlertChannel> channels = [.. channels];

    public IReadOnlyList<string> Channels => [.. channels.Select(channel => channel.Name)];

    /// <summary>One round; returns how many messages were taken. Nothing while another process is at it.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        return await leases.TryTakeAsync(LeaseName, Guid.NewGuid(), cancellationToken) is { } lease
            ? await leases.RunAsync(lease, Heartbeat, time, working => WorkAsync(lease, working), whenLost: 0, cancellationToken)
            : 0;
    }

    /// <summary>Tries every channel at once, one that failed before too, and keeps how it went.</summary>
    /// <exception cref="AccessDeniedException">When the user is no administrator.</exception>
    public async Task<IReadOnlyList<TestedChannel>> TestAsync(UserContext user, CancellationToken cancellationToken)
    {
        if (!user.IsAdministrator)
        {
            throw new AccessDeniedException($"User {user.Id} is no administrator.");
        }

        var message = words.WriteTest(time.GetUtcNow());
        return await Task.WhenAll(channels.Select(async channel => new TestedChannel(channel.Name, await SendAsync(channel, message, cancellationToken))));
    }

    private async Task<int> WorkAsync(Lease lease, CancellationToken cancellationToken)
    {
        var facts = await store.LoadFactsAsync(cancellationToken);
        var now = time.GetUtcNow();
        var steps = AlertDecider.Steps(
            [.. facts.SelectMany(connection => AlertDecider.Conditions(connection, now))], await store.ListOpenAsync(cancellationToken));
        if (steps.Count > 0)
        {
            await store.ApplyAsync(lease, steps, cancellationToken);
        }

        var told = 0;
        foreach (var alert in await store.ListOpenAsync(cancellationToken))
        {
            if (AlertDecider.Due(alert, now) is { } news
                && await TellAsync(words.Write(alert, news, facts.FirstOrDefault(one => one.ConnectionId == alert.ConnectionId)?.Name, now), cancellationToken))
            {
                await store.MarkToldAsync(lease, alert.Id, news, cancellationToken);
                told++;
            }
        }

        return told;
    }

    /// <summary>True when a channel took it. One that rests after a failure is left out.</summary>
    private async Task<bool> TellAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        var taken = false;
        foreach (var channel in channels)
        {
            if (await store.FindChannelAsync(channel.Name, cancellationToken) is not { NextTry: { } next } || next <= time.GetUtcNow())
            {
                taken |= await SendAsync(channel, message, cancellationToken) is null;
            }
        }

        return taken;
    }

    private async Task<LocalText?> SendAsync(IAlertChannel channel, AlertMessage message, CancellationToken cancellationToken)
    {
        var failure = await channel.SendAsync(message, cancellationToken);
        var before = await store.FindChannelAsync(channel.Name, cancellationToken);
        await store.SaveChannelAsync(channel.Name, before.After(failure, time.GetUtcNow()), cancellationToken);
        return failure;
    }
}
