using System.Data.Common;

namespace SuperOfficeErpLink.Connectors.Sql.Dialects;

/// <summary>One database that can be connected to any number of times.</summary>
internal abstract class SqlDatabase : IAsyncDisposable
{
    /// <summary>The database's name within the client's identity: the same wherever its folder or server is reached from.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Runs work on a connection of its own without holding up the caller, and turns cancellation into an interrupt of the statement
    /// that is running, if <paramref name="mayInterrupt"/>.
    /// </summary>
    /// <exception cref="ConnectorException">The database cannot be reached.</exception>
    public abstract Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work, bool mayInterrupt, CancellationToken cancellationToken);

    /// <summary>A transaction that holds the right to write from its start.</summary>
    public abstract Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
