using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>How an actor was found to be the one that was asked for.</summary>
public enum FoundBy
{
    /// <summary>The ERP's own answer, with values that are provably this write's.</summary>
    ExactAnswer = 1,
    Answer = 2,

    /// <summary>Later, by its reference or by a person: someone may have edited it since.</summary>
    Search = 3,
}

/// <summary>What creating an actor means for its record. Pure.</summary>
public static class Creation
{
    /// <summary>The writes that make the actor: each value that is sent is history.</summary>
    public static IReadOnlyList<Change> ToChanges(
        LinkContext context, EntityRef entity, DraftCreate create, Guid operationId, string userId, DateTimeOffset at) =>
        [.. create.Values.Where(value => value.Text.Length > 0).Select(value => new Change(
            0, context.Connection.Id, null, entity, Side.Erp, value.Pair, "", value.Text, SeenOf(create, value.Pair) ?? "", null, ChangeState.Planned,
            ChangeCauses.Created, operationId, userId, context.Rules.Version, at, ShownUntilDismissed: false))];

    public static NewActor ToNewActor(DraftCreate create, IReadOnlyList<Change> changes) => new(
        create.Reference, create.Parent is { IsSent: true } parent ? new ActorRef(parent.ActorType, parent.ErpKey) : null,
        [.. changes.Where(change => change.Side == Side.Erp).Select(change => new FieldChange(change.Field, FieldValue.NotRead, FieldValue.Of(change.Sent)))]);

    /// <summary>The mapped fields in the order of the rules, and behind them what else is sent.</summary>
    public static FieldSet Returning(RecordRules rules, DraftCreate create) =>
        rules.ErpFieldsWith(create.Values.Select(value => value.Pair.Erp));

    /// <summary>Values of the CRM that are not those the user saw in the dialog, and newly mapped ones.</summary>
    public static IReadOnlyList<MovedField> Moved(RecordRules rules, DraftCreate create, IReadOnlyList<FieldValue> crm) =>
        [.. rules.Fields.Select((rule, index) => (Rule: rule, Now: crm[index].Text, Seen: SeenOf(create, rule.Pair)))
            .Where(one => one.Rule.Reaches(Side.Erp) && !string.Equals(one.Now ?? "", one.Seen ?? "", StringComparison.Ordinal))
            .Select(one => new MovedField(one.Rule.Pair, one.Rule.Crm.Name, one.Seen ?? "", "", one.Now ?? "", ""))];

    /// <summary>
    /// What became of the values that were sent. What an ERP keeps of its own write is accepted; what stands otherwise in an actor that
    /// was only found later is for a person to look at.
    /// </summary>
    public static IReadOnlyList<Change> Settle(
        RecordRules rules, IReadOnlyList<Change> changes, FieldSet returning, ErpRecord actor, FoundBy by) =>
        [.. changes.Where(change => change.Side == Side.Erp).Select(change =>
        {
            var held = returning.IndexOf(change.Field) is var at and >= 0 ? actor.Values[at].Text : null;
            var isKept = held is not null && (rules.Find(change.Pair)?.IsKeptAs(Side.Erp, change.Sent, held) ?? string.Equals(held, change.Sent, StringComparison.Ordinal));
            return held is not null && by == FoundBy.Search && !isKept
                ? change with { State = ChangeState.Stale, Stored = held }
                : change with { State = ChangeState.Done, Stored = by == FoundBy.ExactAnswer || isKept ? held : null };
        })];

    /// <summary>
    /// Pairs that need no write: those the user saw settled in the dialog, and those that agree. What the ERP answered in the others goes
    /// over to the CRM by the rules of any new link.
    /// </summary>
    public static IReadOnlyList<FieldChoice> Accepted(
        RecordRules rules, DraftCreate create, IReadOnlyList<FieldValue> crm, IReadOnlyList<FieldValue> erp, IReadOnlyList<Change> settled) =>
        [.. rules.Fields.Select((rule, index) => (Rule: rule, Crm: crm[index].Text, Erp: erp[index].Text))
            .Where(one => one is { Crm: not null, Erp: not null } && settled.All(change => change.Pair != one.Rule.Pair))
            .Select(one => one.Rule.Agree(one.Crm!, one.Erp!) ? new FieldChoice(one.Rule.Pair, Choice.KeepBoth, one.Crm!, one.Erp!)
                : IsSettled(one.Rule, create) ? new FieldChoice(one.Rule.Pair, Choice.KeepBoth, SeenOf(create, one.Rule.Pair)!, one.Erp!)
                : null)
            .OfType<FieldChoice>()];

    /// <summary>The ERP's own values for the CRM: a number it gave, a default it or the user filled in.</summary>
    public static IReadOnlyList<Change> ToCrm(
        LinkContext context, EntityRef entity, DraftCreate create, RecordState state, IReadOnlyList<Change> settled, IReadOnlySet<string> fedElsewhere,
        Guid operationId, string userId, DateTimeOffset at)
    {
        var stale = settled.Where(change => change.State == ChangeState.Stale).Select(change => change.Pair).ToHashSet();
        var plan = RecordPlanner.Plan(context.Rules, state, Restraints.None with { FedElsewhere = fedElsewhere, Interrupted = stale }, at);
        return [.. plan.To(Side.Crm).Where(write => !IsSettled(context.Rules.Fields[write.Index], create)).Select(write => new Change(
            0, context.Connection.Id, null, entity, Side.Crm, write.Pair, write.Old, write.New, write.Source, null, ChangeState.Planned,
            ChangeCauses.Created, operationId, userId, context.Rules.Version, at, ShownUntilDismissed: write.Old.Length > 0))];
    }

    /// <summary>The bases the created link begins with: what was seen of the CRM and what stands in the ERP.</summary>
    public static BasePair?[] Bases(RecordRules rules, DraftCreate create, IReadOnlyList<FieldValue> erp) =>
        [.. rules.Fields.Select((rule, index) =>
            IsSettled(rule, create) && erp[index].Text is { } held ? new BasePair(SeenOf(create, rule.Pair)!, held) : (BasePair?)null)];

    /// <summary>The CRM owns the pair or had a value for it; only a blank two-way field takes the ERP's.</summary>
    private static bool IsSettled(FieldRule rule, DraftCreate create) =>
        rule.Reaches(Side.Erp) && SeenOf(create, rule.Pair) is { } seen && (seen.Length > 0 || rule.Mapping.Direction == Direction.CrmToErp);

    private static string? SeenOf(DraftCreate create, FieldPair pair) => create.Seen.FirstOrDefault(seen => seen.Pair == pair)?.Text;
}
