namespace SuperOfficeErpLink.Connectors.Sql.Tests;

/// <summary>What the SQL connector promises beyond the contract, on every kind of database.</summary>
public abstract class SqlSessionSpecification<TErp> : IAsyncLifetime
    where TErp : SqlErp, new()
{
    protected static readonly FieldSet Fields = new(["name", "street", "country", "credit_limit", "newsletter"]);

    private readonly TErp erp = new();
    private IErpSession session = null!;

    protected TErp Erp => erp;

    protected IErpSession Session => session;

    protected static CancellationToken None => CancellationToken.None;

    protected IErpWriter Writer => (IErpWriter)session;

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
        read.Found.Count.ShouldBe(SqlErp.Customers);
        read.Gone.Count.ShouldBe(1200 - SqlErp.Customers);
    }

    [Fact]
    public async Task A_missing_column_is_named_by_its_place_in_the_definition()
    {
        var definition = erp.DefinitionText.Replace("\"key\": \"vat_no\"", "\"key\": \"vat_number\"", StringComparison.Ordinal);
        var failure = await FailAsync(() => erp.Connector.OpenAsync(erp.Context(definition), None));
        failure.Kind.ShouldBe(FailureKind.Misconfigured);
        failure.UserText.English.ShouldContain("actors[0].fields[2].column");
        failure.UserText.English.ShouldContain("vat_number");
    }

    [Fact]
    public async Task One_write_leaves_one_row_in_the_log_and_returns_the_version_the_triggers_made()
    {
        var saved = (await UpdateAsync("C1001", new FieldChange("street", FieldValue.Blank, FieldValue.Of("Nygade 1")))).ShouldBeOfType<SaveOutcome.Saved>();
        saved.Exact.ShouldBeTrue();
        (await erp.CountAsync("SELECT count(*) FROM write_log")).ShouldBe(1);
        (await ReadAsync("C1001")).Version.ShouldBe(saved.Record.Version);
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
        (await erp.CountAsync("SELECT count(*) FROM customer WHERE no = 'C1001' AND street IS NULL")).ShouldBe(1);
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
        (await erp.CountAsync("SELECT count(*) FROM write_log")).ShouldBe(0);
    }

    [Fact]
    public async Task Half_a_character_is_refused()
    {
        var half = new string('\ud800', 1);
        (await UpdateAsync("C1001", new FieldChange("street", FieldValue.NotRead, FieldValue.Of(half)))).ShouldBeOfType<SaveOutcome.Rejected>();
    }

    [Fact]
    public async Task A_new_record_gets_the_next_number_and_is_found_by_its_reference()
    {
        var saved = (await CreateAsync(ActorType.Customer, "ref-1", null, ("name", "Ny kunde"))).ShouldBeOfType<SaveOutcome.Saved>();
        saved.Record.Key.ShouldBe($"C{1001 + SqlErp.Customers}");
        (await Writer.FindByReferenceAsync(ActorType.Customer, Fields, "ref-1", None)).ShouldHaveSingleItem().Key.ShouldBe(saved.Record.Key);
        (await Writer.FindByReferenceAsync(ActorType.Customer, Fields, "ref-2", None)).ShouldBeEmpty();
        (await erp.CountAsync("SELECT count(*) FROM write_log WHERE operation = 'INSERT'")).ShouldBe(1);
        (await erp.CountAsync("SELECT count(*) FROM write_log")).ShouldBe(1);
        (await ReadAsync(saved.Record.Key)).Version.ShouldBe(saved.Record.Version);
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

    /// <summary>Keys that lie together are read as one range in some databases, others one by one: nobody can tell which it was.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Many_keys_are_found_and_missed_alike_whether_they_lie_together_or_apart(int apart)
    {
        await erp.InsertCustomersAsync([.. Enumerable.Range(2000, 701).Select(number => ($"C{number}", $"Kunde {number}")), ("Æ1", "Med æ")]);
        await erp.SqlAsync("DELETE FROM customer WHERE no IN ('C2014', 'C2021')");
        var keys = Enumerable.Range(0, 100).Select(index => $"C{2000 + (index * apart)}").Append("Æ1").Append("C2014").Append("C2021").Append("no\0key").Distinct().Reverse().ToList();

        var read = await session.GetAsync(ActorType.Customer, Fields, keys, None);

        read.Found.Select(record => record.Key).Order(StringComparer.Ordinal).ShouldBe(keys.Except(["C2014", "C2021", "no\0key"]).Order(StringComparer.Ordinal));
        read.Gone.Select(gone => gone.Key).Order(StringComparer.Ordinal).ShouldBe(["C2014", "C2021", "no\0key"]);
    }

    [Fact]
    public async Task A_column_dropped_while_the_session_is_open_is_named_too()
    {
        await erp.SqlAsync($"{(erp is DemoErp ? "DROP TRIGGER customer_updated; " : "")}ALTER TABLE customer DROP COLUMN street2");
        var failure = await FailAsync(() => session.GetAsync(ActorType.Customer, new FieldSet(["street2"]), erp.Keys, None));
        failure.Kind.ShouldBe(FailureKind.Misconfigured);
        failure.UserText.English.ShouldContain("street2");
    }

    [Fact]
    public async Task Text_that_names_two_fields_is_told_at_neither()
    {
        await erp.RefuseUpdatesAsync("zip and city differ");
        var refused = await UpdateAsync("C1001", new FieldChange("zip", FieldValue.NotRead, FieldValue.Of("8000")));
        var error = refused.ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldHaveSingleItem();
        error.Field.ShouldBeNull();
        error.Message.English.ShouldContain("zip and city differ");
    }

    [Fact]
    public async Task A_trigger_that_refuses_is_quoted_at_its_field_and_stops_no_other_record()
    {
        await erp.RefuseUpdatesAsync("zip is wrong", "C1003");
        var outcomes = await UpdateAllAsync();
        for (var index = 0; index < outcomes.Count; index++)
        {
            if (erp.Keys[index] == "C1003")
            {
                outcomes[index].ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldHaveSingleItem().Field.ShouldBe("zip");
            }
            else
            {
                outcomes[index].ShouldBeOfType<SaveOutcome.Saved>().Record.Values[1].ShouldBe(FieldValue.Of($"to {erp.Keys[index]}"));
            }
        }

        (await erp.CountAsync("SELECT count(*) FROM customer WHERE street = 'to C1003'")).ShouldBe(0);
        (await erp.CountAsync("SELECT count(*) FROM customer WHERE street LIKE 'to %'")).ShouldBe(SqlErp.Customers - 1);
    }

    [Fact]
    public async Task A_trigger_that_lets_an_update_pass_without_doing_it_is_told()
    {
        await erp.IgnoreUpdatesAsync("C1003");
        var outcomes = await UpdateAllAsync();
        outcomes[2].ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldHaveSingleItem().Field.ShouldBeNull();
        outcomes.OfType<SaveOutcome.Saved>().Count().ShouldBe(SqlErp.Customers - 1);
    }

    [Fact]
    public async Task Of_many_updates_each_gets_its_own_outcome_in_its_place()
    {
        await erp.EditOutsideAsync("C1002", "street", "somebody else's");
        var updates = new List<ActorUpdate>
        {
            Update("C1001", FieldValue.Blank, "one"), Update("C1002", FieldValue.Blank, "two"), Update("C9999", FieldValue.Blank, "three"),
            new("C1003", null, [new FieldChange("country", FieldValue.NotRead, FieldValue.Of("XX"))]), Update("C1001", FieldValue.Of("one"), "again"),
            new("C1004", "no such version", [new FieldChange("street", FieldValue.NotRead, FieldValue.Of("x"))]), Update("C1005", FieldValue.NotRead, "five"),
        };
        var outcomes = await Writer.UpdateAsync(ActorType.Customer, Fields, updates, None);
        outcomes.Select(outcome => outcome.GetType().Name).ShouldBe(["Saved", "Stale", "Missing", "Rejected", "Saved", "Stale", "Saved"]);
        ((SaveOutcome.Saved)outcomes[0]).Record.Values[1].ShouldBe(FieldValue.Of("one"));
        ((SaveOutcome.Stale)outcomes[1]).Current!.Values[1].ShouldBe(FieldValue.Of("somebody else's"));
        ((SaveOutcome.Saved)outcomes[4]).Record.Values[1].ShouldBe(FieldValue.Of("again"));
    }

    [Fact]
    public async Task A_blank_at_the_end_is_another_value_than_was_expected()
    {
        await erp.EditOutsideAsync("C1001", "street", "Vej ");
        (await UpdateAsync("C1001", new FieldChange("street", FieldValue.Of("Vej"), FieldValue.Of("x")))).ShouldBeOfType<SaveOutcome.Stale>();
        (await UpdateAsync("C1001", new FieldChange("street", FieldValue.Of("vej "), FieldValue.Of("x")))).ShouldBeOfType<SaveOutcome.Stale>();
        (await UpdateAsync("C1001", new FieldChange("street", FieldValue.Of("Vej "), FieldValue.Of("x")))).ShouldBeOfType<SaveOutcome.Saved>();
    }

    [Theory]
    [InlineData("c1001")]
    [InlineData("C1001 ")]
    public async Task A_key_is_a_key_to_the_letter(string key)
    {
        (await session.GetAsync(ActorType.Customer, Fields, [key], None)).Found.ShouldBeEmpty();
        (await UpdateAsync(key, new FieldChange("street", FieldValue.NotRead, FieldValue.Of("x")))).ShouldBeOfType<SaveOutcome.Missing>();
        (await erp.CountAsync("SELECT count(*) FROM write_log")).ShouldBe(0);
    }

    [Theory]
    [InlineData("credit_check", "2026-01-31")]
    [InlineData("credit_limit", "12345678.9")]
    [InlineData("discount", "7")]
    [InlineData("newsletter", "1")]
    [InlineData("country", "SE")]
    public async Task A_value_of_every_type_comes_back_as_it_was_written_and_can_be_expected(string field, string value)
    {
        var fields = new FieldSet([field]);
        var first = new ActorUpdate("C1001", null, [new FieldChange(field, FieldValue.NotRead, FieldValue.Of(value))]);
        var saved = (await Writer.UpdateAsync(ActorType.Customer, fields, [first], None))[0].ShouldBeOfType<SaveOutcome.Saved>();
        saved.Record.Values.ShouldBe([FieldValue.Of(value)]);
        var again = new ActorUpdate("C1001", null, [new FieldChange(field, FieldValue.Of(value), FieldValue.Of(value))]);
        (await Writer.UpdateAsync(ActorType.Customer, fields, [again], None))[0].ShouldBeOfType<SaveOutcome.Saved>().Record.Values.ShouldBe([FieldValue.Of(value)]);
    }

    [Fact]
    public async Task Behind_a_lock_that_stays_nothing_is_tried()
    {
        await using var other = await erp.LockAsync("C1001");
        var outcome = await UpdateAsync("C1001", new FieldChange("street", FieldValue.NotRead, FieldValue.Of("x")));
        outcome.ShouldBeOfType<SaveOutcome.NotTried>().Cause.Kind.ShouldBe(FailureKind.Unreachable);
    }

    [Fact]
    public async Task The_database_may_make_the_key()
    {
        await erp.MakeTasksAsync();
        const string Definition = """
            { "actors": [ { "type": "Project", "table": "task", "key": "id", "create": { "key": "database" }, "fields": [ { "key": "name" } ] } ] }
            """;
        await using var other = await erp.Connector.OpenAsync(erp.Context(Definition), None);
        var item = new NewActor("r", null, [new FieldChange("name", FieldValue.NotRead, FieldValue.Of("Task"))]);
        var outcome = (await ((IErpWriter)other).CreateAsync(ActorType.Project, new FieldSet(["name"]), [item], None)).ShouldHaveSingleItem();
        outcome.ShouldBeOfType<SaveOutcome.Saved>().Record.Key.ShouldBe("1");
        var read = await other.GetAsync(ActorType.Project, new FieldSet(["name"]), ["1", "01", "2", "no number"], None);
        read.Found.ShouldHaveSingleItem().Key.ShouldBe("1");
        read.Gone.Select(gone => gone.Key).ShouldBe(["01", "2", "no number"], ignoreOrder: true);
        (await other.SearchAsync(ActorType.Project, new FieldSet(["name"]), new SearchRequest("1", null, [], null, 10), None)).Records.ShouldHaveSingleItem();
        (await other.DescribeAsync(None)).Identity.ShouldStartWith($"{erp.DialectId}:");
    }

    [Fact]
    public async Task New_records_made_at_once_get_numbers_of_their_own()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => CreateAsync(ActorType.Customer, $"ref-{number}", null, ("name", $"Ny {number}"))));
        made.Select(outcome => outcome.ShouldBeOfType<SaveOutcome.Saved>().Record.Key).ShouldBeUnique();
    }

    [Fact]
    public async Task A_cursor_never_stands_later_than_a_transaction_may_last()
    {
        await using var byTime = await erp.Connector.OpenAsync(erp.Context(ByTime), None);
        await erp.AgeAsync(null, 100_000);
        await erp.EditOutsideAsync("C1003", "street", "first");
        var (_, cursor) = await ReadChangesAsync(byTime, null);
        // A transaction that was open meanwhile shows a change from before the cursor was given.
        await erp.AgeAsync("C1004", 20);
        (await ReadChangesAsync(byTime, cursor)).Keys.ShouldBe(["C1003", "C1004"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_cursor_of_another_count_has_expired()
    {
        await using var byTime = await erp.Connector.OpenAsync(erp.Context(ByTime), None);
        var (_, cursor) = await ReadChangesAsync(byTime, null);
        if (erp.DefinitionText != ByTime)
        {
            (await FailAsync(() => ReadChangesAsync(session, cursor))).Kind.ShouldBe(FailureKind.CursorExpired);
        }
    }

    protected string ByTime => System.Text.RegularExpressions.Regex.Replace(erp.DefinitionText, "\"changed\": \"[a-z_]+\", \"changedBy\": \"[a-z]+\"", "\"changed\": \"changed\"");

    private Task<IReadOnlyList<SaveOutcome>> UpdateAllAsync() =>
        Writer.UpdateAsync(ActorType.Customer, Fields, [.. erp.Keys.Select(key => Update(key, FieldValue.Blank, $"to {key}"))], None);

    private static ActorUpdate Update(string key, FieldValue expected, string street) => new(key, null, [new FieldChange("street", expected, FieldValue.Of(street))]);

    protected async Task<ErpRecord> ReadAsync(string key) =>
        (await session.GetAsync(ActorType.Customer, Fields, [key], None)).Found.ShouldHaveSingleItem();

    protected async Task<SaveOutcome> UpdateAsync(string key, FieldChange change) =>
        (await Writer.UpdateAsync(ActorType.Customer, Fields, [new ActorUpdate(key, null, [change])], None)).ShouldHaveSingleItem();

    protected async Task<SaveOutcome> CreateAsync(ActorType type, string reference, ActorRef? parent, params (string Field, string Value)[] values)
    {
        var changes = values.Select(value => new FieldChange(value.Field, FieldValue.NotRead, FieldValue.Of(value.Value))).ToList();
        return (await Writer.CreateAsync(type, Fields, [new NewActor(reference, parent, changes)], None)).ShouldHaveSingleItem();
    }

    private async Task<IEnumerable<string>> PersonsUnderAsync(string customer)
    {
        var request = new SearchRequest("hans", new ActorRef(ActorType.Customer, customer), [], null, 10);
        return (await session.SearchAsync(ActorType.Person, Fields, request, None)).Records.Select(record => record.Key);
    }

    protected static async Task<(List<string> Keys, string Cursor)> ReadChangesAsync(IErpSession from, string? cursor)
    {
        var keys = new List<string>();
        await foreach (var page in ((IErpChanges)from).ReadChangesAsync(ActorType.Customer, Fields, cursor, None))
        {
            keys.AddRange(page.Changed.Select(record => record.Key));
            cursor = page.Next;
        }

        return (keys, cursor!);
    }

    protected static Task<ConnectorException> FailAsync(Func<Task> call) => Should.ThrowAsync<ConnectorException>(call);
}
