using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Connections;

/// <summary>An open session that several callers use at once. It is disposed when it is forgotten and the last of them has left.</summary>
internal sealed class SharedSession(IErpSession session, ErpDescription description, Settings settings)
{
    /// <summary>What a failure says that is no new one: we closed the session after one that another caller met.</summary>
    public const string Closed = "The session was closed between two calls.";

    // The pool's own place; every call takes one more.
    private int places = 1;

    public ErpDescription Description => description;

    /// <summary>Changed settings mean another session.</summary>
    public bool Serves(Connection connection) =>
        settings.Keys.Count() == connection.Settings.Keys.Count()
        && settings.Keys.All(key => string.Equals(settings[key], connection.Settings[key], StringComparison.Ordinal));

    /// <summary>The session is kept open until the call has ended, even when its caller stopped waiting.</summary>
    /// <exception cref="ConnectorException">Unreachable when the session was closed meanwhile; whatever else the connector throws comes as a defect of its.</exception>
    public async Task<T> CallAsync<T>(Func<IErpSession, ErpDescription, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        if (!TryEnter())
        {
            throw new ConnectorException(
                FailureKind.Unreachable, LocalText.Of("The connection was just closed. Try again.", "Forbindelsen er netop lukket. Prøv igen."), Closed);
        }

        try
        {
            return await ConnectorAnswers.OrBrokenAsync(() => call(session, description, cancellationToken), cancellationToken);
        }
        finally
        {
            await LeaveAsync();
        }
    }

    public async ValueTask LeaveAsync()
    {
        if (Interlocked.Decrement(ref places) == 0)
        {
            await CloseAsync(session);
        }
    }

    /// <summary>What a session answered stands, however badly it is closed.</summary>
    public static async ValueTask CloseAsync(IErpSession session)
    {
        try
        {
            await session.DisposeAsync();
        }
        catch (Exception)
        {
            // A connector is a stranger's code, and nobody is left whom its failure could concern.
        }
    }

    private bool TryEnter()
    {
        var seen = Volatile.Read(ref places);
        while (seen > 0)
        {
            var before = Interlocked.CompareExchange(ref places, seen + 1, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }
}
