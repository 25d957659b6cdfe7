using System.Globalization;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>The compare dialog's values and reasons in words.</summary>
public sealed class CompareTexts(ErpTexts texts, ValueTexts values)
{
    private string erpName = "";

    public string CrmName => texts["Crm.Name"];

    public async Task LoadAsync(ActorComparison comparison, CancellationToken cancellationToken)
    {
        erpName = comparison.Connection.Name;
        await values.LoadAsync(
            comparison.Connection, comparison.Rows.Select(row => row.Rule.Crm), comparison.Rows.Select(row => row.Rule.Erp), cancellationToken);
    }

    /// <summary>People at a CRM know a field by its name there.</summary>
    public string Label(CompareRow row) => row.Rule.Crm.Name.In(CultureInfo.CurrentUICulture);

    public string Group(string name) => texts[$"Group.{name}"];

    public string Side(Side side) => side == Core.Sync.Side.Crm ? CrmName : erpName;

    public string Value(CompareRow row, Side side)
    {
        var value = side == Core.Sync.Side.Crm ? row.Crm : row.Erp;
        return value.Text is not { } text ? texts["Value.NotRead"]
            : text.Length == 0 ? texts["Value.Blank"]
            : values.Show(side, row.Rule[side], text);
    }

    /// <summary>Why a side's value cannot be chosen; null when it can.</summary>
    public string? WhyNot(CompareRow row, Side side)
    {
        var carried = side == Core.Sync.Side.Crm ? row.ToErp : row.ToCrm;
        var target = side.Other();
        return carried.IsHeld ? null
            : carried.Reason == CannotHold.ReadOnly ? texts["Compare.GovernedBy", Side(target)]
            : texts[$"CannotHold.{carried.Reason}", Side(target), row.Rule[target].MaxLength];
    }

    /// <summary>What was last agreed, where it tells something.</summary>
    public string? Base(CompareRow row) =>
        row.Base is { } agreed && row.Kind == RowKind.Different
            ? texts["Compare.LastAgreed", agreed.Crm.Length == 0 ? texts["Value.Blank"] : values.Show(Core.Sync.Side.Crm, row.Rule.Crm, agreed.Crm)]
            : null;
}
