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
    Other = 3,
}

public static class DatabaseTroubles
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Full = 13;

    /// <summary>None for anything that is no trouble of the database: a defect must show itself as one.</summary>
    public static DatabaseTrouble Of(Exception? failure) => failure?.GetBaseException() switch
    {
        SqliteException { SqliteErrorCode: Full } => DatabaseTrouble.Full,
        SqliteException { SqliteErrorCode: Busy or Locked } => DatabaseTrouble.Busy,
        DbException => DatabaseTrouble.Other,
        _ => DatabaseTrouble.None,
    };
}
