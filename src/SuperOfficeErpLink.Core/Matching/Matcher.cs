using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Matching;

/// <summary>Why a suggestion is one.</summary>
public enum MatchReason
{
    OrganisationNumberSame = 1,
    NameSame = 2,

    /// <summary>With a percentage.</summary>
    NameSimilar = 3,
    PhoneSame = 4,
    EmailSame = 5,
    PostcodeSame = 6,
    StreetSame = 7,
    WebSame = 8,
    OrganisationNumberDiffers = 9,
}

/// <param name="Percent">For <see cref="MatchReason.NameSimilar"/>.</param>
public readonly record struct Reason(MatchReason Kind, int Percent = 0);

/// <param name="Score">0 to 100.</param>
/// <param name="Reasons">The weightiest first.</param>
public sealed record Match(int Score, IReadOnlyList<Reason> Reasons);

/// <summary>Says how likely an actor is the entity, and why. Pure.</summary>
public static class Matcher
{
    /// <summary>Below this nothing is suggested.</summary>
    public const int LikelyFrom = 55;

    private const int NameSimilarFrom = 60;

    /// <param name="crm">In the order of the rules, as is <paramref name="erp"/>.</param>
    public static Match Compare(RecordRules rules, FieldValue[] crm, FieldValue[] erp)
    {
        var reasons = new List<(int Weight, Reason Reason)>();
        if (PersonName.Of(rules, crm) is { } person && PersonName.Of(rules, erp) is { } other && WeighName(person, other) is { } named)
        {
            reasons.Add(named);
        }

        for (var index = 0; index < rules.Fields.Count; index++)
        {
            var rule = rules.Fields[index];
            if (crm[index].HasText && erp[index].HasText && Weigh(rules, rule, crm[index].Text!, erp[index].Text!) is { } found)
            {
                reasons.Add(found);
            }
        }

        return new Match(
            Math.Clamp(reasons.Sum(item => item.Weight), 0, 100),
            [.. reasons.OrderByDescending(item => Math.Abs(item.Weight)).Select(item => item.Reason).Distinct()]);
    }

    private static (int Weight, Reason Reason)? Weigh(RecordRules rules, FieldRule rule, string crm, string erp)
    {
        var agree = rule.Agree(crm, erp);
        return (rule.Pair.Crm, rule.Mapping.Normaliser) switch
        {
            ("name", _) => WeighName(crm, erp),
            (_, Normaliser.OrganisationNumber) => agree ? (45, new Reason(MatchReason.OrganisationNumberSame)) : (-35, new Reason(MatchReason.OrganisationNumberDiffers)),
            (_, Normaliser.Phone) when agree => (15, new Reason(MatchReason.PhoneSame)),
            (_, Normaliser.Postcode) when agree => (8, new Reason(MatchReason.PostcodeSame)),
            (_, Normaliser.Url) when agree => (10, new Reason(MatchReason.WebSame)),
            // An address of a person is hardly anyone else's; a company's is often shared.
            ("email", _) when agree => (rules.EntityType == EntityType.Person ? 30 : 12, new Reason(MatchReason.EmailSame)),
            ("street", _) when agree || NameSimilarity.Percent(crm, erp) >= 85 => (10, new Reason(MatchReason.StreetSame)),
            _ => null,
        };
    }

    private static (int Weight, Reason Reason)? WeighName(string crm, string erp)
    {
        var percent = NameSimilarity.Percent(crm, erp);
        return percent == 100 ? (55, new Reason(MatchReason.NameSame))
            : percent >= NameSimilarFrom ? (percent * 55 / 100, new Reason(MatchReason.NameSimilar, percent))
            : null;
    }
}
