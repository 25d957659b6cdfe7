using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace SuperOfficeErpLink.Storage.Databases;

/// <summary>What became of a statement that our own database did not carry out.</summary>
public enum DatabaseFault
{
    /// <summary>Not the database's: a statement or a value that is wrong.</summary>
    None = 0,

    /// <summary>Another transaction was in its way; everything of this one was taken back, and trying again helps.</summary>
    TakenBack = 1,

    /// <summary>There is a row with that key already. Whoever inserted it may have been a moment faster.</summary>
    Duplicate = 2,

    /// <summary>It waited too long for another.</summary>
    Busy = 3,

    Full = 4,

    /// <summary>Its file or server cannot be reached or written.</summary>
    Unreachable = 5,
}

/// <summary>What differs between the databases that our own data can be kept in.</summary>
public abstract class OwnDatabase
{
    /// <summary>The product's name, for people.</summary>
    public abstract string Name { get; }

    /// <summary>Where it is, for people and without anything secret: a file's path, or a server's name and the database's.</summary>
    public abstract string Place { get; }

    /// <summary>Several nodes may use it; none of them owns it.</summary>
    public virtual bool IsShared => true;

    /// <summary>Sets a context up for daily work.</summary>
    public abstract void Use(DbContextOptionsBuilder options);

    /// <summary>A context to change the schema with. The caller holds the lock.</summary>
    public abstract ErpLinkDbContext CreateForMigration();

    /// <summary>Prepares what migrations leave to it; to be called before them and safe to repeat.</summary>
    /// <param name="mayChange">False: nothing is changed, and what is missing is said.</param>
    /// <returns>What an operator must run first; null when all is well.</returns>
    public virtual Task<string?> PrepareAsync(ErpLinkDbContext context, bool mayChange, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>The right to be the only process that prepares this database, until it is disposed or the process ends; null while another has it.</summary>
    public abstract Task<IAsyncDisposable?> TryLockAsync(CancellationToken cancellationToken);

    /// <summary>The database's own time.</summary>
    public abstract Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken);

    public abstract DatabaseFault Explain(DbException failure);

    /// <summary>Adds many rows the fast way, in the context's transaction if it has one.</summary>
    public abstract Task InsertAsync(ErpLinkDbContext context, BulkTable table, IEnumerable<object?[]> rows, CancellationToken cancellationToken);
}

/// <summary>A table and the columns that rows are given for, in their order, by the database's names.</summary>
public sealed record BulkTable(string Name, IReadOnlyList<string> Columns);
