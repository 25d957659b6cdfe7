using System.Collections;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage.Databases;

namespace SuperOfficeErpLink.Storage.Tests.Databases;

/// <summary>A SQL Server that notes what is sent to it and answers with made-up rows, so that what comes after an answer is sent too.</summary>
/// <param name="random">What the answers are made of.</param>
/// <param name="most">After so many statements there are no more answers: a made-up page always has another behind it.</param>
/// <param name="rows">How many rows an answer has; null: some.</param>
internal sealed class RecordingServer(Random random, int most, int? rows = null) : IDbContextFactory<ErpLinkDbContext>
{
    private static readonly string[] Texts = ["a|b", "{}", "[]", "", "1"];

    public List<string> Statements { get; } = [];

    public ErpLinkDbContext CreateDbContext() => new(new DbContextOptionsBuilder<ErpLinkDbContext>()
        .UseSqlServer(new Connection(this)).AddInterceptors([new SnapshotTransactions(IsolationLevel.Snapshot), .. FailureMarks.Interceptors]).Options);

    private void Note(string text)
    {
        if (Statements.Count == most)
        {
            throw new EnoughException();
        }

        Statements.Add(text);
    }

    private int RowCount() => rows ?? Count(3);

    private int Count(int below) => random.Next(below);

    private object MakeUp(Type type) => type switch
    {
        _ when type == typeof(string) => Texts[random.Next(Texts.Length)],
        _ when type == typeof(bool) => random.Next(2) == 1,
        _ when type == typeof(Guid) => new Guid(random.Next(3), 0, 0, new byte[8]),
        _ when type == typeof(DateTime) => new DateTime(2026, 1, 31, 0, 0, 0, DateTimeKind.Unspecified),
        _ when type == typeof(DateOnly) => new DateOnly(2026, 1, 31),
        _ when type == typeof(byte[]) => Array.Empty<byte>(),
        _ when type == typeof(object) => 1L,
        _ => Convert.ChangeType(random.Next(4), type, System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>No answer any more.</summary>
#pragma warning disable CA1032, CA1064 // Nobody else throws it.
    internal sealed class EnoughException : Exception;
#pragma warning restore CA1032, CA1064

    private sealed class Connection(RecordingServer server) : DbConnection
    {
        private ConnectionState state;

        [AllowNull]
        public override string ConnectionString { get; set; } = "Server=recorded";

        public override string Database => "recorded";

        public override string DataSource => "recorded";

        public override string ServerVersion => "15";

        public override ConnectionState State => state;

        public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

        public override void Close() => state = ConnectionState.Closed;

        public override void Open() => state = ConnectionState.Open;

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => new Transaction(this, isolationLevel);

        protected override DbCommand CreateDbCommand() => new Command(server);
    }

    private sealed class Transaction(DbConnection connection, IsolationLevel level) : DbTransaction
    {
        public override IsolationLevel IsolationLevel => level;

        protected override DbConnection DbConnection => connection;

        public override void Commit()
        {
        }

        public override void Rollback()
        {
        }
    }

    private sealed class Command(RecordingServer server) : DbCommand
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
            server.Note(CommandText);
            return server.Count(2);
        }

        public override object ExecuteScalar()
        {
            server.Note(CommandText);
            return 1;
        }

        public override void Prepare()
        {
        }

        protected override DbParameter CreateDbParameter() => new SqlParameter();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
        {
            server.Note(CommandText);
            return new Rows(server, CommandText.Contains("OUTPUT", StringComparison.Ordinal) ? 1 : server.RowCount());
        }

        protected override void Dispose(bool disposing)
        {
            parameters.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>Every column has a value of whatever type is asked for.</summary>
    private sealed class Rows(RecordingServer server, int count) : DbDataReader
    {
        private int read;

        public override int FieldCount => 64;

        public override bool HasRows => count > 0;

        public override bool IsClosed => false;

        public override int RecordsAffected => 1;

        public override int Depth => 0;

        public override object this[int ordinal] => GetValue(ordinal);

        public override object this[string name] => GetValue(0);

        public override bool Read() => read++ < count;

        public override bool NextResult()
        {
            read = 0;
            return true;
        }

        public override bool IsDBNull(int ordinal) => false;

        public override T GetFieldValue<T>(int ordinal) => (T)server.MakeUp(typeof(T));

        public override object GetValue(int ordinal) => server.MakeUp(typeof(object));

        public override int GetValues(object[] values) => throw new NotSupportedException();

        public override string GetName(int ordinal) => "Value";

        public override int GetOrdinal(string name) => 0;

        public override string GetDataTypeName(int ordinal) => "sql_variant";

        public override Type GetFieldType(int ordinal) => typeof(object);

        public override IEnumerator GetEnumerator() => throw new NotSupportedException();

        public override bool GetBoolean(int ordinal) => GetFieldValue<bool>(ordinal);

        public override byte GetByte(int ordinal) => GetFieldValue<byte>(ordinal);

        public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

        public override char GetChar(int ordinal) => throw new NotSupportedException();

        public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

        public override DateTime GetDateTime(int ordinal) => GetFieldValue<DateTime>(ordinal);

        public override decimal GetDecimal(int ordinal) => GetFieldValue<decimal>(ordinal);

        public override double GetDouble(int ordinal) => GetFieldValue<double>(ordinal);

        public override float GetFloat(int ordinal) => GetFieldValue<float>(ordinal);

        public override Guid GetGuid(int ordinal) => GetFieldValue<Guid>(ordinal);

        public override short GetInt16(int ordinal) => GetFieldValue<short>(ordinal);

        public override int GetInt32(int ordinal) => GetFieldValue<int>(ordinal);

        public override long GetInt64(int ordinal) => GetFieldValue<long>(ordinal);

        public override string GetString(int ordinal) => GetFieldValue<string>(ordinal);
    }
}
