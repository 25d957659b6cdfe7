using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Matching;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>Which free persons of the two systems are likely the same. Pure.</summary>
public static class PairingMatches
{
    /// <summary>How far a suggestion must stand before the next likely one, on either side, to be chosen beforehand.</summary>
    private const int Lead = 15;

    private const int MostLikely = 3;

    /// <summary>The actor that is chosen beforehand for each entity: only where no other actor and no other entity is nearly as likely.</summary>
    /// <param name="entities">Values in the order of the rules, as are those of <paramref name="actors"/>.</param>
    public static IReadOnlyDictionary<long, (string ErpKey, Match Match)> Confident(
        RecordRules rules, IReadOnlyList<(EntityRef Entity, FieldValue[] Values)> entities, IReadOnlyList<(string Key, FieldValue[] Values)> actors)
    {
        var scored = entities.SelectMany(entity => actors.Select(actor => (entity.Entity.Id, actor.Key, Match: Matcher.Compare(rules, entity.Values, actor.Values))))
            .Where(pair => pair.Match.Score >= Matcher.LikelyFrom).ToList();
        var ofEntity = scored.ToLookup(pair => pair.Id);
        var ofActor = scored.ToLookup(pair => pair.Key, StringComparer.Ordinal);
        return scored
            .Where(pair => ofEntity[pair.Id].Where(other => other.Key != pair.Key).All(IsBehind(pair.Match))
                && ofActor[pair.Key].Where(other => other.Id != pair.Id).All(IsBehind(pair.Match)))
            .ToDictionary(pair => pair.Id, pair => (pair.Key, pair.Match));
    }

    /// <summary>The actors an entity is likely the same as, linked ones and inactive ones included; the likeliest first.</summary>
    /// <param name="entity">In the order of the rules; the values of <paramref name="actors"/> begin with theirs.</param>
    public static IReadOnlyList<(ErpRecord Actor, Match Match)> Likely(RecordRules rules, FieldValue[] entity, IReadOnlyList<ErpRecord> actors) =>
        [.. actors.Select(actor => (Actor: actor, Match: Matcher.Compare(rules, entity, actor.Values)))
            .Where(one => one.Match.Score >= Matcher.LikelyFrom)
            .OrderByDescending(one => one.Match.Score).ThenBy(one => one.Actor.Key, StringComparer.Ordinal).Take(MostLikely)];

    private static Func<(long Id, string Key, Match Match), bool> IsBehind(Match match) => other => match.Score - other.Match.Score >= Lead;
}
