using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Mapping;

/// <summary>What may go wrong with a mapping that can be put in force.</summary>
public enum LintKind
{
    /// <summary>Values that a side cannot hold; which, the finding's reason says.</summary>
    WillNotFit = 1,

    /// <summary>Another connection feeds the CRM field, too.</summary>
    FedElsewhere = 2,

    /// <summary>The target is shorter than the source; no value seen is too long.</summary>
    ShorterTarget = 3,

    /// <summary>A new actor needs a value here, and neither a direction nor a default gives it one.</summary>
    MandatoryWithoutValue = 4,
}

/// <param name="Target">The side that is written.</param>
/// <param name="Count">Of the values looked at, those it is about.</param>
/// <param name="Example">One of them; null where none was seen.</param>
/// <param name="Detail">The other connection's name, or the number of characters the target holds.</param>
public sealed record LintFinding(
    ActorType Actor, string Erp, LintKind Kind, Side Target, CannotHold Reason = CannotHold.None, int Count = 0, int Of = 0, string? Example = null, string? Detail = null);

/// <summary>Another connection and what it feeds.</summary>
/// <param name="GoesBefore">It is higher in rank: its values are the ones that count.</param>
public sealed record OtherFeeder(string Name, MappingDocument Document, bool GoesBefore);

/// <summary>Records as they are now, of one type of actor; values in the order of the rules.</summary>
public sealed record LintSample(RecordRules Rules, IReadOnlyList<FieldValue[]> Crm, IReadOnlyList<FieldValue[]> Erp);

/// <summary>Looks for what is lossy or risky, and shows it by real values. Pure.</summary>
public static class MappingLint
{
    public static IReadOnlyList<LintFinding> Check(MappingDocument document, MappedSystems systems, IReadOnlyList<LintSample> samples, IReadOnlyList<OtherFeeder> others) =>
    [
        .. samples.SelectMany(OfValues),
        .. document.Actors.Where(actor => actor.Enabled).SelectMany(actor => OfFeeders(actor, others).Concat(OfMandatory(actor, systems))),
    ];

    private static IEnumerable<LintFinding> OfValues(LintSample sample)
    {
        for (var index = 0; index < sample.Rules.Fields.Count; index++)
        {
            foreach (var finding in OfTarget(sample, index, Side.Erp, sample.Crm).Concat(OfTarget(sample, index, Side.Crm, sample.Erp)))
            {
                yield return finding;
            }
        }
    }

    private static IEnumerable<LintFinding> OfTarget(LintSample sample, int index, Side target, IReadOnlyList<FieldValue[]> sources)
    {
        var rule = sample.Rules.Fields[index];
        if (!rule.Reaches(target))
        {
            yield break;
        }

        var (actor, erp) = (sample.Rules.Mapping.Actor, rule.Mapping.Erp);
        var seen = sources.Select(values => values[index]).Where(value => value.HasText).Select(value => value.Text!).ToList();
        var held = false;
        foreach (var refused in seen.GroupBy(text => rule.Carry(target.Other(), text).Reason).Where(group => group.Key != CannotHold.None).OrderBy(group => group.Key))
        {
            held = true;
            yield return new LintFinding(actor, erp, LintKind.WillNotFit, target, refused.Key, refused.Count(), seen.Count, refused.MaxBy(text => text.Length));
        }

        var (from, to) = (rule[target.Other()], rule[target]);
        if (!held && to is { Type: FieldType.Text, MaxLength: > 0 } && from.Type == FieldType.Text && (from.MaxLength == 0 || from.MaxLength > to.MaxLength))
        {
            yield return new LintFinding(actor, erp, LintKind.ShorterTarget, target, Of: seen.Count, Example: seen.MaxBy(text => text.Length), Detail: $"{to.MaxLength}");
        }
    }

    private static IEnumerable<LintFinding> OfFeeders(ActorMapping actor, IReadOnlyList<OtherFeeder> others)
    {
        foreach (var field in actor.Pairs.Where(pair => pair.Direction.Reaches(Side.Crm)))
        {
            foreach (var other in others.Where(other => other.Document.Actors.Any(their => their.Enabled && Crm.EntityTypes.For(their.Actor) == Crm.EntityTypes.For(actor.Actor)
                && their.Pairs.Any(pair => pair.Crm == field.Crm && pair.Direction.Reaches(Side.Crm)))))
            {
                yield return new LintFinding(actor.Actor, field.Erp, LintKind.FedElsewhere, Side.Crm, Count: other.GoesBefore ? 1 : 0, Detail: other.Name);
            }
        }
    }

    /// <summary>Mandatory fields that a new actor would not get a value in.</summary>
    public static IEnumerable<LintFinding> OfMandatory(ActorMapping actor, MappedSystems systems) =>
        systems.Erp.Find(actor.Actor) is { } type && type.Can.HasFlag(Abilities.Create)
            ? type.Fields.Where(field => field is { Access: FieldAccess.Mandatory, Default: null or "" }
                    && actor.Pairs.All(pair => pair.Erp != field.Key || !pair.Direction.Reaches(Side.Erp)) && actor.DefaultOf(field.Key) is null or { Value: null or "", Ask: false })
                .Select(field => new LintFinding(actor.Actor, field.Key, LintKind.MandatoryWithoutValue, Side.Erp))
            : [];
}
