using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SuperOfficeErpLink.Storage.Databases;

/// <summary>
/// Marks failures of which it is certain that they left nothing behind: the connection was never opened, the statement only read, or its transaction
/// was not being committed. Only those may be tried again without asking what happened.
/// </summary>
public static class FailureMarks
{
    private const string Mark = "SuperOfficeErpLink.NothingDone";

    public static IReadOnlyList<IInterceptor> Interceptors { get; } = [new Opening(), new Commands()];

    /// <summary>What a database said, whatever it is wrapped in; null where none did.</summary>
    public static DbException? Find(Exception? failure)
    {
        while (failure is not null and not DbException)
        {
            failure = failure.InnerException;
        }

        return (DbException?)failure;
    }

    public static bool LeftNothing(Exception failure) => failure.Data.Contains(Mark);

    private static void Set(Exception failure) => failure.Data[Mark] = true;

    private sealed class Opening : DbConnectionInterceptor
    {
        public override void ConnectionFailed(DbConnection connection, ConnectionErrorEventData eventData) => Set(eventData.Exception);

        public override Task ConnectionFailedAsync(DbConnection connection, ConnectionErrorEventData eventData, CancellationToken cancellationToken = default)
        {
            Set(eventData.Exception);
            return Task.CompletedTask;
        }
    }

    private sealed class Commands : DbCommandInterceptor
    {
        public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Judge(command, eventData);

        public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
        {
            Judge(command, eventData);
            return Task.CompletedTask;
        }

        private static void Judge(DbCommand command, CommandErrorEventData eventData)
        {
            if (command.Transaction is not null || eventData.CommandSource is CommandSource.LinqQuery)
            {
                Set(eventData.Exception);
            }
        }
    }
}
