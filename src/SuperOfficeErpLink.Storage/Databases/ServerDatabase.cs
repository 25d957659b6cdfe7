using System.Data.Common;

namespace SuperOfficeErpLink.Storage.Databases;

/// <summary>A database on a server, which nodes share: its clock and its lock are asked for with one statement each.</summary>
public abstract class ServerDatabase : OwnDatabase
{
    /// <summary>A connection to hold the lock with. Not of the pool: the lock lives as long as the connection.</summary>
    protected abstract DbConnection ConnectAlone();

    protected abstract DbConnection Connect();

    /// <summary>Answers with the time in UTC.</summary>
    protected abstract string ClockStatement { get; }

    /// <summary>Takes the lock for its session if it is free.</summary>
    protected abstract string LockStatement { get; }

    /// <summary>Whether that answer means that it was.</summary>
    protected abstract bool IsTaken(object? answer);

    public sealed override async Task<IAsyncDisposable?> TryLockAsync(CancellationToken cancellationToken)
    {
        var connection = ConnectAlone();
        var taken = false;
        try
        {
            taken = IsTaken(await AskAsync(connection, LockStatement, cancellationToken));
            return taken ? connection : null;
        }
        finally
        {
            if (!taken)
            {
                await connection.DisposeAsync();
            }
        }
    }

    public sealed override async Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken)
    {
        await using var connection = Connect();
        return new DateTimeOffset((DateTime)(await AskAsync(connection, ClockStatement, cancellationToken))!, TimeSpan.Zero);
    }

    private static async Task<object?> AskAsync(DbConnection connection, string statement, CancellationToken cancellationToken)
    {
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are those of the classes of databases.
        command.CommandText = statement;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
