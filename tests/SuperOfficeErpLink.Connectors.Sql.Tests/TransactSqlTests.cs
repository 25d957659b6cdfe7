using SuperOfficeErpLink.Connectors.Sql.Definition;
using SuperOfficeErpLink.Connectors.Sql.Dialects;
using SuperOfficeErpLink.Connectors.Sql.Writing;

namespace SuperOfficeErpLink.Connectors.Sql.Tests;

/// <summary>Every statement that can be sent to SQL Server is Transact-SQL, by Microsoft's own parser.</summary>
public sealed class TransactSqlTests : IAsyncLifetime
{
    private static readonly SqlServerDialect Dialect = new();
    private static readonly FieldSet AllFields = new(["no", "name", "street", "country", "credit_limit", "credit_check", "discount", "balance", "last_invoice", "newsletter"]);

    private readonly RecordingDatabase database = new(ColumnsOf);
    private readonly SqlDefinition definition = DefinitionReader.Read(Definition, Dialect).Definition;
    private SqlSession session = null!;

    private static string Definition { get; } = DemoErp.Definition
        .Replace("\"changed\": \"changed\"", "\"changed\": \"version\", \"changedBy\": \"rowversion\"", StringComparison.Ordinal);

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        var client = new SqlClient(Dialect, database, definition, SqlSession.LongestTransaction, TimeProvider.System);
        await client.OpenAsync(None);
        session = new SqlSession(client);
    }

    public Task DisposeAsync() => session.DisposeAsync().AsTask();

    [Fact]
    public async Task Reading_searching_lists_and_changes()
    {
        await session.DescribeAsync(None);
        await session.GetAsync(ActorType.Customer, AllFields, [.. Enumerable.Range(0, 1500).Select(number => $"C{number}")], None);
        await session.SearchAsync(ActorType.Customer, AllFields, new SearchRequest("øl [a-z] 100%", null, [], null, 25), None);
        await session.SearchAsync(ActorType.Person, new FieldSet(["last_name"]), new SearchRequest("", new ActorRef(ActorType.Customer, "C1"), [], null, 25), None);
        await session.SearchAsync(ActorType.Customer, AllFields, new SearchRequest("", null, [], OpaqueToken.Write("i", "Navn", "C7"), 25), None);
        await session.GetListAsync("country", null, None);
        await session.GetListAsync("country", ["DK", "SE"], None);
        await session.FindByReferenceAsync(ActorType.Customer, AllFields, "ref", None);
        await FollowAsync(session, null);
        await FollowAsync(session, OpaqueToken.Write("RowVersion", "0x00000000000007D1", "C1"));
        Parse().ShouldBeGreaterThanOrEqualTo(15);
    }

    [Fact]
    public async Task Changes_by_time()
    {
        foreach (var column in new[] { "changed", "at", "maybe" })
        {
            var byTime = DefinitionReader.Read(DemoErp.Definition.Replace("\"changed\": \"changed\"", $"\"changed\": \"{column}\"", StringComparison.Ordinal), Dialect).Definition;
            var client = new SqlClient(Dialect, database, byTime, SqlSession.LongestTransaction, TimeProvider.System);
            await client.OpenAsync(None);
            await using var other = new SqlSession(client);
            await FollowAsync(other, null);
            await FollowAsync(other, OpaqueToken.Write("2026-01-31T08:00:00", "C1"));
        }

        Parse().ShouldBeGreaterThan(6);
    }

    [Fact]
    public async Task Every_operator_of_every_field()
    {
        foreach (var field in (await session.DescribeAsync(None)).Find(ActorType.Customer)!.Fields)
        {
            foreach (var wanted in field.Operators)
            {
                var value = FieldValue.Of(field.Type switch { FieldType.Date => "2026-01-31", FieldType.DateTime => "2026-01-31T08:00:00Z", _ => "1" });
                var criterion = new Criterion(field.Key, wanted, wanted == Operator.Between ? [value, value] : [value]);
                await session.SearchAsync(ActorType.Customer, AllFields, new SearchRequest(null, null, [criterion], null, 10), None);
            }
        }

        Parse().ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task Writing()
    {
        var item = new NewActor("ref", new ActorRef(ActorType.Customer, "C1"), [new FieldChange("last_name", FieldValue.NotRead, FieldValue.Of("Hansen"))]);
        await session.CreateAsync(ActorType.Person, new FieldSet(["last_name"]), [item], None);
        await session.UpdateAsync(ActorType.Customer, AllFields, [new ActorUpdate("C1", null, [new FieldChange("country", FieldValue.Of("DK"), FieldValue.Of("SE"))])], None);
        database.Statements.Add(Dialect.InsertReturningKey("[t]", "[a], [b]", "@p0, @p1", "[id]"));
        database.Statements.Add(Dialect.InsertReturningKey("[t]", "", "", "[id]"));
        foreach (var source in definition.Actors)
        {
            var columns = ColumnsOf($"[{source.Table}]").Select(column => new ColumnInfo(column.Name, column.IsNullable, ColumnKind.Other, column.Type)).ToList();
            foreach (var kind in Enum.GetValues<ColumnKind>())
            {
                var actor = new ActorTable(source, new TableSource(source.Table, [.. columns.Select(column => column with { Kind = column.Name == "version" ? ColumnKind.Version : kind })], Dialect), Dialect, default);
                AddUpdates(actor);
            }
        }

        Parse().ShouldBeGreaterThan(60);
    }

    [Fact]
    public void The_tables_the_tests_make()
    {
        foreach (var batch in SqlServerErp.Ddl.Split("\nGO\n"))
        {
            database.Statements.Add(batch);
        }

        Parse().ShouldBeGreaterThan(4);
    }

    [Fact]
    public void What_is_no_statement_is_noticed()
    {
        database.Statements.Add("SELECT [a] FROM [t] LIMIT 1");
        Should.Throw<ShouldAssertException>(() => Parse());
    }

    /// <summary>With a version, and with each field's own expected value or NULL.</summary>
    private void AddUpdates(ActorTable actor)
    {
        var changes = actor.Source.Fields.Where(field => field.Access != FieldAccess.ReadOnly).Select(field => (Field: field, Value: field.Type switch
        {
            FieldType.Date => "2026-01-31",
            FieldType.Decimal or FieldType.Integer or FieldType.Checkbox => "1",
            _ => "x",
        })).ToList();
        var values = changes.ConvertAll(one => new ColumnValue(
            one.Field, new FieldChange(one.Field.Key, FieldValue.Of("old"), FieldValue.Of(one.Value)), Dialect.ToParameter(one.Field.Type, one.Value, actor.Column(one.Field.Column))));
        var record = new ErpRecord("1", "0x01", null, true, null, []);
        foreach (var (version, stored) in new (string?, string?)[] { ("0x01", null), (null, "old"), (null, null) })
        {
            var row = new StoredRow(record, new Dictionary<string, object>(), changes.ToDictionary(one => one.Field.Column, _ => stored));
            var key = actor.Column(actor.Source.Key).Kind == ColumnKind.Guid ? Guid.Empty.ToString() : "1";
            var update = new PendingUpdate(0, new ActorUpdate(key, version, []), values);
            database.Statements.Add(update.Statement(actor, row, Dialect).ToString());
            database.Statements.Add(update.Statement(actor, null, Dialect).ToString());
        }
    }

    private int Parse()
    {
        foreach (var text in database.Statements)
        {
            TransactSql.Parse(text);
        }

        return database.Statements.Distinct(StringComparer.Ordinal).Count();
    }

    private static async Task FollowAsync(SqlSession session, string? cursor)
    {
        await foreach (var page in session.ReadChangesAsync(ActorType.Customer, AllFields, cursor, None))
        {
            page.IsLast.ShouldBeTrue();
        }
    }

    private static IReadOnlyList<(string Name, bool IsNullable, string Type)> ColumnsOf(string table) =>
    [
        ("no", false, "varchar"), ("id", false, "nvarchar"), ("code", false, "char"), ("inactive", false, "bit"), ("reference", true, "varchar"), ("version", false, "timestamp"),
        ("changed", false, "datetime2"), ("at", false, "datetimeoffset"), ("maybe", true, "datetime"), ("customer_no", true, "varchar"), ("name", table == "[customer]", "nvarchar"),
        ("credit_limit", true, "decimal"), ("balance", false, "money"), ("credit_check", true, "date"), ("start_date", true, "date"), ("end_date", true, "date"),
        ("last_invoice", true, "datetime"), ("discount", true, "int"), ("newsletter", false, "bit"), ("country", true, "char"),
        .. ((string[])["vat_no", "street", "street2", "zip", "city", "phone", "email", "web", "customer_group", "payment_term", "origin", "our_account", "first_name", "last_name", "title", "mobile", "status"])
            .Select(name => (name, true, "nvarchar")),
    ];
}
