namespace SuperOfficeErpLink.Connectors.Conformance;

public abstract class ReadingSpecification<TErp> : Specification<TErp>
    where TErp : ErpUnderTest, new()
{
    /// <summary>Texts that mean something to SQL, LIKE, HTML, XML or a formula, and nothing to a search.</summary>
    public static TheoryData<string> Hostile =>
    [
        "æøå", "ÄÖÜ", "O'Neill", "\"quoted\"", "100%", "a_b", "x*y", "back\\slash", "[a-z]", "<b>bold</b>", "'; DROP TABLE customer; --", "=1+1",
    ];

    [Promise]
    public async Task Records_are_read_by_key_with_the_fields_asked_for_in_their_order()
    {
        await Erp.EditOutsideAsync(Erp.Keys[0], Erp.TextField, "Vestergade 7");
        var read = await Session.GetAsync(Erp.Type, new FieldSet(["no such field", Erp.TextField]), Erp.Keys, None);
        read.Gone.ShouldBeEmpty();
        read.Found.Select(record => record.Key).ShouldBe(Erp.Keys, ignoreOrder: true);
        read.Found.Single(record => record.Key == Erp.Keys[0]).Values.ShouldBe([FieldValue.NotRead, FieldValue.Of("Vestergade 7")]);
    }

    [Promise]
    public async Task A_key_that_never_existed_is_not_found()
    {
        var read = await Session.GetAsync(Erp.Type, Fields, ["no-such-key", Erp.Keys[0]], None);
        read.Found.ShouldHaveSingleItem().Key.ShouldBe(Erp.Keys[0]);
    }

    [Promise]
    public async Task A_key_asked_for_twice_is_answered_once()
    {
        var read = await Session.GetAsync(Erp.Type, Fields, [Erp.Keys[0], Erp.Keys[0]], None);
        read.Found.ShouldHaveSingleItem();
    }

    [Promise]
    public async Task No_keys_give_no_records()
    {
        var read = await Session.GetAsync(Erp.Type, Fields, [], None);
        read.Found.ShouldBeEmpty();
        read.Gone.ShouldBeEmpty();
    }

    [Promises]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    public async Task An_empty_search_lists_everything(string? text) =>
        (await SearchAllAsync(text, 1000)).Select(record => record.Key).ShouldBe(Erp.Keys, ignoreOrder: true);

    [Promises]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Pages_are_complete_without_doubles_and_end(int pageSize) =>
        (await SearchAllAsync("", pageSize)).Select(record => record.Key).ShouldBe(Erp.Keys, ignoreOrder: true);

    [Promise]
    public async Task Inactive_records_come_last()
    {
        var activity = (await SearchAllAsync("", 3)).Select(record => record.IsActive).ToList();
        activity.ShouldContain(false);
        activity.ShouldBe(activity.OrderByDescending(isActive => isActive));
    }

    [Promises]
    [MemberData(nameof(Hostile))]
    public async Task Search_takes_every_sign_for_itself(string text)
    {
        await Erp.EditOutsideAsync(Erp.Keys[1], Erp.TextField, $"x {text} y");
        (await SearchAllAsync(text, 1000)).Select(record => record.Key).ShouldBe([Erp.Keys[1]]);
    }

    [Promises]
    [InlineData("SØNDERGÅRD", "Søndergård")]
    [InlineData("søndergård", "SØNDERGÅRD")]
    [InlineData("ærø", "ÆRØ")]
    [InlineData("über öl", "ÖL ÜBER ÄPFEL")]
    [InlineData("søndergård", "SØNDERGA\u030ARD")]
    public async Task Search_ignores_case_and_composition_also_beyond_ASCII(string text, string stored)
    {
        await Erp.EditOutsideAsync(Erp.Keys[1], Erp.TextField, stored);
        (await SearchAllAsync(text, 1000)).Select(record => record.Key).ShouldContain(Erp.Keys[1]);
    }

    [Promise]
    public async Task Every_word_of_a_search_must_occur()
    {
        await Erp.EditOutsideAsync(Erp.Keys[1], Erp.TextField, "Qvist Maskinfabrik");
        (await SearchAllAsync("maskin qvist", 1000)).Select(record => record.Key).ShouldBe([Erp.Keys[1]]);
        (await SearchAllAsync("maskin qvist zzz", 1000)).ShouldBeEmpty();
    }

    [Promise]
    public async Task Search_survives_text_that_is_none()
    {
        // Not theory data: half a character does not survive the runner's own encoding.
        foreach (var sign in new[] { '\0', '\ud800', '\uFFFE' })
        {
            (await SearchAllAsync(new string(sign, 1), 1000)).ShouldBeEmpty();
        }
    }

    [Promise]
    public async Task A_page_token_that_was_never_given_is_refused() =>
        await Should.ThrowAsync<ConnectorException>(() => Session.SearchAsync(Erp.Type, Fields, new SearchRequest("", null, [], "!", 10), None));
}
