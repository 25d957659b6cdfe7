namespace SuperOfficeErpLink.Connectors.Conformance;

public abstract class CreatingSpecification<TErp> : Specification<TErp>
    where TErp : ErpUnderTest, new()
{
    private const string Reference = "erplink-7d0f2c";

    private IErpWriter Writer => (IErpWriter)Session;

    [Promise]
    public async Task A_new_record_is_returned_as_it_is_read_with_a_key_of_its_own()
    {
        var saved = (await CreateAsync(Reference)).ShouldBeOfType<SaveOutcome.Saved>();
        Erp.Keys.ShouldNotContain(saved.Record.Key);
        var read = await ReadAsync(saved.Record.Key);
        read.Values.ShouldBe([Erp.NewRecord.Single(value => value.Field == Erp.TextField).New]);
        saved.Record.Values.ShouldBe(read.Values);
        saved.Record.Version.ShouldBe(read.Version);
    }

    [Promise]
    public async Task A_new_record_is_found_by_its_reference_and_by_no_other()
    {
        if (!await KeepsReferencesAsync())
        {
            return;
        }

        var saved = (await CreateAsync(Reference)).ShouldBeOfType<SaveOutcome.Saved>();
        await CreateAsync(Reference + "x");
        (await FindAsync(Reference)).Select(record => record.Key).ShouldBe([saved.Record.Key]);
        (await FindAsync(Reference[..^1])).ShouldBeEmpty();
        (await FindAsync(Reference + "%")).ShouldBeEmpty();
    }

    [Promise]
    public async Task A_refused_record_is_not_made_and_the_others_are()
    {
        var refused = new NewActor(Reference + "2", null, [.. Erp.NewRecord.Where(value => value.Field != Erp.Refused.Field), Erp.Refused]);
        var outcomes = await Writer.CreateAsync(
            Erp.Type, Fields, [new NewActor(Reference + "1", null, Erp.NewRecord), refused, new NewActor(Reference + "3", null, Erp.NewRecord)], None);
        outcomes[0].ShouldBeOfType<SaveOutcome.Saved>();
        outcomes[1].ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldNotBeEmpty();
        outcomes[2].ShouldBeOfType<SaveOutcome.Saved>();
        (await SearchAllAsync("", 1000)).Count.ShouldBe(Erp.Keys.Count + 2);
    }

    [Promise]
    public async Task Records_made_at_once_each_get_a_key()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => CreateAsync(Reference + number)));
        outcomes.Select(outcome => outcome.ShouldBeOfType<SaveOutcome.Saved>().Record.Key).ShouldBeUnique();
    }

    [Promise]
    public async Task A_create_that_is_cancelled_before_it_begins_makes_nothing()
    {
        await Should.ThrowAsync<OperationCanceledException>(
            () => Writer.CreateAsync(Erp.Type, Fields, [new NewActor(Reference, null, Erp.NewRecord)], new CancellationToken(canceled: true)));
        (await SearchAllAsync("", 1000)).Count.ShouldBe(Erp.Keys.Count);
    }

    [Promise]
    public async Task The_ability_to_create_is_told()
    {
        var can = (await Session.DescribeAsync(None)).Find(Erp.Type)!.Can;
        can.HasFlag(Abilities.Create).ShouldBeTrue();
    }

    private async Task<bool> KeepsReferencesAsync() => (await Session.DescribeAsync(None)).Find(Erp.Type)!.Can.HasFlag(Abilities.Reference);

    private async Task<SaveOutcome> CreateAsync(string reference) =>
        (await Writer.CreateAsync(Erp.Type, Fields, [new NewActor(reference, null, Erp.NewRecord)], None)).ShouldHaveSingleItem();

    private Task<IReadOnlyList<ErpRecord>> FindAsync(string reference) => Writer.FindByReferenceAsync(Erp.Type, Fields, reference, None);
}
