using SuperOfficeErpLink.Connectors.Conformance.Troubled;

namespace SuperOfficeErpLink.Connectors.Tryton.Tests;

/// <summary>What the connector promises of writing beyond the contract.</summary>
public sealed class WritingTests : TrytonTest
{
    private const string Conflict = """{"id":1,"error":["could not serialize access due to concurrent update\n",""]}""";

    private int writes;

    [TrytonFact]
    public async Task A_record_somebody_changes_under_way_is_found_by_halving_and_the_others_are_saved()
    {
        var records = (await Session.GetAsync(ActorType.Customer, Fields, [.. Erp.Keys.Take(8)], None)).Found.OrderBy(record => int.Parse(record.Key)).ToList();
        BeforeTheFirstWrite(() => Erp.EditOutsideAsync(records[5].Key, "city", "Somebody else's"));
        var outcomes = await Writer.UpdateAsync(ActorType.Customer, Fields, [.. records.Select(record => Update(record, "street", "Ours"))], None);
        outcomes[5].ShouldBeOfType<SaveOutcome.Stale>().Current!.Values[2].ShouldBe(FieldValue.Of("Somebody else's"));
        outcomes.Where((_, index) => index != 5).ShouldAllBe(outcome => outcome is SaveOutcome.Saved);
        writes.ShouldBe(7, "eight, twice four, twice two, twice one");
    }

    [TrytonFact]
    public async Task What_we_do_not_touch_may_be_changed_under_way_and_is_not_called_our_own()
    {
        var before = await ReadAsync(Erp.Keys[0]);
        BeforeTheFirstWrite(() => Erp.EditOutsideAsync(before.Key, "city", "Somebody else's"));
        var saved = (await UpdateAsync(before, "name", "Ours")).ShouldBeOfType<SaveOutcome.Saved>();
        saved.Exact.ShouldBeFalse();
        saved.Record.Values[..3].ShouldBe([FieldValue.Of("Ours"), FieldValue.Of("Vestergade 1"), FieldValue.Of("Somebody else's")]);
    }

    [TrytonFact]
    public async Task What_our_user_wrote_last_in_one_go_is_our_own()
    {
        var before = await ReadAsync(Erp.Keys[0]);
        var update = new ActorUpdate(before.Key, before.Version, [New("street", "Nygade 1"), New("city", "Nyby"), New("phone", "+45 86 12 00 96"), New("eu_vat", "DK13585628"), New("name", "Ny")]);
        var saved = (await Writer.UpdateAsync(ActorType.Customer, Fields, [update], None)).ShouldHaveSingleItem().ShouldBeOfType<SaveOutcome.Saved>();
        saved.Exact.ShouldBeTrue();
        saved.Record.Values.Select(value => value.Text).ShouldBe(["Ny", "Nygade 1", "Nyby", "+45 86 12 00 96", "DK13585628"]);
    }

    [TrytonFact]
    public async Task A_conflict_in_the_database_that_passes_is_tried_again()
    {
        var before = await ReadAsync(Erp.Keys[0]);
        Proxy.MakeWhere(request => Erp.IsWrite(request) && ++writes <= 2 ? new Trouble.Answer(200, Conflict, "application/json") : null);
        (await UpdateAsync(before, "street", "Ours")).ShouldBeOfType<SaveOutcome.Saved>();
        writes.ShouldBe(3);
    }

    [TrytonFact]
    public async Task A_conflict_that_does_not_pass_leaves_the_record_untried()
    {
        var before = await ReadAsync(Erp.Keys[0]);
        Proxy.MakeWhere(request => Erp.IsWrite(request) ? new Trouble.Answer(200, Conflict, "application/json") : null);
        (await UpdateAsync(before, "street", "Ours")).ShouldBeOfType<SaveOutcome.NotTried>().Cause.Kind.ShouldBe(FailureKind.Unreachable);
    }

    [TrytonFact]
    public async Task A_question_of_Trytons_is_for_a_person_to_answer()
    {
        var before = await ReadAsync(Erp.Keys[0]);
        const string Question = """{"id":1,"error":["UserWarning",["some_warning","Are you sure?","It cannot be undone."]]}""";
        Proxy.MakeWhere(request => Erp.IsWrite(request) ? new Trouble.Answer(200, Question, "application/json") : null);
        var error = (await UpdateAsync(before, "street", "Ours")).ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldHaveSingleItem();
        error.Field.ShouldBeNull();
        error.Message.English.ShouldContain("Are you sure?");
    }

    [TrytonTheory]
    [InlineData("name", "a\tb", "one line")]
    [InlineData("name", "a\nb", "one line")]
    [InlineData("name", " ", "filled in")]
    [InlineData("street", "a\0b", "characters")]
    [InlineData("code", "9", "Only Tryton")]
    [InlineData("country", "XX", "no item")]
    [InlineData("eu_vat", "DK123", "not valid")]
    [InlineData("no_such_field", "x", "does not have")]
    public async Task A_value_Tryton_cannot_hold_is_refused_at_its_field(string field, string value, string reason)
    {
        var before = await ReadAsync(Erp.Keys[0]);
        var update = new ActorUpdate(before.Key, before.Version, [New("city", "Ours"), New(field, value)]);
        var error = (await Writer.UpdateAsync(ActorType.Customer, Fields, [update], None)).ShouldHaveSingleItem().ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldHaveSingleItem();
        error.Field.ShouldBe(field);
        error.Message.English.ShouldContain(reason);
        error.Message.ByLanguage!["da"].ShouldNotBeNullOrWhiteSpace();
        (await ReadAsync(before.Key)).Version.ShouldBe(before.Version);
    }

    [TrytonFact]
    public async Task Lines_and_tabs_in_a_street_are_kept()
    {
        var saved = (await UpdateAsync(await ReadAsync(Erp.Keys[0]), "street", "Havnegade 1\r\n\t2. sal  ")).ShouldBeOfType<SaveOutcome.Saved>();
        saved.Record.Values[1].ShouldBe(FieldValue.Of("Havnegade 1\r\n\t2. sal  "));
    }

    [TrytonFact]
    public async Task A_number_that_is_blanked_is_put_away_and_the_next_is_a_new_one()
    {
        var party = Erp.Ids[0];
        var blanked = (await UpdateAsync(await ReadAsync(Erp.Keys[0]), "phone", "")).ShouldBeOfType<SaveOutcome.Saved>();
        blanked.Record.Values[3].ShouldBe(FieldValue.Blank);
        (await Other.SearchAsync("party.contact_mechanism", [TrytonErp.Is("party", party)])).Length.ShouldBe(1);
        (await UpdateAsync(blanked.Record, "phone", "+45 86 12 00 98")).ShouldBeOfType<SaveOutcome.Saved>().Record.Values[3].ShouldBe(FieldValue.Of("+45 86 12 00 98"));
        (await Other.SearchAsync("party.contact_mechanism", [TrytonErp.Is("party", party)])).Length.ShouldBe(2);
    }

    /// <summary>Where the server has the Python package phonenumbers, Tryton writes numbers its own way.</summary>
    [TrytonFact]
    public async Task What_Tryton_makes_of_a_number_is_what_comes_back()
    {
        var saved = (await UpdateAsync(await ReadAsync(Erp.Keys[0]), "phone", "+4586120097")).ShouldBeOfType<SaveOutcome.Saved>();
        saved.Record.Values[3].Text!.Replace(" ", "", StringComparison.Ordinal).ShouldBe("+4586120097");
        (await ReadAsync(Erp.Keys[0])).Values[3].ShouldBe(saved.Record.Values[3]);
    }

    [TrytonFact]
    public async Task A_party_without_an_address_gets_one_and_one_is_enough()
    {
        await Other.DeleteAsync("party.address", await Other.SearchAsync("party.address", [TrytonErp.Is("party", Erp.Ids[0])]));
        var before = await ReadAsync(Erp.Keys[0]);
        before.Values[1].ShouldBe(FieldValue.Blank);
        var made = (await UpdateAsync(before, "street", "Nygade 1")).ShouldBeOfType<SaveOutcome.Saved>();
        (await UpdateAsync(made.Record, "city", "Nyby")).ShouldBeOfType<SaveOutcome.Saved>().Record.Values[1..3].ShouldBe([FieldValue.Of("Nygade 1"), FieldValue.Of("Nyby")]);
        (await Other.SearchAsync("party.address", [TrytonErp.Is("party", Erp.Ids[0])])).Length.ShouldBe(1);
    }

    [TrytonFact]
    public async Task One_record_twice_in_a_write_is_written_twice_in_order_or_found_stale()
    {
        var before = await ReadAsync(Erp.Keys[0]);
        var outcomes = await Writer.UpdateAsync(ActorType.Customer, Fields, [Update(before, "street", "first"), Update(before, "street", "second")], None);
        outcomes[0].ShouldBeOfType<SaveOutcome.Saved>();
        outcomes[1].ShouldBeOfType<SaveOutcome.Stale>();
    }

    [TrytonFact]
    public async Task A_write_that_has_begun_is_not_interrupted()
    {
        using var cancellation = new CancellationTokenSource();
        var before = await ReadAsync(Erp.Keys[0]);
        BeforeTheFirstWrite(cancellation.CancelAsync);
        var outcomes = await Writer.UpdateAsync(ActorType.Customer, Fields, [Update(before, "street", "Ours")], cancellation.Token);
        outcomes.ShouldHaveSingleItem().ShouldBeOfType<SaveOutcome.Saved>();
    }

    [TrytonFact]
    public async Task The_same_reference_makes_one_party()
    {
        var first = await CreateAsync(ActorType.Supplier, "erplink-once", null, New("name", "Een"));
        var second = await CreateAsync(ActorType.Supplier, "erplink-once", null, New("name", "To"));
        second.Record.Key.ShouldBe(first.Record.Key);
        first.Exact.ShouldBeTrue();
        second.Record.Values[0].ShouldBe(FieldValue.Of("Een"));
    }

    [TrytonFact]
    public async Task New_partners_are_both_new_persons_lie_under_theirs_and_new_projects_too()
    {
        var partner = (await CreateAsync(ActorType.Partner, "erplink-both", null, New("name", "Begge"), New("phone", "+45 86 12 00 98"))).Record.Key;
        (await SearchAsync(ActorType.Customer, "Begge", null)).ShouldBe([partner]);
        (await SearchAsync(ActorType.Supplier, "Begge", null)).ShouldBe([partner]);
        var parent = new ActorRef(ActorType.Customer, partner);
        var person = await CreateAsync(ActorType.Person, "erplink-person", parent, New("name", "Søren Ærø"));
        person.Record.Parent.ShouldBe(parent);
        (await SearchAsync(ActorType.Person, "ærø", parent)).ShouldBe([person.Record.Key]);
        var project = await CreateAsync(ActorType.Project, "", parent, New("name", "Nyt projekt"));
        (await SearchAsync(ActorType.Project, "NYT", parent)).ShouldBe([project.Record.Key]);
        await Other.DeleteAsync("project.work", int.Parse(project.Record.Key));
        await Other.DeleteAsync("party.party", int.Parse(person.Record.Key));
    }

    [TrytonFact]
    public async Task A_person_without_a_customer_is_not_made()
    {
        foreach (var parent in new ActorRef?[] { null, new ActorRef(ActorType.Customer, "999999999") })
        {
            var outcomes = await Writer.CreateAsync(ActorType.Person, Fields, [new NewActor("erplink-nobodys", parent, [New("name", "Ingens")])], None);
            outcomes.ShouldHaveSingleItem().ShouldBeOfType<SaveOutcome.Rejected>();
        }
    }

    [TrytonFact]
    public async Task A_projects_domain_is_told_at_the_field_that_breaks_it()
    {
        var fields = new FieldSet(["name", "status", "progress", "comment", "party"]);
        var before = (await Session.GetAsync(ActorType.Project, fields, [Erp.ProjectKey], None)).Found.ShouldHaveSingleItem();
        before.Parent.ShouldBe(new ActorRef(ActorType.Customer, Erp.Keys[6]));
        var refused = await Writer.UpdateAsync(ActorType.Project, fields, [new ActorUpdate(before.Key, before.Version, [New("comment", "x"), New("progress", "2.5")])], None);
        refused.ShouldHaveSingleItem().ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldHaveSingleItem().Field.ShouldBe("progress");
        var done = (await ((IErpLists)Session).GetListAsync("project_status", null, None)).Single(item => item.Name == "Done").Key;
        var saved = await Writer.UpdateAsync(ActorType.Project, fields, [new ActorUpdate(before.Key, before.Version, [New("progress", "1"), New("status", done)])], None);
        saved.ShouldHaveSingleItem().ShouldBeOfType<SaveOutcome.Saved>().Record.Values[1..3].ShouldBe([FieldValue.Of(done), FieldValue.Of("1")]);
    }

    private void BeforeTheFirstWrite(Func<Task> act) => Proxy.MakeWhere(request =>
    {
        if (Erp.IsWrite(request) && Interlocked.Increment(ref writes) == 1)
        {
            act().GetAwaiter().GetResult();
        }

        return null;
    });

    private async Task<SaveOutcome.Saved> CreateAsync(ActorType type, string reference, ActorRef? parent, params FieldChange[] values) =>
        (await Writer.CreateAsync(type, Fields, [new NewActor(reference, parent, values)], None)).ShouldHaveSingleItem().ShouldBeOfType<SaveOutcome.Saved>();

    private async Task<IEnumerable<string>> SearchAsync(ActorType type, string text, ActorRef? parent) =>
        (await Session.SearchAsync(type, Fields, new SearchRequest(text, parent, [], null, 100), None)).Records.Select(record => record.Key);
}
