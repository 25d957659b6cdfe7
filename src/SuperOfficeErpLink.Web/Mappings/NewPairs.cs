using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Web.Mappings;

/// <summary>A pair that no link has agreed on yet, and what the administrator wants done with it.</summary>
public sealed record NewPair(ActorType Actor, FieldMapping Field)
{
    public string Key => $"{Actor}.{Field.Erp}";

    /// <summary>What makes sense for its direction.</summary>
    public IReadOnlyList<FirstValue> Choices => Field.Direction switch
    {
        Direction.ErpToCrm => [FirstValue.FillBlanks, FirstValue.Leave, FirstValue.FromErp, FirstValue.Ask],
        Direction.CrmToErp => [FirstValue.FillBlanks, FirstValue.Leave, FirstValue.FromCrm, FirstValue.Ask],
        _ => [FirstValue.FillBlanks, FirstValue.Leave, FirstValue.FromErp, FirstValue.FromCrm, FirstValue.Ask],
    };
}

/// <summary>Pairs that are new in a draft. Pure.</summary>
public static class NewPairs
{
    /// <summary>With another field on either side, or of another type, a pair is a new one: what links agreed on says nothing about it.</summary>
    public static IReadOnlyList<NewPair> Of(MappingDocument inForce, MappingDocument draft) =>
    [
        .. draft.Actors.Where(actor => actor.Enabled).SelectMany(actor => actor.Pairs
            .Where(field => inForce.Actors.FirstOrDefault(old => old.Actor == actor.Actor)?.Pairs.Any(old => old.Pair == field.Pair && old.Type == field.Type) != true)
            .Select(field => new NewPair(actor.Actor, field))),
    ];

    /// <summary>The draft with what was chosen, and with the usual choice for new pairs that nobody has decided about.</summary>
    /// <param name="chosen">By <see cref="NewPair.Key"/>.</param>
    public static MappingDocument With(MappingDocument draft, IReadOnlyList<NewPair> pairs, Func<NewPair, FirstValue?> chosen)
    {
        var wanted = pairs.ToDictionary(pair => pair.Key, pair => chosen(pair) ?? (pair.Field.First == FirstValue.ByDirection ? FirstValue.FillBlanks : pair.Field.First), StringComparer.Ordinal);
        return new MappingDocument([.. draft.Actors.Select(actor => actor with
        {
            Fields = [.. actor.Fields.Select(field => wanted.TryGetValue($"{actor.Actor}.{field.Erp}", out var first) ? field with { First = first } : field)],
        })]);
    }
}
