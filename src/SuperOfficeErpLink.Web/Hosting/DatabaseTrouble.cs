using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace SuperOfficeErpLink.Web.Hosting;

/// <summary>Our own database could not be read or written for now: nothing is lost, and trying again helps once the cause is gone.</summary>
public enum DatabaseTrouble
{
    None = 0,
    Full = 1,

    /// <summary>Another program keeps it locked.</summary>
    Busy = 2,

    /// <summary>Its file, or its server, cannot be reached or written.</summary>
    Other = 3,
}

public static class DatabaseTroubles
{
    private const int Permission = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;

    /// <summary>None for anything that is no trouble of the database, a statement or a row that it refuses included: a defect must show itself as one.</summary>
    public static DatabaseTrouble Of(Exception? failure) => failure?.GetBaseException() switch
    {
        SqliteException { SqliteErrorCode: Full } => DatabaseTrouble.Full,
        SqliteException { SqliteErrorCode: Busy or Locked } => DatabaseTrouble.Busy,
        SqliteException { SqliteErrorCode: InputOutput or CannotOpen or ReadOnly or Permission } => DatabaseTrouble.Other,
        DbException { IsTransient: true } => DatabaseTrouble.Other,
        _ => DatabaseTrouble.None,
    };
}
