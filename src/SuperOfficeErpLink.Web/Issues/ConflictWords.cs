using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Conflicts;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Issues;

/// <summary>Conflicts in words.</summary>
public sealed class ConflictWords(ICrm crm, ValueTexts values, ErpTexts erp, IssueTexts texts)
{
    private readonly Dictionary<EntityType, IReadOnlyList<FieldInfo>> fields = [];

    public string CrmName => erp["Crm.Name"];

    /// <summary>What naming the fields of these groups needs.</summary>
    public async Task LoadAsync(IEnumerable<ConflictGroup> groups, CancellationToken cancellationToken)
    {
        foreach (var type in groups.Select(group => EntityTypes.For(group.Type)).Distinct().Where(type => !fields.ContainsKey(type)))
        {
            fields[type] = await crm.DescribeAsync(type, cancellationToken);
        }
    }

    /// <summary>What showing the values of a group needs.</summary>
    public Task LoadAsync(Connection connection, FieldRule rule, CancellationToken cancellationToken) =>
        values.LoadAsync(connection, [rule.Crm], [rule.Erp], cancellationToken);

    public string Field(ConflictGroup group) => Field(group.Type, group.Pair.Crm);

    /// <summary>The fields that are decided with this one; null: none.</summary>
    public string? Together(ConflictPage page) => page.DecidedWith.Count == 0 ? null : texts["Conflicts.Together", string.Join(", ", page.DecidedWith.Select(key => Field(page.Group.Type, key)))];

    public string Type(ConflictGroup group) => erp[$"Type.{group.Type}"];

    public string Difference(DifferenceClass difference) => texts[$"Difference.{difference}"];

    /// <summary>"217 differ in the form of a phone number only".</summary>
    public string Count(ConflictGroupCount count) =>
        texts[count.Count == 1 ? "Conflicts.CountOne" : "Conflicts.Count", count.Count.ToString("N0", CultureInfo.CurrentCulture), Difference(count.Group.Difference)];

    public string Value(Side side, FieldRule? rule, string text) =>
        text.Length == 0 ? texts["Value.Blank"] : rule is null ? text : values.Show(side, rule[side], text);

    public string At(DateTimeOffset at) => values.Show(at);

    /// <summary>What both held when they last agreed, and who wrote last.</summary>
    public IEnumerable<string> Story(ConflictPage page, ConflictLine line)
    {
        yield return texts[$"Kind.{line.Of.Conflict.Kind}"];
        if (line.Of.Conflict.Base is { } agreed)
        {
            yield return string.Equals(agreed.Crm, agreed.Erp, StringComparison.Ordinal)
                ? texts["Conflicts.Base", Value(Side.Crm, page.Rule, agreed.Crm)]
                : texts["Conflicts.BaseOfEach", CrmName, Value(Side.Crm, page.Rule, agreed.Crm), page.Connection.Name, Value(Side.Erp, page.Rule, agreed.Erp)];
        }

        if (line.LastEdit is { } edit)
        {
            yield return texts["Conflicts.LastEdit", CrmName, At(edit.At), edit.By];
        }

        yield return texts["Conflicts.Since", At(line.Of.Conflict.Since)];
        if (line.LastWrite is { } written)
        {
            yield return texts["Conflicts.LastWrite", written.Side == Side.Crm ? CrmName : page.Connection.Name, At(written.At)];
        }
    }

    /// <summary>Why a side's value cannot be chosen; null when it can.</summary>
    public string? WhyNot(ConflictPage page, ConflictLine line, Side side)
    {
        var carried = side == Side.Crm ? line.ToErp : line.ToCrm;
        var target = side.Other();
        var name = target == Side.Crm ? CrmName : page.Connection.Name;
        return carried.IsHeld ? null
            : carried.Reason == CannotHold.ReadOnly || page.Rule is null ? erp["Compare.GovernedBy", name]
            : erp[$"CannotHold.{carried.Reason}", name, page.Rule[target].MaxLength];
    }

    private string Field(ActorType type, string crm) =>
        fields.GetValueOrDefault(EntityTypes.For(type), []).FirstOrDefault(info => info.Key == crm)?.Name.In(CultureInfo.CurrentUICulture) ?? crm;

    public string Count(RuleCount count)
    {
        var number = count.Count.ToString("N0", CultureInfo.CurrentCulture);
        return count.AtLeast ? texts["Rule.AtLeast", number] : number;
    }

    public string Rule(NewRule rule, Connection connection) => rule switch
    {
        { Policy: OnConflict.CrmWins } => texts["Rule.Wins", CrmName],
        { Policy: not null } => texts["Rule.Wins", connection.Name],
        { Normaliser: Normaliser.Text } => texts["Rule.AsText"],
        _ => texts[$"Rule.{rule.Normaliser}"],
    };
}
