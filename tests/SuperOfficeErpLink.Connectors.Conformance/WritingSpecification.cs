namespace SuperOfficeErpLink.Connectors.Conformance;

public abstract class WritingSpecification<TErp> : Specification<TErp>
    where TErp : ErpUnderTest, new()
{
    private IErpWriter Writer => (IErpWriter)Session;

    public static TheoryData<string> Texts => ["plain", "æøå ÆØÅ", "  spaces kept  ", "O'Neill & \"Søn\" <x>", "=SUM(A1)", "100% _ *", "\U0001F600"];

    [Promises]
    [MemberData(nameof(Texts))]
    public async Task A_text_comes_back_as_it_was_written(string text)
    {
        var before = await ReadAsync(Erp.Keys[0]);
        var saved = (await UpdateAsync(before, FieldValue.Of(text))).ShouldBeOfType<SaveOutcome.Saved>();
        saved.Record.Values.ShouldBe([FieldValue.Of(text)]);
        (await ReadAsync(Erp.Keys[0])).Values.ShouldBe([FieldValue.Of(text)]);
    }

    [Promise]
    public async Task Blank_is_written_and_read_as_blank()
    {
        var filled = (await UpdateAsync(await ReadAsync(Erp.Keys[0]), FieldValue.Of("filled"))).ShouldBeOfType<SaveOutcome.Saved>();
        (await UpdateAsync(filled.Record, FieldValue.Blank)).ShouldBeOfType<SaveOutcome.Saved>().Record.Values.ShouldBe([FieldValue.Blank]);
    }

    [Promise]
    public async Task What_a_save_returns_is_what_a_read_returns_version_included()
    {
        var saved = (await UpdateAsync(await ReadAsync(Erp.Keys[0]), FieldValue.Of("new"))).ShouldBeOfType<SaveOutcome.Saved>();
        var read = await ReadAsync(Erp.Keys[0]);
        saved.Record.Version.ShouldBe(read.Version);
        saved.Record.Values.ShouldBe(read.Values);
    }

    [Promise]
    public async Task A_write_changes_the_version_and_a_read_does_not()
    {
        var before = await ReadAsync(Erp.Keys[0]);
        (await ReadAsync(Erp.Keys[0])).Version.ShouldBe(before.Version);
        await UpdateAsync(before, FieldValue.Of("another value"));
        if (before.Version is not null)
        {
            (await ReadAsync(Erp.Keys[0])).Version.ShouldNotBe(before.Version);
        }
    }

    [Promise]
    public async Task Only_the_fields_that_are_named_are_written()
    {
        var all = new FieldSet([.. (await FieldsOfTypeAsync()).Where(field => field.Key != Erp.TextField).Select(field => field.Key)]);
        var before = (await Session.GetAsync(Erp.Type, all, [Erp.Keys[0]], None)).Found[0];
        await UpdateAsync(await ReadAsync(Erp.Keys[0]), FieldValue.Of("only this"));
        (await Session.GetAsync(Erp.Type, all, [Erp.Keys[0]], None)).Found[0].Values.ShouldBe(before.Values);
    }

    [Promise]
    public async Task No_other_record_is_written()
    {
        var others = Erp.Keys.Skip(1).ToList();
        var before = (await Session.GetAsync(Erp.Type, Fields, others, None)).Found.OrderBy(record => record.Key, StringComparer.Ordinal).Select(record => record.Version);
        await UpdateAsync(await ReadAsync(Erp.Keys[0]), FieldValue.Of("only this"));
        (await Session.GetAsync(Erp.Type, Fields, others, None)).Found.OrderBy(record => record.Key, StringComparer.Ordinal).Select(record => record.Version).ShouldBe(before);
    }

    [Promise]
    public async Task Many_updates_have_one_outcome_each_in_their_order()
    {
        var records = (await Session.GetAsync(Erp.Type, Fields, Erp.Keys, None)).Found;
        var outcomes = await Writer.UpdateAsync(Erp.Type, Fields, [.. records.Select(record => Update(record, FieldValue.Of($"new for {record.Key}")))], None);
        outcomes.Count.ShouldBe(records.Count);
        var saved = outcomes.Select(outcome => outcome.ShouldBeOfType<SaveOutcome.Saved>().Record).ToList();
        saved.Select(record => record.Key).ShouldBe(records.Select(record => record.Key));
        saved.Select(record => record.Values[0]).ShouldBe(records.Select(record => FieldValue.Of($"new for {record.Key}")));
    }

    [Promise]
    public async Task A_record_that_is_missing_or_stale_does_not_keep_the_others_from_being_saved()
    {
        var first = await ReadAsync(Erp.Keys[0]);
        var stale = await ReadAsync(Erp.Keys[1]);
        var missing = await ReadAsync(Erp.Keys[3]);
        var last = await ReadAsync(Erp.Keys[4]);
        await Erp.EditOutsideAsync(stale.Key, Erp.TextField, "somebody else's");
        await Erp.DeleteOutsideAsync(missing.Key);
        var outcomes = await Writer.UpdateAsync(
            Erp.Type, Fields, [.. new[] { first, stale, missing, last }.Select(record => Update(record, FieldValue.Of("ours")))], None);
        outcomes.Select(outcome => outcome.GetType().Name).ShouldBe([nameof(SaveOutcome.Saved), nameof(SaveOutcome.Stale), nameof(SaveOutcome.Missing), nameof(SaveOutcome.Saved)]);
        (await ReadAsync(stale.Key)).Values.ShouldBe([FieldValue.Of("somebody else's")]);
    }

    [Promise]
    public async Task Values_returned_stand_in_the_order_asked_for_also_unknown_ones()
    {
        var before = await ReadAsync(Erp.Keys[0]);
        var update = new ActorUpdate(before.Key, before.Version, [new FieldChange(Erp.TextField, before.Values[0], FieldValue.Of("ordered"))]);
        var outcome = (await Writer.UpdateAsync(Erp.Type, new FieldSet(["no such field", Erp.TextField]), [update], None)).ShouldHaveSingleItem();
        outcome.ShouldBeOfType<SaveOutcome.Saved>().Record.Values.ShouldBe([FieldValue.NotRead, FieldValue.Of("ordered")]);
    }

    [Promise]
    public async Task A_record_that_changed_since_it_was_read_is_left_alone()
    {
        var before = await ReadAsync(Erp.Keys[0]);
        await Erp.EditOutsideAsync(Erp.Keys[0], Erp.TextField, "somebody else's");
        var stale = (await UpdateAsync(before, FieldValue.Of("ours"))).ShouldBeOfType<SaveOutcome.Stale>();
        stale.Current!.Values.ShouldBe([FieldValue.Of("somebody else's")]);
        (await ReadAsync(Erp.Keys[0])).Values.ShouldBe([FieldValue.Of("somebody else's")]);
    }

    [Promise]
    public async Task Without_a_version_the_expected_value_decides()
    {
        var before = await ReadAsync(Erp.Keys[0]);
        await Erp.EditOutsideAsync(Erp.Keys[0], Erp.TextField, "somebody else's");
        (await UpdateAsync(before with { Version = null }, FieldValue.Of("ours"))).ShouldBeOfType<SaveOutcome.Stale>();
        var now = (await ReadAsync(Erp.Keys[0])) with { Version = null };
        (await UpdateAsync(now, FieldValue.Of("ours"))).ShouldBeOfType<SaveOutcome.Saved>();
    }

    [Promise]
    public async Task A_record_that_was_deleted_is_missing()
    {
        var before = await ReadAsync(Erp.Keys[0]);
        await Erp.DeleteOutsideAsync(Erp.Keys[0]);
        (await UpdateAsync(before, FieldValue.Of("ours"))).ShouldBeOfType<SaveOutcome.Missing>();
    }

    [Promise]
    public async Task A_refused_record_is_untouched_and_the_others_are_saved()
    {
        var first = await ReadAsync(Erp.Keys[0]);
        var refused = await ReadAsync(Erp.Keys[1]);
        var last = await ReadAsync(Erp.Keys[2]);
        var outcomes = await Writer.UpdateAsync(
            Erp.Type, Fields,
            [
                Update(first, FieldValue.Of("one")),
                new ActorUpdate(refused.Key, refused.Version, [Change(refused, FieldValue.Of("two")), Erp.Refused]),
                Update(last, FieldValue.Of("three")),
            ],
            None);
        outcomes[0].ShouldBeOfType<SaveOutcome.Saved>();
        outcomes[1].ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldHaveSingleItem().Field.ShouldBe(Erp.Refused.Field);
        outcomes[2].ShouldBeOfType<SaveOutcome.Saved>();
        (await ReadAsync(refused.Key)).Version.ShouldBe(refused.Version);
        (await ReadAsync(refused.Key)).Values.ShouldBe(refused.Values);
    }

    [Promise]
    public async Task A_value_that_was_not_read_is_never_written()
    {
        var before = await ReadAsync(Erp.Keys[0]);
        (await UpdateAsync(before, FieldValue.NotRead)).ShouldBeOfType<SaveOutcome.Rejected>();
        (await ReadAsync(Erp.Keys[0])).Values.ShouldBe(before.Values);
    }

    [Promise]
    public async Task Two_writers_that_read_the_same_do_not_both_win()
    {
        var before = await ReadAsync(Erp.Keys[0]);
        var outcomes = await Task.WhenAll(UpdateAsync(before, FieldValue.Of("first")), UpdateAsync(before, FieldValue.Of("second")));
        outcomes.OfType<SaveOutcome.Saved>().ShouldHaveSingleItem();
        outcomes.OfType<SaveOutcome.Stale>().ShouldHaveSingleItem();
    }

    [Promise]
    public async Task A_write_that_is_cancelled_before_it_begins_writes_nothing()
    {
        var before = await ReadAsync(Erp.Keys[0]);
        await Should.ThrowAsync<OperationCanceledException>(
            () => Writer.UpdateAsync(Erp.Type, Fields, [Update(before, FieldValue.Of("late"))], new CancellationToken(canceled: true)));
        (await ReadAsync(Erp.Keys[0])).Values.ShouldBe(before.Values);
    }

    private async Task<SaveOutcome> UpdateAsync(ErpRecord before, FieldValue value) =>
        (await Writer.UpdateAsync(Erp.Type, Fields, [Update(before, value)], None)).ShouldHaveSingleItem();

    private ActorUpdate Update(ErpRecord before, FieldValue value) => new(before.Key, before.Version, [Change(before, value)]);

    private FieldChange Change(ErpRecord before, FieldValue value) => new(Erp.TextField, before.Values[0], value);
}
