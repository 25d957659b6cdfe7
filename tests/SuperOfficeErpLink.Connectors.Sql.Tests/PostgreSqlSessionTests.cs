using System.Net;
using Npgsql;

namespace SuperOfficeErpLink.Connectors.Sql.Tests;

/// <summary>What holds for PostgreSQL.</summary>
[OnlyWithPostgreSql]
public sealed class PostgreSqlSessionTests : SqlSessionSpecification<PostgreSqlByTransactionErp>
{
    [Fact]
    public async Task A_change_that_is_committed_late_is_found_and_one_that_is_rolled_back_is_not()
    {
        var (_, cursor) = await ReadChangesAsync(Session, null);
        await using var late = await Erp.OpenOutsideAsync();
        await using var transaction = await late.BeginTransactionAsync();
        await ExecuteAsync(late, "UPDATE customer SET city = 'Sent' WHERE no = 'C1003'");
        await using (var never = await Erp.OpenOutsideAsync())
        await using (var undone = await never.BeginTransactionAsync())
        {
            await ExecuteAsync(never, "UPDATE customer SET city = 'Aldrig' WHERE no = 'C1006'");
            await undone.RollbackAsync();
        }

        // Somebody else begins later and is done sooner.
        await Erp.EditOutsideAsync("C1004", "city", "Tidligt");
        var (first, next) = await ReadChangesAsync(Session, cursor);
        first.ShouldContain("C1004");
        first.ShouldNotContain("C1003");

        await transaction.CommitAsync();
        var (second, last) = await ReadChangesAsync(Session, next);
        second.ShouldContain("C1003");
        first.Concat(second).ShouldNotContain("C1006");

        // Once nothing older is open any more the feed comes to rest. Transactions in the cluster's other databases, which other tests use, count too.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await Erp.CountAsync("SELECT count(*) FROM customer WHERE changed_in >= pg_snapshot_xmin(pg_current_snapshot())") > 0)
        {
            limit.Token.ThrowIfCancellationRequested();
        }

        var (_, rest) = await ReadChangesAsync(Session, last);
        var (again, same) = await ReadChangesAsync(Session, rest);
        again.ShouldHaveSingleItem();
        same.ShouldBe(rest);
    }

    [Fact]
    public async Task Changes_come_in_the_order_of_their_count_and_not_of_its_digits()
    {
        var keys = Enumerable.Range(1, 700).Select(number => $"N{number}").ToList();
        await Erp.InsertCustomersAsync(keys.Select(key => (key, "Kunde")));
        await Erp.SqlAsync("ALTER TABLE customer DISABLE TRIGGER customer_counted; UPDATE customer SET changed_in = '10'; UPDATE customer SET changed_in = '9' WHERE no IN ('N1', 'N2', 'N3')");
        var (come, _) = await ReadChangesAsync(Session, null);
        keys.Concat(Erp.Keys).Except(come).ShouldBeEmpty();
        come.ShouldBeUnique();
    }

    [Fact]
    public async Task A_count_that_began_anew_expires_the_cursor()
    {
        var (_, cursor) = await ReadChangesAsync(Session, null);
        var ahead = System.Text.Encoding.UTF8.GetBytes("[\"Transaction\",\"900000000000\",\"\"]");
        (await FailAsync(() => ReadChangesAsync(Session, System.Buffers.Text.Base64Url.EncodeToString(ahead)))).Kind.ShouldBe(FailureKind.CursorExpired);
        await ReadChangesAsync(Session, cursor);
    }

    [Fact]
    public async Task Times_that_no_calendar_of_ours_has_are_followed_too_to_the_microsecond()
    {
        await using var byTime = await Erp.Connector.OpenAsync(Erp.Context(ByTime), None);
        await Erp.SqlAsync("""
            ALTER TABLE customer DISABLE TRIGGER customer_counted;
            UPDATE customer SET changed = '2026-01-01 08:00:00.123456+00';
            UPDATE customer SET changed = '2026-01-01 08:00:00.123457+00' WHERE no = 'C1002';
            UPDATE customer SET changed = '-infinity' WHERE no = 'C1003';
            UPDATE customer SET changed = '4000-01-01 00:00:00+00 BC' WHERE no = 'C1004';
            """);
        var (all, cursor) = await ReadChangesAsync(byTime, null);
        all.ShouldBe(Erp.Keys, ignoreOrder: true);
        (await ReadChangesAsync(byTime, cursor)).Keys.ShouldBe(["C1002"]);

        await Erp.SqlAsync("UPDATE customer SET changed = '20211-05-01 00:00:00+00' WHERE no = 'C1005'; UPDATE customer SET changed = 'infinity' WHERE no = 'C1006'");
        var (later, next) = await ReadChangesAsync(byTime, cursor);
        later.ShouldBe(["C1002", "C1005", "C1006"], ignoreOrder: true);
        (await ReadChangesAsync(byTime, next)).Keys.ShouldBe(["C1005", "C1006"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_place_that_is_no_time_expires_the_cursor()
    {
        await using var byTime = await Erp.Connector.OpenAsync(Erp.Context(ByTime), None);
        var other = System.Text.Encoding.UTF8.GetBytes("[\"2026-01-01 08:00:00+00\",\"C1001\"]");
        (await FailAsync(() => ReadChangesAsync(byTime, System.Buffers.Text.Base64Url.EncodeToString(other)))).Kind.ShouldBe(FailureKind.CursorExpired);
    }

    [Fact]
    public async Task A_date_that_no_calendar_of_ours_has_is_not_read_and_keeps_nothing_else_from_it()
    {
        await Erp.SqlAsync("UPDATE customer SET name = 'Den dag', credit_check = '20211-05-01', last_invoice = '4000-01-01 BC' WHERE no = 'C1001'");
        var read = await Session.GetAsync(ActorType.Customer, new FieldSet(["name", "credit_check", "last_invoice"]), Erp.Keys, None);
        read.Found.Count.ShouldBe(SqlErp.Customers);
        read.Found.Single(record => record.Key == "C1001").Values.ShouldBe([FieldValue.Of("Den dag"), FieldValue.NotRead, FieldValue.NotRead]);
    }

    [Theory]
    [InlineData("password", "wrong", FailureKind.Unauthorized, "password")]
    [InlineData("user", "nobody_known", FailureKind.Unauthorized, "password")]
    [InlineData("database", "no_such_database", FailureKind.Misconfigured, "database")]
    [InlineData("port", "1", FailureKind.Unreachable, null)]
    [InlineData("tls", "verify", FailureKind.Misconfigured, "tls")]
    public async Task Settings_that_do_not_work_say_which_is_to_be_corrected_and_never_the_password(string key, string value, FailureKind kind, string? setting)
    {
        var wrong = Erp.Context(Erp.DefinitionText, new Dictionary<string, string>(StringComparer.Ordinal) { [key] = value });
        var failure = await FailAsync(() => Erp.Connector.OpenAsync(wrong, None));
        failure.Kind.ShouldBe(kind);
        failure.Setting.ShouldBe(setting);
        failure.ToString().ShouldNotContain(PostgreSqlErp.Password);
        failure.UserText.ByLanguage!["da"].ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public async Task A_line_may_be_encrypted()
    {
        var encrypted = Erp.Context(Erp.DefinitionText, new Dictionary<string, string>(StringComparer.Ordinal) { ["tls"] = "encrypt" });
        await using var other = await Erp.Connector.OpenAsync(encrypted, None);
        (await Erp.CountAsync("SELECT count(*) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE s.ssl AND a.usename = 'erp_link' AND a.datname = current_database()")).ShouldBe(1);
    }

    [Fact]
    public async Task The_address_that_was_allowed_is_the_one_connected_to()
    {
        var elsewhere = Erp.Connection with { Outbound = new ThisMachine { Address = IPAddress.Parse("127.0.0.77") } };
        (await FailAsync(() => Erp.Connector.OpenAsync(elsewhere, None))).Kind.ShouldBe(FailureKind.Unreachable);
    }

    [Fact]
    public async Task A_user_without_rights_is_told_so()
    {
        await Erp.SqlAsync("REVOKE ALL ON customer FROM erp_link");
        (await FailAsync(() => Session.GetAsync(ActorType.Customer, Fields, Erp.Keys, None))).Kind.ShouldBe(FailureKind.Misconfigured);
    }

    [Fact]
    public async Task Rights_to_the_definitions_columns_alone_are_enough_to_write()
    {
        await Erp.SqlAsync("REVOKE ALL ON customer FROM erp_link; GRANT SELECT, UPDATE (street) ON customer TO erp_link");
        (await UpdateAsync("C1001", new FieldChange("street", FieldValue.Blank, FieldValue.Of("x")))).ShouldBeOfType<SaveOutcome.Saved>();
        var refused = (await UpdateAsync("C1001", new FieldChange("city", FieldValue.Blank, FieldValue.Of("x")))).ShouldBeOfType<SaveOutcome.NotTried>();
        refused.Cause.Kind.ShouldBe(FailureKind.Misconfigured);
    }

    [Fact]
    public async Task Our_own_database_is_no_ERP()
    {
        await Erp.SqlAsync("""CREATE TABLE "MappingVersions" (x int); CREATE TABLE "MappingDrafts" (x int); CREATE TABLE "ConnectionHealth" (x int)""");
        await Erp.SqlAsync("""GRANT SELECT ON "MappingVersions", "MappingDrafts", "ConnectionHealth" TO erp_link""");
        var failure = await FailAsync(() => Erp.Connector.OpenAsync(Erp.Connection, None));
        failure.Kind.ShouldBe(FailureKind.Misconfigured);
        failure.UserText.English.ShouldContain("own");
    }

    [Fact]
    public async Task Connections_that_the_server_dropped_are_made_anew()
    {
        await Session.GetAsync(ActorType.Customer, Fields, Erp.Keys, None);
        await Erp.SqlAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'erp_link' AND datname = current_database()");
        (await Session.GetAsync(ActorType.Customer, Fields, Erp.Keys, None)).Found.Count.ShouldBe(SqlErp.Customers);
    }

    [Fact]
    public async Task A_session_that_is_disposed_leaves_no_connection()
    {
        var other = await Erp.Connector.OpenAsync(Erp.Context(Erp.DefinitionText, new Dictionary<string, string>(StringComparer.Ordinal) { ["tls"] = "encrypt" }), None);
        await other.GetAsync(ActorType.Customer, Fields, Erp.Keys, None);
        await other.DisposeAsync();
        const string Encrypted = "SELECT count(*) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE s.ssl AND a.usename = 'erp_link' AND a.datname = current_database()";
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await Erp.CountAsync(Encrypted) != 0)
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    [Theory]
    [InlineData("discount", "101", "discount")]
    [InlineData("vat_no", "DK1", "vat_no")]
    [InlineData("discount", "99999999999", "ERP refused")]
    public async Task A_constraint_is_told_at_its_field(string field, string value, string expected)
    {
        await Erp.EditOutsideAsync("C1009", "vat_no", "DK1");
        var error = (await UpdateAsync("C1001", new FieldChange(field, FieldValue.NotRead, FieldValue.Of(value)))).ShouldBeOfType<SaveOutcome.Rejected>().Errors[0];
        (error.Field ?? error.Message.English).ShouldContain(expected);
        error.Message.English.ShouldNotContain("C1009");
    }

    [Fact]
    public async Task Writers_that_meet_the_same_records_in_another_order_all_come_through()
    {
        async Task<bool> WriteAsync(int round)
        {
            await using var other = await Erp.OpenOutsideAsync();
            await using var transaction = await other.BeginTransactionAsync();
            await ExecuteAsync(other, $"UPDATE customer SET city = '{round}' WHERE no = 'C1010'");
            await ExecuteAsync(other, $"UPDATE customer SET city = '{round}' WHERE no = 'C1001'");
            await transaction.CommitAsync();
            return true;
        }

        for (var round = 0; round < 5; round++)
        {
            var ours = Writer.UpdateAsync(
                ActorType.Customer, Fields,
                [.. Erp.Keys.Select(key => new ActorUpdate(key, null, [new FieldChange("street", FieldValue.NotRead, FieldValue.Of($"{round}"))]))], None);
            var theirs = WriteAsync(round).ContinueWith(done => done.IsCompletedSuccessfully, TaskScheduler.Default);
            (await ours).ShouldAllBe(outcome => outcome is SaveOutcome.Saved);
            await theirs;
        }
    }

    [Fact]
    public async Task Every_table_has_a_version_if_it_has_no_column_for_one()
    {
        var definition = Erp.DefinitionText.Replace("\"version\": \"version\"", "\"version\": \"xmin\"", StringComparison.Ordinal);
        await using var other = await Erp.Connector.OpenAsync(Erp.Context(definition), None);
        var before = (await other.GetAsync(ActorType.Customer, Fields, ["C1001"], None)).Found[0];
        before.Version.ShouldNotBeNullOrEmpty();
        var update = new ActorUpdate("C1001", before.Version, [new FieldChange("street", FieldValue.NotRead, FieldValue.Of("x"))]);
        var saved = (await ((IErpWriter)other).UpdateAsync(ActorType.Customer, Fields, [update], None))[0].ShouldBeOfType<SaveOutcome.Saved>();
        saved.Record.Version.ShouldNotBe(before.Version);
        (await ((IErpWriter)other).UpdateAsync(ActorType.Customer, Fields, [update], None))[0].ShouldBeOfType<SaveOutcome.Stale>();
    }

    [Fact]
    public async Task A_thousand_keys_are_looked_up_in_the_index()
    {
        await Erp.InsertCustomersAsync(Enumerable.Range(1, 3000).Select(number => ($"N{number}", "Kunde")));
        await Erp.SqlAsync("ANALYZE customer");
        // A table this small would be read whole from choice; now it is only if its index cannot be used.
        await Erp.SqlAsync($"ALTER DATABASE {Erp.Database} SET enable_seqscan = off");
        await using (var other = await Erp.Connector.OpenAsync(Erp.Connection, None))
        {
            var keys = Enumerable.Range(1, 1000).Select(number => $"N{number * 3}").ToList();
            (await other.GetAsync(ActorType.Customer, Fields, keys, None)).Found.Count.ShouldBe(1000);
        }

        // The server counts a connection's scans at its end at the latest.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await ScansAsync("seq_scan") + await ScansAsync("idx_scan") == 0)
        {
            limit.Token.ThrowIfCancellationRequested();
        }

        (await ScansAsync("seq_scan")).ShouldBe(0);
        (await ScansAsync("idx_scan")).ShouldBePositive();

        Task<long> ScansAsync(string kind) => Erp.CountAsync($"SELECT coalesce({kind}, 0) FROM pg_stat_user_tables WHERE relname = 'customer'");
    }

    [Fact]
    public async Task Tables_of_a_schema_and_names_with_signs_are_found_as_they_are_written()
    {
        await Erp.SqlAsync("""CREATE SCHEMA sales; CREATE TABLE sales."CRONUS A_S$Customer" ("No_" varchar(20) PRIMARY KEY, "Name 2" text); INSERT INTO sales."CRONUS A_S$Customer" VALUES ('1', 'Æblegård')""");
        await Erp.SqlAsync("""GRANT USAGE ON SCHEMA sales TO erp_link; GRANT SELECT ON sales."CRONUS A_S$Customer" TO erp_link""");
        const string Definition = """
            { "actors": [ { "type": "Customer", "table": "sales.CRONUS A_S$Customer", "key": "No_", "fields": [ { "key": "name", "column": "Name 2" } ] } ] }
            """;
        await using var other = await Erp.Connector.OpenAsync(Erp.Context(Definition), None);
        (await other.SearchAsync(ActorType.Customer, new FieldSet(["name"]), new SearchRequest("æbleGÅRD", null, [], null, 10), None)).Records.ShouldHaveSingleItem().Key.ShouldBe("1");
    }

    [Fact]
    public async Task What_no_number_here_can_hold_is_not_read_and_spoils_no_other_field()
    {
        await Erp.SqlAsync("ALTER TABLE customer ALTER credit_limit TYPE numeric; UPDATE customer SET credit_limit = 'NaN' WHERE no = 'C1001'");
        await Erp.SqlAsync("UPDATE customer SET credit_limit = 1e40 WHERE no = 'C1002'");
        foreach (var key in new[] { "C1001", "C1002" })
        {
            var record = await ReadAsync(key);
            record.Values[3].ShouldBe(FieldValue.NotRead);
            record.Values[0].HasText.ShouldBeTrue();
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
