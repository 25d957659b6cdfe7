using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Problems;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Issues;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>The ERP tab's values and causes in words.</summary>
public sealed class TabTexts(ErpTexts texts, ValueTexts values, ProblemWords problems)
{
    /// <summary>The CRM is called so, also when it is the built-in one.</summary>
    public string CrmName => texts["Crm.Name"];

    public async Task LoadAsync(ErpTabView tab, CancellationToken cancellationToken)
    {
        foreach (var block in tab.Connections)
        {
            var pending = block.Pending;
            var rules = block.Rules?.Fields ?? [];
            await values.LoadAsync(
                block.Connection, [.. rules.Select(rule => rule.Crm), .. pending?.ToCrm.Select(write => write.Info) ?? []],
                [.. rules.Select(rule => rule.Erp), .. pending?.ToErp.Select(write => write.Info) ?? []], cancellationToken);
        }
    }

    public string Type(ActorType type) => texts[$"Type.{type}"];

    public string LinkedAs(ActorType type) => texts[$"LinkedAs.{type}"];

    public string At(DateTimeOffset at) => values.Show(at);

    public string Value(TabField shown) => shown.Value.Text is { } text ? values.Show(shown.Info, text) : texts["Value.NotRead"];

    /// <summary>A value in the middle of a sentence.</summary>
    public string Value(Side side, FieldInfo info, string text) => text.Length == 0 ? texts["Value.Blank"] : values.Show(side, info, text);

    public string Name(FieldInfo info) => info.Name.In(CultureInfo.CurrentUICulture);

    public string In(LocalText text) => text.In(CultureInfo.CurrentUICulture);

    public string Side(Side side, Connection connection) => side == Core.Sync.Side.Crm ? CrmName : connection.Name;

    /// <summary>A pair's name in the CRM; a field of the ERP alone has only that one's.</summary>
    public string Field(TabConnection block, FieldPair pair) =>
        block.Rules?.Find(pair) is { } rule ? Name(rule.Crm)
        : pair.Crm.Length == 0 ? block.Rules?.Actor.Find(pair.Erp) is { } info ? Name(info) : pair.Erp
        : pair.Crm;

    public string Conflict(TabConnection block, FieldConflict conflict)
    {
        if (block.Rules?.Find(conflict.Pair) is not { } rule)
        {
            return conflict.Pair.Crm;
        }

        var (crm, erp) = (Value(Core.Sync.Side.Crm, rule.Crm, conflict.Crm), Value(Core.Sync.Side.Erp, rule.Erp, conflict.Erp));
        return texts[$"Conflict.{conflict.Kind}", Name(rule.Crm), CrmName, crm, block.Connection.Name, erp];
    }

    /// <summary>What a problem is and what to do.</summary>
    public string Problem(TabConnection block, FieldProblem problem) =>
        problems.WhatAndFix(problem, problem.Pair is { } pair ? Field(block, pair) : block.Actor?.Name ?? "", block.Connection);

    public string Owner(FieldProblem problem) => problems.Owner(problem);

    /// <summary>What waits for the ERP to take it, and when that is tried; null when nothing does.</summary>
    public string? WaitsForErp(TabConnection block)
    {
        var waiting = block.Waiting.Where(change => change.Side == Core.Sync.Side.Erp).Select(change => Field(block, change.Pair)).Distinct(StringComparer.Ordinal).ToList();
        var key = WaitingCauses.KeyOf(WaitingKind.WritesToErp);
        return waiting.Count == 0 ? null : $"{problems.What(key, string.Join(", ", waiting), block.Connection)} {NextTry(block) ?? problems.Fix(key, block.Connection)}";
    }

    /// <summary>When what waits is tried again; null where no time is set.</summary>
    public string? NextTry(TabConnection block) => block.NextTry is { } next ? problems.NextTryAt(next) : null;

    public string Replaced(TabConnection? block, Change change)
    {
        var rule = block?.Rules?.Find(change.Pair);
        return texts[
            "Replaced", rule is null ? change.Pair.Crm : Name(rule.Crm), rule is null ? change.Old : Value(Core.Sync.Side.Crm, rule.Crm, change.Old),
            rule is null ? change.Stored ?? change.Sent : Value(Core.Sync.Side.Crm, rule.Crm, change.Stored ?? change.Sent), At(change.At)];
    }
}
