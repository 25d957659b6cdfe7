using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton.Tests;

/// <summary>What the change feed finds that a plain "changed since" would not.</summary>
public sealed class ChangeFeedTests : TrytonTest
{
    [TrytonFact]
    public async Task What_began_before_the_latest_change_known_and_ended_after_it_is_found()
    {
        var (_, _, cursor) = await ChangesAsync(null);
        var slow = Erp.CreateAsync([.. Enumerable.Range(0, 150).Select(number => Values(
            ("name", $"Slow {number}"), ("categories", new[] { new object[] { "add", new[] { Erp.CustomerCategoryId } } }),
            ("addresses", new[] { new object[] { "create", new[] { Values(("street", "Vej 1"), ("city", "By")) } } })))]);
        var quick = new List<(int Id, string Cursor)>();
        while (!slow.IsCompleted)
        {
            var id = await Other.CreateAsync("party.party", Values(("name", "Quick"), ("categories", new[] { new object[] { "add", new[] { Erp.CustomerCategoryId } } })));
            var page = await ChangesAsync(cursor);
            if (!page.Changed.Exists(record => record.Values[0].Text!.StartsWith("Slow", StringComparison.Ordinal)))
            {
                quick.Add((id, page.Cursor));
            }
        }

        var late = await slow;
        var began = await BeganAsync(late[0]);
        var behind = new List<string>();
        foreach (var (id, reached) in quick)
        {
            if (await BeganAsync(id) > began)
            {
                behind.Add(reached);
            }
        }

        behind.ShouldNotBeEmpty("a quick one began after the slow ones and was read before them");
        late.Select(TrytonErp.Key).Except((await ChangesAsync(behind[^1])).Changed.Select(record => record.Key)).ShouldBeEmpty();
    }

    [TrytonFact]
    public async Task A_merged_party_is_gone_to_the_one_that_stands_in_the_end()
    {
        var before = await ReadAsync(Erp.Keys[5]);
        var (_, _, cursor) = await ChangesAsync(null);
        await MergeAsync(Erp.Keys[5], Erp.Keys[6]);
        await MergeAsync(Erp.Keys[6], Erp.Keys[7]);
        Gone[] gone = [new(Erp.Keys[5], Erp.Keys[7]), new(Erp.Keys[6], Erp.Keys[7])];
        (await ChangesAsync(cursor)).Gone.ShouldBe(gone, ignoreOrder: true);
        (await Session.GetAsync(ActorType.Customer, Fields, Erp.Keys, None)).Gone.ShouldBe(gone, ignoreOrder: true);
        (await UpdateAsync(before, "street", "late")).ShouldBeOfType<SaveOutcome.Missing>().ReplacedBy.ShouldBe(Erp.Keys[7]);
        (await Session.SearchAsync(ActorType.Customer, Fields, new SearchRequest("", null, [], null, 100), None)).Records.Count.ShouldBe(TrytonErp.Customers - 2);
    }

    [TrytonTheory]
    [InlineData("party.address", "street", "Edited")]
    [InlineData("party.contact_mechanism", "value", "+45 86 12 00 95")]
    [InlineData("party.address", "active", null)]
    public async Task An_edit_below_a_party_changes_its_version_and_comes(string model, string field, string? value)
    {
        var before = await ReadAsync(Erp.Keys[0]);
        var (_, _, cursor) = await ChangesAsync(null);
        (await ChangesAsync(cursor)).Changed.ShouldBeEmpty("what is known already does not come again");
        await Other.WriteAsync(model, (await Other.SearchAsync(model, [TrytonErp.Is("party", Erp.Ids[0])]))[0], Values((field, value is null ? false : value)));
        (await ReadAsync(Erp.Keys[0])).Version.ShouldNotBe(before.Version);
        (await ChangesAsync(cursor)).Changed.ShouldContain(record => record.Key == Erp.Keys[0] && record.Version != before.Version);
    }

    [TrytonFact]
    public async Task An_identifier_that_comes_or_goes_changes_the_version()
    {
        var before = await ReadAsync(Erp.Keys[0]);
        var made = await Other.CreateAsync("party.identifier", Values(("party", Erp.Ids[0]), ("type", "eu_vat"), ("code", "DK13585628")));
        var with = await ReadAsync(Erp.Keys[0]);
        with.Version.ShouldNotBe(before.Version);
        with.Values[4].ShouldBe(FieldValue.Of("DK13585628"));
        await Other.DeleteAsync("party.identifier", made);
        (await ReadAsync(Erp.Keys[0])).Version.ShouldBe(before.Version);
    }

    [TrytonFact]
    public async Task A_person_that_moves_to_another_party_comes_with_its_new_parent()
    {
        var person = Erp.Family.Children[0];
        var (_, _, cursor) = await ChangesAsync(null, ActorType.Person);
        var relation = (await Other.SearchAsync("party.relation.all", TrytonErp.Is("from_", int.Parse(person)), TrytonErp.Is("type", 1)))[0];
        await Other.WriteAsync("party.relation.all", relation, Values(("to", Erp.Ids[4])));
        var moved = (await ChangesAsync(cursor, ActorType.Person)).Changed.Single(record => record.Key == person);
        moved.Parent.ShouldBe(new ActorRef(ActorType.Customer, Erp.Keys[4]));
    }

    [TrytonFact]
    public async Task Projects_come_too()
    {
        var (all, _, cursor) = await ChangesAsync(null, ActorType.Project);
        all.ShouldContain(record => record.Key == Erp.ProjectKey);
        await Other.WriteAsync("project.work", int.Parse(Erp.ProjectKey), Values(("name", "Edited")));
        (await ChangesAsync(cursor, ActorType.Project)).Changed.ShouldContain(record => record.Key == Erp.ProjectKey && record.Values[0] == FieldValue.Of("Edited"));
    }

    [TrytonFact]
    public async Task A_record_that_is_not_shown_by_rule_is_unknown_and_one_that_is_not_there_is_gone()
    {
        (await Session.GetAsync(ActorType.Customer, Fields, ["999999999", "no key", "01"], None)).Gone.ShouldBe([new Gone("999999999", null)]);
        (await Session.GetAsync(ActorType.Project, Fields, ["999999999"], None)).Gone.ShouldBeEmpty("another company's projects are hidden");
    }

    [TrytonFact]
    public async Task Page_by_page_nothing_is_skipped_whatever_happens_meanwhile_and_wherever_it_is_resumed()
    {
        var context = Erp.Connection;
        var client = new TrytonClient(TrytonSettings.Read(context.Settings), context.Outbound, context.Time);
        await using var paged = new TrytonSession(client, await new InstallationReader(client).ReadAsync(None), feedPage: 5);
        var cursors = new List<(string Cursor, int Seen)>();
        var keys = new List<string>();
        await foreach (var page in ((IErpChanges)paged).ReadChangesAsync(ActorType.Customer, Fields, null, None))
        {
            keys.AddRange(page.Changed.Select(record => record.Key));
            cursors.Add((page.Next, keys.Count));
            await Erp.EditOutsideAsync(page.Changed[0].Key, "city", $"Meanwhile {cursors.Count}");
        }

        keys.ShouldBe(Erp.Keys);
        cursors.Count.ShouldBe(3);
        foreach (var (cursor, seen) in cursors)
        {
            var rest = await ChangesAsync(paged, cursor);
            keys.Take(seen).Union(rest.Changed.Select(record => record.Key)).ShouldBe(Erp.Keys, ignoreOrder: true);
            var again = await ChangesAsync(paged, rest.Cursor);
            rest.Changed.Concat(again.Changed).Where(record => record.Values[2].Text!.StartsWith("Meanwhile", StringComparison.Ordinal)).Select(record => record.Key).Distinct().Count().ShouldBe(3);
        }
    }

    private async Task<long> BeganAsync(int party) => Moments.Read(
        (await Other.CallAsync("model.party.party.read", new[] { party }, new[] { "create_date" }))[0].Member("create_date")).ShouldNotBeNull();
}
