using Microsoft.Data.Sqlite;

namespace SuperOfficeErpLink.Connectors.Sql.Tests;

/// <summary>What the SQL connector promises beyond the contract.</summary>
public sealed class SqlSessionTests : IAsyncLifetime
{
    private static readonly FieldSet Fields = new(["name", "street", "country", "credit_limit", "newsletter"]);

    private readonly DemoErp erp = new();
    private IErpSession session = null!;

    private static CancellationToken None => CancellationToken.None;

    private IErpWriter Writer => (IErpWriter)session;

    public async Task InitializeAsync()
    {
        await erp.StartAsync();
        session = await erp.Connector.OpenAsync(erp.Connection, None);
    }

    public async Task DisposeAsync()
    {
        await session.DisposeAsync();
        await erp.DisposeAsync();
    }

    [Fact]
    public async Task A_key_absent_from_a_readable_table_is_gone()
    {
        var read = await session.GetAsync(ActorType.Customer, Fields, ["C9999", "C1001"], None);
        read.Gone.ShouldBe([new Gone("C9999", null)]);
        read.Found.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task More_keys_than_one_statement_takes_are_read_all_the_same()
    {
        var keys = Enumerable.Range(1001, 1200).Select(number => $"C{number}").ToList();
        var read = await session.GetAsync(ActorType.Customer, Fields, keys, None);
        read.Found.Count.ShouldBe(DemoErp.Customers);
        read.Gone.Count.ShouldBe(1200 - DemoErp.Customers);
    }

    /// <summary>Keys that lie together are read as one range, others one by one: nobody can tell which it was.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Many_keys_are_found_and_missed_alike_whether_they_lie_together_or_apart(int apart)
    {
        await erp.SqlAsync("""
            WITH RECURSIVE n(i) AS (SELECT 2000 UNION ALL SELECT i + 1 FROM n WHERE i < 2700)
            INSERT INTO customer (no, name, country) SELECT 'C' || i, 'Kunde ' || i, 'DK' FROM n
            """);
        await erp.SqlAsync("INSERT INTO customer (no, name, country) VALUES ('c2005', 'Lille c', 'DK'), ('Æ1', 'Med æ', 'DK')");
        await erp.SqlAsync("DELETE FROM customer WHERE no IN ('C2014', 'C2021')");
        var keys = Enumerable.Range(0, 100).Select(index => $"C{2000 + (index * apart)}").Append("Æ1").Append("c2005").Append("C2014").Append("C2021").Distinct().Reverse().ToList();

        var read = await session.GetAsync(ActorType.Customer, Fields, keys, None);

        read.Found.Select(record => record.Key).Order(StringComparer.Ordinal).ShouldBe(keys.Except(["C2014", "C2021"]).Order(StringComparer.Ordinal));
        read.Gone.Select(gone => gone.Key).Order(StringComparer.Ordinal).ShouldBe(["C2014", "C2021"]);
        read.Found.Single(record => record.Key == "c2005").Values[0].Text.ShouldBe("Lille c");
    }

    [Fact]
    public async Task A_file_that_is_taken_away_is_unreachable_and_never_a_disappearance()
    {
        File.Move(erp.File1, erp.File1 + ".away");
        (await FailAsync(() => session.GetAsync(ActorType.Customer, Fields, erp.Keys, None))).Kind.ShouldBe(FailureKind.Unreachable);
        File.Move(erp.File1 + ".away", erp.File1);
        (await session.GetAsync(ActorType.Customer, Fields, erp.Keys, None)).Found.Count.ShouldBe(DemoErp.Customers);
    }

    [Fact]
    public async Task Another_client_under_the_same_name_is_refused_and_tells_its_own_identity()
    {
        var before = (await session.DescribeAsync(None)).Identity;
        await session.GetAsync(ActorType.Customer, Fields, erp.Keys, None);
        File.Delete(erp.File1);
        await erp.SqlAsync(DemoErp.Ddl, create: true);
        (await FailAsync(() => session.GetAsync(ActorType.Customer, Fields, erp.Keys, None))).Kind.ShouldBe(FailureKind.Misconfigured);
        (await session.DescribeAsync(None)).Identity.ShouldNotBe(before);
    }

    [Fact]
    public async Task A_moved_folder_is_the_same_client()
    {
        var before = (await session.DescribeAsync(None)).Identity;
        before.ShouldNotContain(erp.Folder);
        Directory.CreateDirectory(Path.Combine(erp.Folder, "copy"));
        File.Copy(erp.File1, Path.Combine(erp.Folder, "copy", "demo-erp.db"));
        var moved = erp.Context("demo-erp.db", DemoErp.Definition) with { Outbound = new MovedFiles(Path.Combine(erp.Folder, "copy")) };
        await using var other = await erp.Connector.OpenAsync(moved, None);
        (await other.DescribeAsync(None)).Identity.ShouldBe(before);
    }

    [Theory]
    [InlineData("no-such-file.db", FailureKind.Unreachable)]
    [InlineData("not-a-database.db", FailureKind.Misconfigured)]
    [InlineData("empty.db", FailureKind.Misconfigured)]
    [InlineData("folder", FailureKind.Unreachable)]
    public async Task A_file_that_is_no_ERP_is_refused_without_telling_its_folder(string file, FailureKind kind)
    {
        await File.WriteAllTextAsync(Path.Combine(erp.Folder, "not-a-database.db"), new string('x', 5000));
        await File.WriteAllTextAsync(Path.Combine(erp.Folder, "empty.db"), "");
        Directory.CreateDirectory(Path.Combine(erp.Folder, "folder"));
        var failure = await FailAsync(() => erp.Connector.OpenAsync(erp.Context(file, DemoErp.Definition), None));
        failure.Kind.ShouldBe(kind);
        failure.UserText.English.ShouldNotContain(erp.Folder);
        failure.UserText.ByLanguage!["da"].ShouldNotBeNullOrWhiteSpace();
        File.Exists(Path.Combine(erp.Folder, "no-such-file.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_missing_column_is_named_by_its_place_in_the_definition()
    {
        var definition = DemoErp.Definition.Replace("\"key\": \"vat_no\"", "\"key\": \"vat_number\"", StringComparison.Ordinal);
        var failure = await FailAsync(() => erp.Connector.OpenAsync(erp.Context("demo-erp.db", definition), None));
        failure.Kind.ShouldBe(FailureKind.Misconfigured);
        failure.UserText.English.ShouldContain("actors[0].fields[2].column");
        failure.UserText.English.ShouldContain("vat_number");
    }

    [Fact]
    public async Task A_column_dropped_while_the_session_is_open_is_named_too()
    {
        await erp.SqlAsync("DROP TRIGGER customer_updated; ALTER TABLE customer DROP COLUMN street2;");
        var failure = await FailAsync(() => session.GetAsync(ActorType.Customer, new FieldSet(["street2"]), erp.Keys, None));
        failure.Kind.ShouldBe(FailureKind.Misconfigured);
        failure.UserText.English.ShouldContain("street2");
    }

    [Fact]
    public async Task One_write_leaves_one_row_in_the_log_and_returns_the_version_the_triggers_made()
    {
        var saved = (await UpdateAsync("C1001", new FieldChange("street", FieldValue.Blank, FieldValue.Of("Nygade 1")))).ShouldBeOfType<SaveOutcome.Saved>();
        saved.Exact.ShouldBeTrue();
        (await erp.SqlAsync("SELECT count(*) FROM write_log")).ShouldBe(1L);
        (await erp.SqlAsync("SELECT CAST(version AS TEXT) FROM customer WHERE no = 'C1001'")).ShouldBe(saved.Record.Version);
    }

    [Fact]
    public async Task Only_the_columns_of_the_change_are_written()
    {
        var before = await ReadAsync("C1001");
        await erp.EditOutsideAsync("C1001", "name", "Renamed");
        await UpdateAsync("C1001", new FieldChange("street", before.Values[1], FieldValue.Of("Nygade 1")));
        (await ReadAsync("C1001")).Values[0].ShouldBe(FieldValue.Of("Renamed"));
    }

    [Fact]
    public async Task An_expected_decimal_is_compared_as_a_number()
    {
        (await ReadAsync("C1001")).Values[3].ShouldBe(FieldValue.Of("12.5"));
        (await UpdateAsync("C1001", new FieldChange("credit_limit", FieldValue.Of("12.5"), FieldValue.Of("13.25")))).ShouldBeOfType<SaveOutcome.Saved>()
            .Record.Values[3].ShouldBe(FieldValue.Of("13.25"));
    }

    [Fact]
    public async Task An_optional_text_becomes_NULL_when_blanked()
    {
        await erp.EditOutsideAsync("C1001", "street", "x");
        await UpdateAsync("C1001", new FieldChange("street", FieldValue.Of("x"), FieldValue.Blank));
        (await erp.SqlAsync("SELECT street IS NULL FROM customer WHERE no = 'C1001'")).ShouldBe(1L);
    }

    [Theory]
    [InlineData("name", "", "filled in")]
    [InlineData("zip", "12345678901", "Too long")]
    [InlineData("country", "XX", "list")]
    [InlineData("credit_limit", "much", "number")]
    [InlineData("credit_limit", "1.234", "decimals")]
    [InlineData("newsletter", "", "filled in")]
    [InlineData("newsletter", "2", "yes or no")]
    [InlineData("balance", "1", "Only the ERP")]
    [InlineData("unknown", "1", "definition")]
    [InlineData("street", "a\0b", "characters")]
    public async Task A_value_the_ERP_cannot_hold_is_refused_at_its_field(string field, string value, string reason)
    {
        var error = (await UpdateAsync("C1001", new FieldChange(field, FieldValue.NotRead, FieldValue.Of(value))))
            .ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldHaveSingleItem();
        error.Field.ShouldBe(field);
        error.Message.English.ShouldContain(reason);
        error.Message.ByLanguage!["da"].ShouldNotBeNullOrWhiteSpace();
        (await erp.SqlAsync("SELECT count(*) FROM write_log")).ShouldBe(0L);
    }

    [Fact]
    public async Task Half_a_character_is_refused()
    {
        var half = new string('\ud800', 1);
        (await UpdateAsync("C1001", new FieldChange("street", FieldValue.NotRead, FieldValue.Of(half)))).ShouldBeOfType<SaveOutcome.Rejected>();
    }

    [Fact]
    public async Task Text_that_names_two_fields_is_told_at_neither()
    {
        await erp.SqlAsync("CREATE TRIGGER refuse BEFORE UPDATE ON customer BEGIN SELECT RAISE(ABORT, 'zip and city differ'); END");
        var refused = await UpdateAsync("C1001", new FieldChange("zip", FieldValue.NotRead, FieldValue.Of("8000")));
        var error = refused.ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldHaveSingleItem();
        error.Field.ShouldBeNull();
        error.Message.English.ShouldContain("zip and city differ");
    }

    [Theory]
    [InlineData("RAISE(ABORT, 'zip is wrong')", "zip")]
    [InlineData("RAISE(ROLLBACK, 'closed for stock-taking')", null)]
    [InlineData("RAISE(IGNORE)", null)]
    public async Task A_trigger_that_refuses_is_quoted_and_stops_no_other_record(string raise, string? field)
    {
        await erp.SqlAsync($"CREATE TRIGGER refuse BEFORE UPDATE ON customer WHEN NEW.no = 'C1001' BEGIN SELECT {raise}; END");
        var changes = new[] { new FieldChange("street", FieldValue.NotRead, FieldValue.Of("x")) };
        var outcomes = await Writer.UpdateAsync(
            ActorType.Customer, Fields, [new("C1001", null, changes), new("C1003", null, changes)], None);
        outcomes[0].ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldHaveSingleItem().Field.ShouldBe(field);
        outcomes[1].ShouldBeOfType<SaveOutcome.Saved>();
    }

    [Fact]
    public async Task Behind_a_lock_that_stays_nothing_is_tried()
    {
        await using var other = new SqliteConnection($"Data Source={erp.File1};Pooling=False");
        await other.OpenAsync();
        await using var transaction = other.BeginTransaction(deferred: false);
        var outcome = await UpdateAsync("C1001", new FieldChange("street", FieldValue.NotRead, FieldValue.Of("x")));
        outcome.ShouldBeOfType<SaveOutcome.NotTried>().Cause.Kind.ShouldBe(FailureKind.Unreachable);
    }

    [Fact]
    public async Task A_new_record_gets_the_next_number_and_is_found_by_its_reference()
    {
        var saved = (await CreateAsync(ActorType.Customer, "ref-1", null, ("name", "Ny kunde"))).ShouldBeOfType<SaveOutcome.Saved>();
        saved.Record.Key.ShouldBe($"C{1001 + DemoErp.Customers}");
        (await Writer.FindByReferenceAsync(ActorType.Customer, Fields, "ref-1", None)).ShouldHaveSingleItem().Key.ShouldBe(saved.Record.Key);
        (await Writer.FindByReferenceAsync(ActorType.Customer, Fields, "ref-2", None)).ShouldBeEmpty();
        (await erp.SqlAsync("SELECT group_concat(operation) FROM write_log")).ShouldBe("INSERT");
        (await erp.SqlAsync($"SELECT CAST(version AS TEXT) FROM customer WHERE no = '{saved.Record.Key}'")).ShouldBe(saved.Record.Version);
    }

    [Fact]
    public async Task A_new_record_without_a_mandatory_field_is_refused_at_it()
    {
        var refused = (await CreateAsync(ActorType.Customer, "ref-1", null, ("street", "Nygade 1"))).ShouldBeOfType<SaveOutcome.Rejected>();
        refused.Errors.ShouldHaveSingleItem().Field.ShouldBe("name");
    }

    [Fact]
    public async Task A_person_is_made_found_and_listed_under_its_customer()
    {
        var customer = new ActorRef(ActorType.Customer, "C1001");
        var saved = (await CreateAsync(ActorType.Person, "ref-1", customer, ("last_name", "Hansen"))).ShouldBeOfType<SaveOutcome.Saved>();
        saved.Record.Parent.ShouldBe(customer);
        (await PersonsUnderAsync("C1001")).ShouldBe([saved.Record.Key]);
        (await PersonsUnderAsync("C1003")).ShouldBeEmpty();
        (await CreateAsync(ActorType.Person, "ref-2", customer with { Key = "C9" }, ("last_name", "Hansen"))).ShouldBeOfType<SaveOutcome.Rejected>();
    }

    [Fact]
    public async Task The_database_may_make_the_key()
    {
        await erp.SqlAsync("CREATE TABLE task (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
        const string Definition = """
            { "actors": [ { "type": "Project", "table": "task", "key": "id", "create": { "key": "database" }, "fields": [ { "key": "name" } ] } ] }
            """;
        await using var other = await erp.Connector.OpenAsync(erp.Context("demo-erp.db", Definition), None);
        var item = new NewActor("r", null, [new FieldChange("name", FieldValue.NotRead, FieldValue.Of("Task"))]);
        var outcome = (await ((IErpWriter)other).CreateAsync(ActorType.Project, new FieldSet(["name"]), [item], None)).ShouldHaveSingleItem();
        outcome.ShouldBeOfType<SaveOutcome.Saved>().Record.Key.ShouldBe("1");
        (await other.GetAsync(ActorType.Project, new FieldSet(["name"]), ["1", "01"], None)).Found.ShouldHaveSingleItem().Key.ShouldBe("1");
        (await other.DescribeAsync(None)).Identity.ShouldBe("sqlite:demo-erp.db");
    }

    [Theory]
    [InlineData("name", Operator.BeginsWith, "KUNDE 0", 9)]
    [InlineData("name", Operator.NotContains, "_", 12)]
    [InlineData("name", Operator.Equal, "kunde 01", 1)]
    [InlineData("name", Operator.OneOf, "kunde 01|KUNDE 02|kunde", 2)]
    [InlineData("name", Operator.EndsWith, "1", 2)]
    [InlineData("credit_limit", Operator.Equal, "12.5", 12)]
    [InlineData("credit_limit", Operator.Greater, "12.4", 12)]
    [InlineData("credit_limit", Operator.Between, "1|9", 0)]
    [InlineData("country", Operator.NotOneOf, "DK", 0)]
    [InlineData("newsletter", Operator.Equal, "0", 12)]
    [InlineData("last_invoice", Operator.NotEqual, "2026-01-31", 12)]
    [InlineData("last_invoice", Operator.Before, "2026-01-31", 0)]
    [InlineData("last_invoice", Operator.Equal, "", 12)]
    public async Task Criteria_are_kept(string field, Operator wanted, string values, int expected)
    {
        var criterion = new Criterion(field, wanted, [.. values.Split('|').Select(FieldValue.Of)]);
        var page = await session.SearchAsync(ActorType.Customer, Fields, new SearchRequest(null, null, [criterion], null, 100), None);
        page.Records.Count.ShouldBe(expected);
    }

    [Fact]
    public async Task A_cursor_never_stands_later_than_a_transaction_may_last()
    {
        await erp.SqlAsync("UPDATE customer SET changed = '2020-01-01T00:00:00.000Z'");
        await erp.EditOutsideAsync("C1003", "street", "first");
        var (_, cursor) = await ReadChangesAsync(null);
        // A transaction that was open meanwhile shows a change from before the cursor was given.
        await erp.SqlAsync("UPDATE customer SET changed = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-20 seconds') WHERE no = 'C1004'");
        (await ReadChangesAsync(cursor)).Keys.ShouldBe(["C1003", "C1004"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_record_inserted_again_has_a_version_of_its_own()
    {
        var before = (await ReadAsync("C1001")).Version;
        await erp.SqlAsync("REPLACE INTO customer (no, name) VALUES ('C1001', 'Again')");
        (await ReadAsync("C1001")).Version.ShouldNotBe(before);
    }

    private async Task<ErpRecord> ReadAsync(string key) =>
        (await session.GetAsync(ActorType.Customer, Fields, [key], None)).Found.ShouldHaveSingleItem();

    private async Task<SaveOutcome> UpdateAsync(string key, FieldChange change) =>
        (await Writer.UpdateAsync(ActorType.Customer, Fields, [new ActorUpdate(key, null, [change])], None)).ShouldHaveSingleItem();

    private async Task<SaveOutcome> CreateAsync(ActorType type, string reference, ActorRef? parent, params (string Field, string Value)[] values)
    {
        var changes = values.Select(value => new FieldChange(value.Field, FieldValue.NotRead, FieldValue.Of(value.Value))).ToList();
        return (await Writer.CreateAsync(type, Fields, [new NewActor(reference, parent, changes)], None)).ShouldHaveSingleItem();
    }

    private async Task<IEnumerable<string>> PersonsUnderAsync(string customer)
    {
        var request = new SearchRequest("hans", new ActorRef(ActorType.Customer, customer), [], null, 10);
        return (await session.SearchAsync(ActorType.Person, Fields, request, None)).Records.Select(record => record.Key);
    }

    private async Task<(List<string> Keys, string Cursor)> ReadChangesAsync(string? cursor)
    {
        var keys = new List<string>();
        await foreach (var page in ((IErpChanges)session).ReadChangesAsync(ActorType.Customer, Fields, cursor, None))
        {
            keys.AddRange(page.Changed.Select(record => record.Key));
            cursor = page.Next;
        }

        return (keys, cursor!);
    }

    private static Task<ConnectorException> FailAsync(Func<Task> call) => Should.ThrowAsync<ConnectorException>(call);

    private sealed class MovedFiles(string folder) : IOutbound
    {
        public HttpMessageHandler CreateHandler() => throw new NotSupportedException("This connector uses files only.");

        public Task<System.Net.IPAddress> ResolveAsync(string host, int port, CancellationToken cancellationToken) =>
            throw new NotSupportedException("This connector uses files only.");

        public string ResolveFile(string name) => Path.Combine(folder, name);
    }
}
