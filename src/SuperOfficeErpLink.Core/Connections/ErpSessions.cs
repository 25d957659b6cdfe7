using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Connections;

/// <summary>How long an ERP may take.</summary>
public sealed record ErpTimeouts(TimeSpan Call, TimeSpan Page)
{
    /// <summary>Ten seconds for a call; a page shows last known values after one and a half.</summary>
    public static ErpTimeouts Default { get; } = new(TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(1500));
}

/// <summary>
/// Open sessions, one per connection, shared by all who call. The only way from Core to an ERP: it bounds every call in time,
/// refuses the wrong client, keeps to what the ERP bears, forgets a broken session and keeps the connection's health.
/// </summary>
public sealed class ErpSessions(
    IEnumerable<IErpConnector> connectors, IConnectionStore store, IOutbound outbound, ErpTimeouts timeouts, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan HealthNoteEvery = TimeSpan.FromMinutes(5);
    private static readonly AsyncLocal<CallFor> Caller = new();

    private readonly ConcurrentDictionary<Guid, SharedSession> open = new();
    private readonly ConcurrentDictionary<Guid, ConnectionHealth> health = new();
    private readonly ConcurrentDictionary<Guid, SemaphoreSlim> opening = new();
    private readonly ConcurrentDictionary<Guid, CallPacing> pacings = new();

    /// <summary>Why a connection to another client than its own is refused.</summary>
    public static LocalText WrongClient { get; } = LocalText.Of(
        "This is another ERP client than the one this connection was made for. Nothing is read or written until an administrator has looked at it.",
        "Det er et andet ERP-regnskab end det, dette ERP-link blev lavet til. Intet læses eller skrives, før en administrator har set på det.");

    public ErpTimeouts Timeouts => timeouts;

    /// <summary>From here to the end of the asynchronous method that says so, calls are a run's: people go ahead of them.</summary>
    public static void CallInBackground() => Caller.Value = CallFor.Background;

    /// <summary>All that this installation has, by name.</summary>
    public IReadOnlyList<ConnectorInfo> Connectors => [.. connectors.Select(connector => connector.Info).OrderBy(info => info.Name.English, StringComparer.OrdinalIgnoreCase)];

    /// <summary>False for a connection that stays with all its rows and cannot be used until its connector is there again.</summary>
    public bool HasConnector(string id) => connectors.Any(connector => string.Equals(connector.Info.Id, id, StringComparison.Ordinal));

    /// <exception cref="ConnectorException">Misconfigured when this installation has no such connector.</exception>
    public IErpConnector FindConnector(string id) =>
        connectors.FirstOrDefault(connector => string.Equals(connector.Info.Id, id, StringComparison.Ordinal))
        ?? throw new ConnectorException(
            FailureKind.Misconfigured,
            LocalText.Of($"The connector “{id}” is not part of this installation.", $"Connectoren “{id}” findes ikke i denne installation."),
            $"No connector with id {id}.");

    /// <summary>
    /// What the ERP offers, from its session, or as last stored when <paramref name="orStored"/> and it cannot be reached. Where nothing stands in for
    /// the ERP, it gets the time of a call: it may have to be opened first.
    /// </summary>
    public Task<ErpDescription> DescribeAsync(Connection connection, bool orStored, CancellationToken cancellationToken) =>
        DescribeAsync(connection, orStored, orStored ? timeouts.Page : timeouts.Call, cancellationToken);

    public async Task<ErpDescription> DescribeAsync(Connection connection, bool orStored, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (open.TryGetValue(connection.Id, out var session) && session.Serves(connection))
        {
            return session.Description;
        }

        try
        {
            return await CallAsync(connection, limit, (_, described, _) => Task.FromResult(described), cancellationToken);
        }
        catch (ConnectorException) when (orStored)
        {
            return await store.FindDescriptionAsync(connection.Id, cancellationToken) ?? throw Unknown(connection);
        }
    }

    public Task<T> CallAsync<T>(Connection connection, Func<IErpSession, CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        CallAsync(connection, timeouts.Call, (session, _, token) => call(session, token), cancellationToken);

    public Task<T> CallAsync<T>(Connection connection, TimeSpan limit, Func<IErpSession, CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        CallAsync(connection, limit, (session, _, token) => call(session, token), cancellationToken);

    /// <summary>
    /// Writes. Whatever happens after the call was made is an outcome: a time-out is <see cref="SaveOutcome.Unknown"/>, for the ERP
    /// may have done it.
    /// </summary>
    /// <exception cref="ConnectorException">Nothing was sent.</exception>
    public Task<IReadOnlyList<SaveOutcome>> UpdateAsync(
        Connection connection, ActorType type, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken) =>
        WriteAsync(connection, updates.Count, (writer, token) => writer.UpdateAsync(type, returning, updates, token), cancellationToken);

    /// <summary>Creates one actor, with the same meaning: after a time-out it may stand in the ERP or come to.</summary>
    /// <exception cref="ConnectorException">Nothing was sent.</exception>
    public async Task<SaveOutcome> CreateAsync(
        Connection connection, ActorType type, FieldSet returning, NewActor actor, CancellationToken cancellationToken)
    {
        var outcomes = await WriteAsync(connection, 1, (writer, token) => writer.CreateAsync(type, returning, [actor], token), cancellationToken);
        return outcomes is [var outcome]
            ? outcome
            : new SaveOutcome.Unknown(new ConnectorException(
                FailureKind.Defect, LocalText.Of("The answer could not be understood.", "Svaret kunne ikke forstås."), $"{outcomes.Count} outcomes for one new actor."));
    }

    private Task<IReadOnlyList<SaveOutcome>> WriteAsync(
        Connection connection, int count, Func<IErpWriter, CancellationToken, Task<IReadOnlyList<SaveOutcome>>> write, CancellationToken cancellationToken) =>
        CallAsync(
            connection,
            Timeout.InfiniteTimeSpan,
            async (session, _, token) =>
            {
                if (session is not IErpWriter writer)
                {
                    throw new ConnectorException(FailureKind.Misconfigured, ReadOnlyErp, "The session cannot write.");
                }

                try
                {
                    return await write(writer, token).WaitAsync(timeouts.Call, time, token);
                }
                catch (TimeoutException)
                {
                    return [.. Enumerable.Repeat(new SaveOutcome.Unknown(TimedOut(timeouts.Call)), count)];
                }
                catch (Exception failure) when (ConnectorAnswers.IsOutsideItsContract(failure, token))
                {
                    // Only a ConnectorException says that nothing was sent.
                    return [.. Enumerable.Repeat(new SaveOutcome.Unknown(ConnectorAnswers.Broken(failure)), count)];
                }
            },
            cancellationToken);

    /// <summary>Pages of changed records, each bounded in time like any other call; none where the ERP cannot tell.</summary>
    /// <exception cref="ConnectorException">CursorExpired among others.</exception>
    public async IAsyncEnumerable<ChangePage> ReadChangesAsync(
        Connection connection, ActorType type, FieldSet fields, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var opened = await CallAsync(connection, (session, _) => Task.FromResult(session), cancellationToken);
        if (opened is not IErpChanges changes)
        {
            yield break;
        }

        await using var pages = await ConnectorAnswers.OrBrokenAsync(
            () => Task.FromResult(changes.ReadChangesAsync(type, fields, cursor, cancellationToken).GetAsyncEnumerator(cancellationToken)), cancellationToken);
        while (await CallAsync(
            connection, (session, _) => ReferenceEquals(session, opened) ? pages.MoveNextAsync().AsTask() : throw ClosedBetweenPages, cancellationToken))
        {
            yield return pages.Current;
        }
    }

    /// <summary>The next call opens a session anew.</summary>
    public Task CloseAsync(Guid connectionId) => ForgetAsync(connectionId);

    public async ValueTask DisposeAsync()
    {
        foreach (var id in open.Keys)
        {
            await ForgetAsync(id);
        }

        foreach (var pacing in pacings.Values)
        {
            pacing.Dispose();
        }
    }

    private static LocalText ReadOnlyErp { get; } = LocalText.Of("This ERP can only be read.", "Dette ERP kan kun læses.");

    private async Task<T> CallAsync<T>(
        Connection connection, TimeSpan limit, Func<IErpSession, ErpDescription, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pacing = pacings.GetOrAdd(connection.Id, id => new CallPacing(id, store, time));
        var refusal = pacing.Refuse(Caller.Value);
        try
        {
            if (refusal is not null)
            {
                throw refusal;
            }

            var opened = timeouts.Call < limit || limit < TimeSpan.Zero ? timeouts.Call : limit;
            var session = await OpenAsync(connection, bounded.Token).WaitAsync(opened, time, cancellationToken);
            refusal = await pacing.TurnAsync(session.Description.Limits, Caller.Value, opened / 2, cancellationToken);
            if (refusal is not null)
            {
                throw refusal;
            }

            var answer = await session.CallAsync(call, bounded.Token).WaitAsync(limit, time, cancellationToken);
            await NoteSuccessAsync(connection.Id, cancellationToken);
            return answer;
        }
        catch (TimeoutException)
        {
            await bounded.CancelAsync();
            pacing.NoteError();
            var failure = TimedOut(limit < TimeSpan.Zero ? timeouts.Call : limit);
            await NoteFailureAsync(connection.Id, failure, cancellationToken);
            throw failure;
        }
        catch (ConnectorException failure)
        {
            // An ERP that we leave alone ourselves has not failed.
            if (failure != refusal)
            {
                if (failure.Kind is FailureKind.Unreachable or FailureKind.Unauthorized or FailureKind.RateLimited && failure.Message != SharedSession.Closed)
                {
                    pacing.NoteError();
                }

                await ForgetAsync(connection.Id);
                await NoteFailureAsync(connection.Id, failure, cancellationToken);
            }

            throw;
        }
    }

    /// <summary>One opening at a time for a connection; a slow ERP keeps no other waiting.</summary>
    private async Task<SharedSession> OpenAsync(Connection connection, CancellationToken cancellationToken)
    {
        if (open.TryGetValue(connection.Id, out var existing) && existing.Serves(connection))
        {
            return existing;
        }

        var gate = opening.GetOrAdd(connection.Id, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (open.TryGetValue(connection.Id, out existing) && existing.Serves(connection))
            {
                return existing;
            }

            await ForgetAsync(connection.Id);
            var context = new ConnectionContext(connection.Id, IsSaved: true, connection.Settings, outbound, time);
            var connector = FindConnector(connection.ConnectorId);
            var session = await ConnectorAnswers.OrBrokenAsync(() => connector.OpenAsync(context, cancellationToken), cancellationToken)
                ?? throw ConnectorAnswers.Broken(new InvalidOperationException("No session."));
            var description = await DescribeOpenedAsync(connection, session, cancellationToken);
            return open[connection.Id] = new SharedSession(session, description, connection.Settings);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<ErpDescription> DescribeOpenedAsync(Connection connection, IErpSession session, CancellationToken cancellationToken)
    {
        try
        {
            var description = await ConnectorAnswers.OrBrokenAsync(() => session.DescribeAsync(cancellationToken), cancellationToken);
            if (ConnectorAnswers.Fault(description) is { } fault)
            {
                throw fault;
            }

            if (connection.Identity is { } expected && !string.Equals(expected, description.Identity, StringComparison.Ordinal))
            {
                throw new ConnectorException(
                    FailureKind.Misconfigured, WrongClient, $"Expected identity {expected}, found {description.Identity}.");
            }

            await store.SaveDescriptionAsync(connection.Id, description, time.GetUtcNow(), cancellationToken);
            return description;
        }
        catch
        {
            await SharedSession.CloseAsync(session);
            throw;
        }
    }

    private async Task ForgetAsync(Guid id)
    {
        if (open.TryRemove(id, out var session))
        {
            await session.LeaveAsync();
        }
    }

    private async Task NoteSuccessAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = health.GetOrAdd(id, _ => ConnectionHealth.Unknown);
        if (before.FailingSince is null && before.LastSuccess is { } last && now - last < HealthNoteEvery)
        {
            return;
        }

        health[id] = new ConnectionHealth(null, null, null, now, 0);
        await store.SaveHealthAsync(id, health[id], cancellationToken);
    }

    private async Task NoteFailureAsync(Guid id, ConnectorException failure, CancellationToken cancellationToken)
    {
        // As stored: another process may have seen it fail before this one was started.
        var before = await store.GetHealthAsync(id, cancellationToken);
        health[id] = new ConnectionHealth(failure.Kind, failure.UserText, before.FailingSince ?? time.GetUtcNow(), before.LastSuccess, before.Failures + 1);
        await store.SaveHealthAsync(id, health[id], cancellationToken);
    }

    private static ConnectorException TimedOut(TimeSpan limit) => new(
        FailureKind.Unreachable,
        LocalText.Of($"The ERP did not answer within {limit.TotalSeconds:0.#} seconds.", $"ERP-systemet svarede ikke inden for {limit.TotalSeconds:0.#} sekunder."),
        $"No answer within {limit}.");

    private static ConnectorException ClosedBetweenPages => new(
        FailureKind.Unreachable,
        LocalText.Of("The connection was closed while changes were read. It is tried again.", "Forbindelsen blev lukket, mens ændringer blev læst. Der prøves igen."),
        "The session was closed between two pages of a change feed.");

    private static ConnectorException Unknown(Connection connection) => new(
        FailureKind.Unreachable,
        LocalText.Of("The ERP has not answered yet, so its fields are not known.", "ERP-systemet har ikke svaret endnu, så dets felter kendes ikke."),
        $"No stored description for connection {connection.Id}.");
}
