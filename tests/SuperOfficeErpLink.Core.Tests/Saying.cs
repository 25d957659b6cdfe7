using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests;

/// <summary>Decisions, directions and bases as the tables write them.</summary>
internal static class Saying
{
    /// <summary>For example <c>write ERP 'a'</c>, <c>hold CRM</c>, <c>conflict BothChanged</c>, <c>accept</c>.</summary>
    public static string Of(Decision decision) => decision.Kind switch
    {
        DecisionKind.Write => $"write {Of(decision.Target)} '{decision.Value}'",
        DecisionKind.Hold => $"hold {Of(decision.Target)}",
        DecisionKind.Conflict => $"conflict {decision.Conflict}",
        DecisionKind.Leave => "leave",
        DecisionKind.Agree => "agree",
        DecisionKind.Accept => "accept",
        DecisionKind.Skip => "skip",
        _ => throw new ArgumentOutOfRangeException(nameof(decision)),
    };

    public static string Of(Side side) => side == Side.Crm ? "CRM" : "ERP";

    public static Direction Direction(string arrow) => arrow switch
    {
        ">" => Core.Mapping.Direction.ErpToCrm,
        "<" => Core.Mapping.Direction.CrmToErp,
        "<>" => Core.Mapping.Direction.Both,
        _ => throw new ArgumentOutOfRangeException(nameof(arrow)),
    };

    /// <summary>A base written <c>crm=erp</c>; null: none.</summary>
    public static BasePair? Base(string? agreed) => agreed?.Split('=') is [var crm, var erp] ? new BasePair(crm, erp) : null;

    /// <summary>A value as read; <c>?</c>: not read.</summary>
    public static Connectors.FieldValue Value(string text) => Given.Value(text == "?" ? null : text);
}
