namespace SuperOfficeErpLink.Connectors.Conformance;

public abstract class ValueSpecification<TErp> : Specification<TErp>
    where TErp : ErpUnderTest, new()
{
    private const int Long = 4000;

    /// <summary>What is no value of a type, as people and other systems write it.</summary>
    private static readonly Dictionary<FieldType, string[]> NotCanonical = new()
    {
        [FieldType.Integer] = ["1,5", "1.5", "1e3", "x"],
        [FieldType.Decimal] = ["1,5", "1.000,5", "x"],
        [FieldType.Checkbox] = ["ja", "2"],
        [FieldType.Date] = ["31-01-2026", "2026-02-30", "x"],
        [FieldType.DateTime] = ["31-01-2026 08:00", "x"],
    };

    private IErpWriter Writer => (IErpWriter)Session;

    [Promise]
    public async Task There_is_a_sample_for_every_type_that_can_be_written()
    {
        var writable = (await FieldsOfTypeAsync()).Where(field => field.Access != FieldAccess.ReadOnly).ToList();
        writable.Where(field => Erp.Samples.ContainsKey(field.Key)).Select(field => field.Type).Distinct()
            .ShouldBe(writable.Select(field => field.Type).Distinct(), ignoreOrder: true);
    }

    [Promise]
    public async Task A_value_comes_back_as_it_was_written_and_is_blank_once_it_is_emptied()
    {
        foreach (var (field, value) in Erp.Samples)
        {
            // A checkbox is yes or no.
            var info = (await FieldsOfTypeAsync()).Single(info => info.Key == field);
            foreach (var written in info.Access == FieldAccess.Mandatory || info.Type == FieldType.Checkbox ? [FieldValue.Of(value)] : (FieldValue[])[FieldValue.Of(value), FieldValue.Blank])
            {
                var saved = (await WriteAsync(field, written)).ShouldBeOfType<SaveOutcome.Saved>(field);
                saved.Record.Values[0].ShouldBe(written, field);
                (await ReadFieldAsync(field)).Values[0].ShouldBe(written, field);
            }
        }
    }

    [Promise]
    public async Task What_is_no_value_of_the_fields_type_is_refused_and_the_field_is_named()
    {
        foreach (var field in (await FieldsOfTypeAsync()).Where(field => Erp.Samples.ContainsKey(field.Key)))
        {
            foreach (var text in NotCanonical.GetValueOrDefault(field.Type, []))
            {
                var before = await ReadFieldAsync(field.Key);
                var refused = (await WriteAsync(field.Key, FieldValue.Of(text))).ShouldBeOfType<SaveOutcome.Rejected>($"{field.Key} = {text}");
                refused.Errors.ShouldHaveSingleItem().Field.ShouldBe(field.Key);
                (await ReadFieldAsync(field.Key)).Values.ShouldBe(before.Values);
            }
        }
    }

    [Promise]
    public async Task Midnight_is_a_time_like_any_other()
    {
        foreach (var field in (await FieldsOfTypeAsync()).Where(field => Erp.Samples.ContainsKey(field.Key) && field.Type is FieldType.Date or FieldType.DateTime))
        {
            var midnight = FieldValue.Of(field.Type == FieldType.Date ? "2026-01-31" : "2026-01-31T00:00:00Z");
            (await WriteAsync(field.Key, midnight)).ShouldBeOfType<SaveOutcome.Saved>(field.Key).Record.Values[0].ShouldBe(midnight);
        }
    }

    [Promise]
    public async Task A_text_of_4000_characters_is_held_whole_or_refused()
    {
        var text = string.Concat(Enumerable.Repeat("æø 😀 ", Long))[..Long];
        switch (await WriteAsync(Erp.TextField, FieldValue.Of(text)))
        {
            case SaveOutcome.Saved saved:
                saved.Record.Values[0].ShouldBe(FieldValue.Of(text));
                (await ReadAsync(Erp.Keys[0])).Values[0].ShouldBe(FieldValue.Of(text));
                break;
            case var outcome:
                outcome.ShouldBeOfType<SaveOutcome.Rejected>().Errors.ShouldHaveSingleItem().Field.ShouldBe(Erp.TextField);
                break;
        }
    }

    [Promise]
    public async Task A_text_longer_than_the_field_says_is_refused_not_cut()
    {
        var length = (await FieldsOfTypeAsync()).Single(field => field.Key == Erp.TextField).MaxLength;
        if (length > 0)
        {
            (await WriteAsync(Erp.TextField, FieldValue.Of(new string('x', length)))).ShouldBeOfType<SaveOutcome.Saved>();
            (await WriteAsync(Erp.TextField, FieldValue.Of(new string('y', length + 1)))).ShouldBeOfType<SaveOutcome.Rejected>();
            (await ReadAsync(Erp.Keys[0])).Values[0].ShouldBe(FieldValue.Of(new string('x', length)));
        }
    }

    private async Task<ErpRecord> ReadFieldAsync(string field) => (await Session.GetAsync(Erp.Type, new FieldSet([field]), [Erp.Keys[0]], None)).Found.ShouldHaveSingleItem();

    private async Task<SaveOutcome> WriteAsync(string field, FieldValue value)
    {
        var before = await ReadFieldAsync(field);
        var update = new ActorUpdate(before.Key, before.Version, [new FieldChange(field, before.Values[0], value)]);
        return (await Writer.UpdateAsync(Erp.Type, new FieldSet([field]), [update], None)).ShouldHaveSingleItem();
    }
}
