using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.PostgreSql;
using SuperOfficeErpLink.Storage.Sqlite;
using SuperOfficeErpLink.Storage.SqlServer;

namespace SuperOfficeErpLink;

/// <summary>
/// Our own database for one test. ERPLINK_TEST_DATABASE says where: in a file of SQLite unless it is <c>postgresql</c> (a server that is started for the
/// tests) or <c>sqlserver</c> (the one that ERPLINK_TEST_SQLSERVER names), so that every behaviour has one body.
/// </summary>
internal abstract partial class OwnTestDatabase : IDbContextFactory<ErpLinkDbContext>, IDisposable
{
    private DbContextOptions<ErpLinkDbContext>? options;

    protected OwnTestDatabase(string folder) => Folder = folder;

    public static string Kind { get; } = Environment.GetEnvironmentVariable("ERPLINK_TEST_DATABASE") is { Length: > 0 } kind ? kind : "sqlite";

    public static bool IsSqlite => Kind == "sqlite";

    /// <summary>For files beside it; goes with it.</summary>
    public string Folder { get; }

    public abstract OwnDatabase Own { get; }

    /// <summary>The file on SQLite; elsewhere where it would be.</summary>
    public string File => Path.Combine(Folder, "erplink.db");

    /// <summary>Begins as the template, which is made once, stands.</summary>
    public static OwnTestDatabase Make(TestTemplate template)
    {
        var folder = MemoryFolder.Make("erplink-test-");
        return Kind switch
        {
            "sqlite" => new OnSqlite(folder, template.OnSqlite),
            "postgresql" => new OnPostgreSql(folder, template),
            "sqlserver" => new OnSqlServer(folder, template.Fill),
            _ => throw new InvalidOperationException($"ERPLINK_TEST_DATABASE is {Kind}, but it is sqlite, postgresql or sqlserver."),
        };
    }

    public ErpLinkDbContext CreateDbContext()
    {
        if (options is null)
        {
            var builder = new DbContextOptionsBuilder<ErpLinkDbContext>();
            Own.Use(builder);
            options = builder.Options;
        }

        return new ErpLinkDbContext(options);
    }

    /// <summary>A store as the application has it: see <see cref="RetryingStore{TStore}"/>.</summary>
    public TPort Port<TPort>(TPort store)
        where TPort : class => RetryingStore<TPort>.Around(store, new Retries(Own, TimeProvider.System));

    /// <summary>The same once more.</summary>
    public abstract OwnTestDatabase Copy();

    public abstract DbConnection Open();

    /// <summary>The first value, or null. Names with capitals and small letters are tables and columns; parameters begin with $.</summary>
    public object? Ask(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var connection = Open();
        return Ask(connection, sql, values);
    }

    public IReadOnlyList<object[]> Rows(string sql)
    {
        using var connection = Open();
        return Rows(connection, sql);
    }

    /// <summary>The same on a connection that stays open: opening one costs more than most statements.</summary>
    public static object? Ask(DbConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(connection, sql);
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name.Replace('$', '@'), value);
            command.Parameters.Add(parameter);
        }

        return command.ExecuteScalar();
    }

    public static IReadOnlyList<object[]> Rows(DbConnection connection, string sql)
    {
        using var command = Command(connection, sql);
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    public virtual void Dispose() => Directory.Delete(Folder, recursive: true);

    private static DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        var text = Names().Replace(sql, name => $"\"{name.Value}\"").Replace('$', '@');
        command.CommandText = connection is SqlConnection ? text.Replace("= TRUE", "= 1", StringComparison.Ordinal).Replace("= FALSE", "= 0", StringComparison.Ordinal) : text;
        return command;
    }

    /// <summary>What is in quotes already is passed over.</summary>
    [GeneratedRegex("""(?<!["'\w$@])[A-Z][A-Za-z]*[a-z][A-Za-z]*(?!["'\w])""", RegexOptions.None, 1000)]
    private static partial Regex Names();

    private sealed class OnSqlite : OwnTestDatabase
    {
        public OnSqlite(string folder, byte[] content)
            : base(folder)
        {
            System.IO.File.WriteAllBytes(File, content);
            Own = new SqliteDatabase(File, Path.Combine(folder, "erplink.lock"), TimeProvider.System);
        }

        public override OwnDatabase Own { get; }

        public override DbConnection Open()
        {
            var connection = new SqliteConnection($"Data Source={File};Pooling=False");
            connection.Open();
            return connection;
        }

        public override OwnTestDatabase Copy()
        {
            Ask("PRAGMA wal_checkpoint(TRUNCATE)");
            return new OnSqlite(MemoryFolder.Make("erplink-test-"), System.IO.File.ReadAllBytes(File));
        }
    }

    /// <summary>Databases are used again: to make one takes longer than most tests, and so does all that a new one's first connections look up.</summary>
    private sealed class OnPostgreSql : OwnTestDatabase
    {
        private static readonly ConcurrentBag<PostgreSqlDatabase> Free = [];
        private static readonly Lazy<IReadOnlyList<BulkTable>> Tables = new(ListTables);
        private readonly PostgreSqlDatabase own;

        public OnPostgreSql(string folder, TestTemplate template)
            : this(folder, TestTemplate.MakeOnPostgreSql)
        {
            using var context = CreateDbContext();
            template.Fill(context);
        }

        private OnPostgreSql(string folder, Func<PostgreSqlDatabase> make)
            : base(folder)
        {
            if (Free.TryTake(out var used))
            {
                own = used;
                Run(Empty);
            }
            else
            {
                own = make();
            }
        }

        /// <summary>No rows, and numbers from 1 on.</summary>
        private const string Empty = """
            DO $$
            DECLARE one record;
            BEGIN
                FOR one IN SELECT c.relname, pg_get_serial_sequence(quote_ident(c.relname), a.attname) AS numbers FROM pg_class c
                    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'Id' AND a.attidentity <> ''
                    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> '__EFMigrationsHistory'
                LOOP
                    EXECUTE format('DELETE FROM %I', one.relname);
                    IF one.numbers IS NOT NULL THEN PERFORM setval(one.numbers, 1, false); END IF;
                END LOOP;
            END $$
            """;

        public override OwnDatabase Own => own;

        public override DbConnection Open()
        {
            var connection = new NpgsqlConnection(own.ConnectionString);
            connection.Open();
            return connection;
        }

        public override OwnTestDatabase Copy()
        {
            var copy = new OnPostgreSql(MemoryFolder.Make("erplink-test-"), TestTemplate.MakeOnPostgreSql);
            using var context = copy.CreateDbContext();
            foreach (var table in Tables.Value)
            {
                var rows = Rows($"SELECT {string.Join(", ", table.Columns.Select(column => $"\"{column}\""))} FROM \"{table.Name}\"");
                if (rows.Count > 0)
                {
                    copy.own.InsertAsync(context, table, rows.Select(row => row.Select(value => value is DBNull ? null : value).ToArray()), default).GetAwaiter().GetResult();
                }
            }

            return copy;
        }

        public override void Dispose()
        {
            Free.Add(own);
            base.Dispose();
        }

        /// <summary>In an order in which rows can be added.</summary>
        private static IReadOnlyList<BulkTable> ListTables()
        {
            using var context = new PostgreSqlDatabase("Host=localhost").CreateForMigration();
            return
            [
                .. context.Model.GetRelationalModel().Tables.OrderBy(table => table.ForeignKeyConstraints.Count())
                    .Select(table => new BulkTable(table.Name, [.. table.Columns.Select(column => column.Name)])),
            ];
        }

        private void Run(string sql)
        {
            using var connection = Open();
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    private sealed class OnSqlServer : OwnTestDatabase
    {
        private readonly string name = $"t_{Guid.NewGuid():N}";
        private readonly SqlServerDatabase own;

        public OnSqlServer(string folder, Action<ErpLinkDbContext> fill)
            : base(folder)
        {
            OnServer($"CREATE DATABASE {name}");
            own = new SqlServerDatabase(Server(name));
            using (var context = own.CreateForMigration())
            {
                own.PrepareAsync(context, mayChange: true, CancellationToken.None).GetAwaiter().GetResult();
                context.Database.Migrate();
            }

            using var first = CreateDbContext();
            fill(first);
        }

        public override OwnDatabase Own => own;

        public override DbConnection Open()
        {
            var connection = new SqlConnection(own.ConnectionString);
            connection.Open();
            return connection;
        }

        public override OwnTestDatabase Copy()
        {
            var copy = new OnSqlServer(MemoryFolder.Make("erplink-test-"), _ => { });
            foreach (var table in Rows("SELECT t.name, OBJECTPROPERTY(t.object_id, 'TableHasIdentity') FROM sys.tables t WHERE t.name NOT LIKE '\\_\\_%' ESCAPE '\\'"))
            {
                var columns = string.Join(", ", Rows($"SELECT QUOTENAME(name) FROM sys.columns WHERE object_id = OBJECT_ID('{table[0]}')").Select(row => row[0]));
                var insert = $"INSERT INTO [{copy.name}].dbo.[{table[0]}] ({columns}) SELECT {columns} FROM [{name}].dbo.[{table[0]}]";
                OnServer(table[1] is 1 ? $"SET IDENTITY_INSERT [{copy.name}].dbo.[{table[0]}] ON; {insert}" : insert);
            }

            return copy;
        }

        public override void Dispose()
        {
            SqlConnection.ClearAllPools();
            OnServer($"ALTER DATABASE {name} SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE {name}");
            base.Dispose();
        }

        private static string Server(string database)
        {
            var parts = (Environment.GetEnvironmentVariable("ERPLINK_TEST_SQLSERVER") ?? throw new InvalidOperationException("ERPLINK_TEST_SQLSERVER is not set.")).Split(';');
            return new SqlConnectionStringBuilder
            {
                DataSource = $"{parts[0]},{parts[1]}", UserID = parts[2], Password = parts[3], InitialCatalog = database, TrustServerCertificate = true,
            }.ConnectionString;
        }

        private static void OnServer(string sql)
        {
            using var connection = new SqlConnection(Server("master"));
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}

/// <summary>What a test's database begins with: made once, and copied.</summary>
internal sealed class TestTemplate
{
    private readonly Lazy<byte[]> onSqlite;

    public TestTemplate(Action<ErpLinkDbContext> fill)
    {
        Fill = fill;
        onSqlite = new(MakeOnSqlite);
    }

    /// <summary>Nothing but the tables.</summary>
    public static TestTemplate Empty { get; } = new(_ => { });

    public Action<ErpLinkDbContext> Fill { get; }

    public byte[] OnSqlite => onSqlite.Value;

    private byte[] MakeOnSqlite()
    {
        var folder = MemoryFolder.Make("erplink-template-");
        var file = Path.Combine(folder, "erplink.db");
        using (var context = new SqliteDatabase(file, Path.Combine(folder, "erplink.lock"), TimeProvider.System).CreateForMigration())
        {
            context.Database.Migrate();
            Fill(context);
            context.Database.ExecuteSqlRaw("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        var made = File.ReadAllBytes(file);
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        return made;
    }

    /// <summary>Nothing but the tables.</summary>
    internal static PostgreSqlDatabase MakeOnPostgreSql()
    {
        var name = $"t_{Guid.NewGuid():N}";
        PostgreSqlCluster.Make(name);
        var own = new PostgreSqlDatabase(PostgreSqlCluster.ConnectionString(name));
        using var context = own.CreateForMigration();
        context.Database.Migrate();
        return own;
    }
}

/// <summary>About SQLite alone, or by means that only it has.</summary>
internal sealed class SqliteFactAttribute : FactAttribute
{
    public SqliteFactAttribute() => Skip = OwnTestDatabase.IsSqlite ? null : "Only on SQLite";
}

/// <summary>The same for a theory.</summary>
internal sealed class SqliteTheoryAttribute : TheoryAttribute
{
    public SqliteTheoryAttribute() => Skip = OwnTestDatabase.IsSqlite ? null : "Only on SQLite";
}
