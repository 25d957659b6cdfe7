using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>What a user's choices mean. Pure.</summary>
public static class Choices
{
    /// <summary>The writes that choices ask for; a choice of what is already so, or that cannot go over, asks for none.</summary>
    public static IReadOnlyList<Change> ToChanges(
        LinkContext context, EntityRef entity, IReadOnlyList<FieldChoice> choices, Guid operationId, string userId, DateTimeOffset at)
    {
        var changes = new List<Change>();
        foreach (var choice in choices)
        {
            if (choice.Choice == Choice.KeepBoth || context.Rules.Find(choice.Pair) is not { } rule)
            {
                continue;
            }

            var target = choice.Choice == Choice.Crm ? Side.Erp : Side.Crm;
            var (source, old) = target == Side.Erp ? (choice.CrmSeen, choice.ErpSeen) : (choice.ErpSeen, choice.CrmSeen);
            var carried = rule.Carry(target.Other(), source);
            if (carried.IsHeld && !string.Equals(carried.Text, old, StringComparison.Ordinal))
            {
                changes.Add(new Change(
                    0, context.Connection.Id, null, entity, target, choice.Pair, old, carried.Text!, source, null, ChangeState.Planned,
                    ChangeCauses.Chosen, operationId, userId, context.Rules.Version, at, ShownUntilDismissed: false));
            }
        }

        return changes;
    }

    /// <summary>
    /// Pairs that no longer hold what was chosen between, or of which a chosen value can no longer be read, and newly mapped ones that
    /// differ. A pair that came to agree by itself is none where nothing was to be written.
    /// </summary>
    public static IReadOnlyList<MovedField> Moved(RecordRules rules, IReadOnlyList<FieldChoice> choices, BothSides read)
    {
        var moved = new List<MovedField>();
        for (var index = 0; index < rules.Fields.Count; index++)
        {
            var rule = rules.Fields[index];
            var (crm, erp) = (read.Crm!.Values[index], read.Erp!.Values[index]);
            var choice = choices.FirstOrDefault(made => made.Pair == rule.Pair);
            if (!crm.WasRead || !erp.WasRead)
            {
                if (choice is { Choice: not Choice.KeepBoth })
                {
                    moved.Add(new MovedField(rule.Pair, rule.Crm.Name, choice.CrmSeen, choice.ErpSeen, crm.Text ?? "", erp.Text ?? ""));
                }

                continue;
            }

            var isAsSeen = choice is not null
                && string.Equals(choice.CrmSeen, crm.Text, StringComparison.Ordinal) && string.Equals(choice.ErpSeen, erp.Text, StringComparison.Ordinal);
            if (!isAsSeen && !(rule.Agree(crm.Text!, erp.Text!) && choice?.Choice is null or Choice.KeepBoth))
            {
                moved.Add(new MovedField(rule.Pair, rule.Crm.Name, choice?.CrmSeen ?? "", choice?.ErpSeen ?? "", crm.Text!, erp.Text!));
            }
        }

        return moved;
    }
}
