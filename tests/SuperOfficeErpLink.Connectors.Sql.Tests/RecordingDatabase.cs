using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.SqlClient;
using SuperOfficeErpLink.Connectors.Sql.Dialects;

namespace SuperOfficeErpLink.Connectors.Sql.Tests;

/// <summary>Notes every statement sent to it; it knows the columns of its tables, counts one of everything and has no rows.</summary>
internal sealed class RecordingDatabase(Func<string, IReadOnlyList<(string Name, bool IsNullable, string Type)>> columns) : SqlDatabase
{
    public List<string> Statements { get; } = [];

    public override string Name => "recorded";

    public override async Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work, bool mayInterrupt, CancellationToken cancellationToken)
    {
        await using var connection = new Connection(this);
        return await work(connection);
    }

    public override async Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(cancellationToken);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private DataTableReader Answer(string text, DbParameterCollection parameters)
    {
        Statements.Add(text);
        using var table = new DataTable();
        if (text.Contains("sys.columns", StringComparison.Ordinal))
        {
            table.Columns.Add("name", typeof(string));
            table.Columns.Add("is_nullable", typeof(bool));
            table.Columns.Add("type", typeof(string));
            foreach (var (name, isNullable, type) in columns((string)parameters[0].Value!))
            {
                table.Rows.Add(name, isNullable, type);
            }
        }

        return table.CreateDataReader();
    }

    private sealed class Connection(RecordingDatabase database) : DbConnection
    {
        [AllowNull]
        public override string ConnectionString { get; set; } = "";

        public override string Database => "recorded";

        public override string DataSource => "recorded";

        public override string ServerVersion => "0";

        public override ConnectionState State => ConnectionState.Open;

        public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

        public override void Close()
        {
        }

        public override void Open()
        {
        }

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => new Transaction(this);

        protected override DbCommand CreateDbCommand() => new Command(database);
    }

    private sealed class Transaction(DbConnection connection) : DbTransaction
    {
        public override IsolationLevel IsolationLevel => IsolationLevel.ReadCommitted;

        protected override DbConnection DbConnection => connection;

        public override void Commit()
        {
        }

        public override void Rollback()
        {
        }
    }

    private sealed class Command(RecordingDatabase database) : DbCommand
    {
        private readonly SqlCommand parameters = new();

        [AllowNull]
        public override string CommandText { get; set; } = "";

        public override int CommandTimeout { get; set; }

        public override CommandType CommandType { get; set; }

        public override bool DesignTimeVisible { get; set; }

        public override UpdateRowSource UpdatedRowSource { get; set; }

        protected override DbConnection? DbConnection { get; set; }

        protected override DbParameterCollection DbParameterCollection => parameters.Parameters;

        protected override DbTransaction? DbTransaction { get; set; }

        public override void Cancel()
        {
        }

        public override int ExecuteNonQuery()
        {
            database.Answer(CommandText, Parameters);
            return 1;
        }

        public override object ExecuteScalar()
        {
            database.Answer(CommandText, Parameters);
            return CommandText.Contains("[client]", StringComparison.Ordinal) ? "1" : CommandText.Contains("ELSE 0 END", StringComparison.Ordinal) ? 0 : 1;
        }

        public override void Prepare()
        {
        }

        protected override DbParameter CreateDbParameter() => new SqlParameter();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => database.Answer(CommandText, Parameters);

        protected override void Dispose(bool disposing)
        {
            parameters.Dispose();
            base.Dispose(disposing);
        }
    }
}
