using System.Data.Common;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.PostgreSql;
using SuperOfficeErpLink.Storage.Sqlite;
using SuperOfficeErpLink.Storage.SqlServer;

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
    private static readonly Func<DbException, DatabaseFault>[] Explanations = [SqliteDatabase.FaultOf, PostgreSqlDatabase.FaultOf, SqlServerDatabase.FaultOf];

    /// <summary>None for anything that is no trouble of the database, a statement or a row that it refuses included: a defect must show itself as one.</summary>
    public static DatabaseTrouble Of(Exception? failure) => FailureMarks.Find(failure) is not { } broken
        ? DatabaseTrouble.None
        : Explanations.Select(explain => explain(broken)).FirstOrDefault(fault => fault is not DatabaseFault.None) switch
        {
            DatabaseFault.Full => DatabaseTrouble.Full,
            DatabaseFault.Busy or DatabaseFault.TakenBack => DatabaseTrouble.Busy,
            DatabaseFault.Unreachable => DatabaseTrouble.Other,
            _ => broken.IsTransient ? DatabaseTrouble.Other : DatabaseTrouble.None,
        };
}
