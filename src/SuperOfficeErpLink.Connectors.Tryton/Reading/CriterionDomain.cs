using SuperOfficeErpLink.Connectors.Tryton.Fields;
using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton.Reading;

/// <summary>
/// Lines of a search as Tryton's conditions. Text is compared without case. Of what stands below a party (addresses, numbers, identifiers) all that is in use is
/// looked at: "equal" is met by any of it, a negated operator when none meets what it negates. An empty field, be it null or "", is one thing.
/// </summary>
internal sealed class CriterionDomain(Installation installation, ListReader lists)
{
    public object?[] Holds(ActorShape shape, string word)
    {
        var patterns = Domain.Patterns(word, "%", "%");
        object?[] Like(string path) => Domain.Any(patterns.Select(pattern => Domain.Is(path, "ilike", pattern)));
        if (!shape.IsParty)
        {
            return Domain.Any([Like("name"), Like("party.name")]);
        }

        return Domain.Any(
        [
            Like("name"), Like("code"),
            Below(Place.Address, null, negated: false, [Domain.Any([Like("street"), Like("postal_code"), Like("city")])]),
            Below(Place.Mechanism, null, negated: false, [Like("value")]),
            Below(Place.Identifier, null, negated: false, [Like("code")]),
        ]);
    }

    public object?[] Under(ActorShape shape, int party) => shape.IsParty
        ? Domain.Some("relations", [Domain.Is("type", "=", installation.RelationType), Domain.Is("to", "=", party)])
        : Domain.Is("party", "=", party);

    public async Task<object?[]> ConditionAsync(ActorShape shape, Criterion criterion, CancellationToken cancellationToken)
    {
        if (shape.Find(criterion.Field) is not { } field || !field.Info.Operators.Contains(criterion.Operator) || !criterion.HasItsValues
            || criterion.Values.Any(value => !value.WasRead || !Domain.IsText(value.Text!)))
        {
            throw criterion.Unusable();
        }

        return field.Info.Type switch
        {
            FieldType.Text => TextCondition(field, criterion),
            FieldType.List => await ListConditionAsync(field, criterion, cancellationToken),
            FieldType.Checkbox => Domain.Is(field.Column, "=", Flag(criterion) == (criterion.Operator == Operator.Equal)),
            _ => NumberCriterion.Condition(field.Column, criterion),
        };
    }

    private object?[] TextCondition(ActorField field, Criterion criterion)
    {
        var (before, after) = criterion.Operator switch
        {
            Operator.Contains or Operator.NotContains => ("%", "%"),
            Operator.BeginsWith or Operator.NotBeginsWith => ("", "%"),
            Operator.EndsWith or Operator.NotEndsWith => ("%", ""),
            _ => ("", ""),
        };
        var negated = criterion.Operator is Operator.NotEqual or Operator.NotOneOf or Operator.NotBeginsWith or Operator.NotContains or Operator.NotEndsWith;
        var conditions = criterion.Values.Select(value => value.IsBlank ? BlankCondition(field, negated, criterion) : Matches(field, Domain.Patterns(value.Text!, before, after), negated));
        return negated ? [.. conditions] : Domain.Any(conditions);
    }

    private object?[] Matches(ActorField field, IReadOnlyList<string> patterns, bool negated)
    {
        if (field.Place == Place.Own)
        {
            // Tryton counts null among what is not like anything.
            return negated ? [.. patterns.Select(pattern => Domain.Is(field.Column, "not ilike", pattern))] : Domain.Any(patterns.Select(pattern => Domain.Is(field.Column, "ilike", pattern)));
        }

        return Below(field.Place, field.Kind, negated, [Domain.Any(patterns.Select(pattern => Domain.Is(field.Column, "ilike", pattern)))]);
    }

    /// <summary>Every text begins with, ends with and holds nothing; only equality asks for the empty field.</summary>
    private object?[] BlankCondition(ActorField field, bool negated, Criterion criterion)
    {
        if (criterion.Operator is not (Operator.Equal or Operator.NotEqual or Operator.OneOf or Operator.NotOneOf))
        {
            return negated ? Domain.Is("id", "=", 0) : Domain.Is("id", ">", 0);
        }

        object?[][] filled = [Domain.Is(field.Column, "!=", null), Domain.Is(field.Column, "!=", "")];
        if (field.Place == Place.Own)
        {
            return negated ? Domain.All(filled) : Domain.Any([Domain.Is(field.Column, "=", null), Domain.Is(field.Column, "=", "")]);
        }

        return Below(field.Place, field.Kind, !negated, filled);
    }

    private async Task<object?[]> ListConditionAsync(ActorField field, Criterion criterion, CancellationToken cancellationToken)
    {
        var negated = criterion.Operator is Operator.NotEqual or Operator.NotOneOf;
        var list = await lists.ReadAsync(field.Info.List!, cancellationToken);
        var ids = criterion.Values.Where(value => value.HasText).Select(value => list.IdOf(value.Text!) ?? 0).ToArray();
        var conditions = new List<object?[]>();
        if (ids.Length > 0)
        {
            conditions.Add(ListBelow(field, negated, [Domain.Is(field.Column, "in", ids)]));
        }

        if (criterion.Values.Any(value => value.IsBlank))
        {
            conditions.Add(ListBelow(field, !negated, [Domain.Is(field.Column, "!=", null)]));
        }

        return negated ? [.. conditions] : Domain.Any(conditions);
    }

    private object?[] ListBelow(ActorField field, bool negated, object?[][] conditions) => field switch
    {
        // A party's language is kept beside it, and is only searched there.
        { Place: Place.Own, Info.List: "language" } => negated ? Domain.None("langs", conditions) : Domain.Some("langs", conditions),
        { Place: Place.Own } => negated ? Negated(conditions) : Domain.All(conditions),
        _ => Below(field.Place, field.Kind, negated, conditions),
    };

    private static object?[] Negated(object?[][] conditions) => conditions is [[string path, "in", var ids]] ? Domain.Is(path, "not in", ids)
        : conditions is [[string empty, "!=", null]] ? Domain.Is(empty, "=", null)
        : throw new InvalidOperationException("No other condition is negated.");

    private object?[] Below(Place place, string? kind, bool negated, object?[][] conditions)
    {
        var (path, model) = place switch
        {
            Place.Address => ("addresses", Models.Address),
            Place.Mechanism => ("contact_mechanisms", Models.Mechanism),
            _ => ("identifiers", Models.Identifier),
        };
        List<object?[]> all = [.. conditions];
        if (installation.Has(model, "active"))
        {
            all.Add(Domain.Is("active", "=", true));
        }

        if (kind is not null)
        {
            all.Add(Domain.Is("type", "=", kind));
        }

        return negated ? Domain.None(path, all) : Domain.Some(path, all);
    }

    private static bool Flag(Criterion criterion) => criterion.Values[0].Text switch { "1" => true, "0" or "" => false, _ => throw criterion.Unusable() };
}
