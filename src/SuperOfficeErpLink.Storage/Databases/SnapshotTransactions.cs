using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SuperOfficeErpLink.Storage.Databases;

/// <summary>
/// Every transaction sees the database as it was at its beginning, and is taken back when it would write over what another changed since: so a
/// decision never stands on a row that is not so any more. See docs/decisions/028.
/// </summary>
/// <param name="level">What the database calls that.</param>
public sealed class SnapshotTransactions(IsolationLevel level) : DbTransactionInterceptor
{
    public override InterceptionResult<DbTransaction> TransactionStarting(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result) =>
        eventData.IsolationLevel == IsolationLevel.Unspecified ? InterceptionResult<DbTransaction>.SuppressWithResult(connection.BeginTransaction(level)) : result;

    public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default) =>
        eventData.IsolationLevel == IsolationLevel.Unspecified
            ? InterceptionResult<DbTransaction>.SuppressWithResult(await connection.BeginTransactionAsync(level, cancellationToken))
            : result;
}
