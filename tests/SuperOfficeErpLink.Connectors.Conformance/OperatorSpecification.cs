namespace SuperOfficeErpLink.Connectors.Conformance;

/// <summary>Advanced search, line by line, against <see cref="OperatorMeaning"/>.</summary>
public abstract class OperatorSpecification<TErp> : Specification<TErp>
    where TErp : ErpUnderTest, new()
{
    private static readonly string[] Texts = ["Ærø Å/S", "ÆRØ ø-køb", "100%_*'\"\\ <b>&amp;", "100 procent", "", "zebra", "Nær ærø 100% køb &amp; co"];

    [Promise]
    public async Task Every_operator_of_every_field_finds_exactly_what_it_says()
    {
        var fields = (await FieldsOfTypeAsync()).Where(field => field.Operators.Count > 0).ToList();
        fields.ShouldNotBeEmpty();
        var records = await VariedAsync(new FieldSet([.. fields.Select(field => field.Key)]));
        for (var index = 0; index < fields.Count; index++)
        {
            var held = records.ToDictionary(record => record.Key, record => record.Values[index].Text!, StringComparer.Ordinal);
            foreach (var criterion in Probes(fields[index], [.. held.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]))
            {
                var values = criterion.Values.Select(value => value.Text!).ToList();
                var expected = held.Where(one => OperatorMeaning.Holds(fields[index].Type, criterion.Operator, values, one.Value)).Select(one => one.Key);
                (await FindAsync(criterion)).ShouldBe(expected, ignoreOrder: true, $"{criterion.Field} {criterion.Operator} {string.Join(" | ", values)}");
            }
        }
    }

    [Promise]
    public async Task Parts_of_texts_are_found_whatever_their_signs_and_case()
    {
        await VariedAsync(Fields);
        var operators = (await FieldsOfTypeAsync()).Single(field => field.Key == Erp.TextField).Operators;
        (Operator Wanted, string Value)[] probes =
        [
            (Operator.BeginsWith, "ærØ"), (Operator.BeginsWith, "100%"), (Operator.BeginsWith, "100_"), (Operator.NotBeginsWith, "æRø"), (Operator.Contains, "RØ Å"),
            (Operator.Contains, "%_*'\"\\"), (Operator.Contains, "<b>"), (Operator.NotContains, "ø"), (Operator.EndsWith, "KØB"), (Operator.EndsWith, "&AMP;"),
            (Operator.NotEndsWith, "køb"), (Operator.Equal, "ærø å/s"), (Operator.NotEqual, "ZEBRA"),
        ];
        foreach (var (wanted, value) in probes.Where(probe => operators.Contains(probe.Wanted)))
        {
            var expected = Erp.Keys.Where((_, index) => OperatorMeaning.Holds(FieldType.Text, wanted, [value], Texts[index % Texts.Length]));
            (await FindAsync(new Criterion(Erp.TextField, wanted, [FieldValue.Of(value)]))).ShouldBe(expected, ignoreOrder: true, $"{wanted} {value}");
        }
    }

    [Promise]
    public async Task All_lines_must_hold()
    {
        await VariedAsync(Fields);
        var first = new Criterion(Erp.TextField, Operator.Equal, [FieldValue.Of("zebra")]);
        var second = new Criterion(Erp.TextField, Operator.NotEqual, [FieldValue.Of("zebra")]);
        (await FindAsync(first)).ShouldNotBeEmpty();
        (await FindAsync(first, second)).ShouldBeEmpty();
    }

    [Promise]
    public async Task A_line_that_cannot_be_used_is_refused_not_left_out()
    {
        foreach (var criterion in (Criterion[])[new("no such field", Operator.Equal, [FieldValue.Of("x")]), new(Erp.TextField, Operator.Equal, []), new(Erp.TextField, Operator.Between, [FieldValue.Of("x")])])
        {
            (await Should.ThrowAsync<ConnectorException>(() => FindAsync(criterion))).Kind.ShouldBe(FailureKind.Misconfigured);
        }
    }

    private async Task<IReadOnlyList<ErpRecord>> VariedAsync(FieldSet fields)
    {
        for (var index = 0; index < Erp.Keys.Count; index++)
        {
            await Erp.EditOutsideAsync(Erp.Keys[index], Erp.TextField, Texts[index % Texts.Length]);
        }

        return (await Session.GetAsync(Erp.Type, fields, Erp.Keys, None)).Found;
    }

    /// <summary>Each operator with what is held and what is not.</summary>
    private static IEnumerable<Criterion> Probes(FieldInfo field, IReadOnlyList<string> held)
    {
        var filled = held.Where(value => value.Length > 0).ToList();
        var other = field.Type switch
        {
            FieldType.Integer or FieldType.Decimal => "77",
            FieldType.Date => "2026-06-15",
            FieldType.DateTime => "2026-06-15T12:00:00Z",
            FieldType.Checkbox => "1",
            _ => "no such value",
        };
        IReadOnlyList<string> values = filled.Count == 0 ? [other] : [filled[filled.Count / 2], filled[0], other];
        foreach (var wanted in field.Operators)
        {
            IEnumerable<IReadOnlyList<string>> probes = wanted switch
            {
                Operator.Between => [[values[0], values[0]], filled.Count == 0 ? [other, other] : [filled[0], filled[^1]]],
                Operator.OneOf or Operator.NotOneOf => [[values[0]], values],
                Operator.Equal or Operator.NotEqual when field.Type != FieldType.Checkbox => [.. values.Select(value => new[] { value }), [""]],
                _ => values.Select(value => new[] { value }),
            };
            foreach (var probe in probes.Where(probe => field.Type is not (FieldType.Integer or FieldType.Decimal) || wanted != Operator.Between || IsOrdered(probe)))
            {
                yield return new Criterion(field.Key, wanted, [.. probe.Select(FieldValue.Of)]);
            }
        }
    }

    private static bool IsOrdered(IReadOnlyList<string> probe) =>
        decimal.Parse(probe[0], System.Globalization.CultureInfo.InvariantCulture) <= decimal.Parse(probe[1], System.Globalization.CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<string>> FindAsync(params Criterion[] criteria) =>
        [.. (await Session.SearchAsync(Erp.Type, Fields, new SearchRequest(null, null, criteria, null, 1000), None)).Records.Select(record => record.Key)];
}
