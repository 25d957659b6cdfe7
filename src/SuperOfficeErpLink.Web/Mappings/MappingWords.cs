using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.DryRuns;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Mappings;

/// <summary>A connection's configuration in words.</summary>
public sealed class MappingWords(MappingTexts texts, ErpTexts erp, ValueTexts values)
{
    public string CrmName => erp["Crm.Name"];

    public string Type(ActorType type) => erp[$"Type.{type}"];

    /// <summary>Synkroniser ERP "Kunde" med SuperOffice "Firma".</summary>
    public string Sync(ActorType type) => erp["Admin.MappingOf", Type(type), erp[$"Entity.{EntityTypes.For(type)}"]];

    public string At(DateTimeOffset at) => values.Show(at);

    public static string Name(FieldInfo? field, string key) => field?.Name.In(CultureInfo.CurrentUICulture) ?? key;

    public string ErpField(MappedSystems? systems, ActorType type, string key) => Name(systems?.FindErp(type, key), key);

    public string CrmField(MappedSystems? systems, ActorType type, string? key) => key is null ? erp["Admin.NoSelection"] : Name(systems?.FindCrm(type, key), key);

    public string Number(int number) => number.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>Which way an arrow lets values go.</summary>
    public string Arrow(string field, Side target) => texts[$"Arrow.To{target}", field];

    /// <summary>Why an arrow cannot be set; null when it can.</summary>
    public string? Bar(ArrowBar bar, Side target) => bar == ArrowBar.None ? null : texts[$"Bar.{bar}", target == Side.Crm ? CrmName : texts["Erp"]];

    public string Say(MappingFault fault, MappedSystems? systems) => texts[$"Fault.{fault.Kind}", ErpField(systems, fault.Actor, fault.Erp ?? ""), DetailOf(fault, systems)];

    private string DetailOf(MappingFault fault, MappedSystems? systems) => fault.Kind switch
    {
        FaultKind.CrmFieldFedTwice => ErpField(systems, fault.Actor, fault.Detail ?? ""),
        FaultKind.TypeGone => Type(fault.Actor),
        FaultKind.ReadOnly or FaultKind.Type => fault.Detail is null ? texts["Erp"] : CrmName,
        _ => fault.Detail ?? "",
    };

    /// <summary>What differs, in one line.</summary>
    public string Say(MappingDifference difference, MappedSystems? systems) => difference.Erp is null
        ? texts[difference.After == "1" ? "Difference.On" : "Difference.Off"]
        : texts["Difference.Line", texts[$"Part.{difference.Part}"], Value(difference, difference.Before, systems), Value(difference, difference.After, systems)];

    private string Value(MappingDifference difference, string? value, MappedSystems? systems) => difference.Part switch
    {
        MappingPart.CrmField => CrmField(systems, difference.Actor, value),
        MappingPart.Direction => erp[$"Admin.Direction.{value}"],
        MappingPart.ShowInSearch or MappingPart.ShowOnTab => texts[value == "1" ? "Yes" : "No"],
        MappingPart.OnConflict or MappingPart.WhenBlank or MappingPart.Normaliser or MappingPart.First => texts[$"{difference.Part}.{value}"],
        MappingPart.List => value is null ? texts["None"] : texts["Difference.Items", value.Split('\n').Length],
        MappingPart.Default => value is null ? texts["None"] : Default(value),
        _ => value is null or "" ? texts["None"] : value,
    };

    private string Default(string value)
    {
        var parts = value.Split('|');
        var (text, ask, mandatory) = (string.Join('|', parts[..^2]), parts[^2] == "1", parts[^1] == "1");
        return string.Join(", ", new[] { text, ask ? texts["Default.Ask"] : "", mandatory ? texts["Default.Mandatory"] : "" }.Where(part => part.Length > 0));
    }

    public string Say(LintFinding finding) => finding.Kind switch
    {
        LintKind.WillNotFit => texts[$"Lint.{finding.Reason}", Number(finding.Count), Number(finding.Of), finding.Target == Side.Crm ? CrmName : texts["Erp"]],
        LintKind.FedElsewhere => texts[finding.Count > 0 ? "Lint.FedBefore" : "Lint.FedAfter", finding.Detail ?? ""],
        LintKind.ShorterTarget => texts["Lint.ShorterTarget", finding.Target == Side.Crm ? CrmName : texts["Erp"], finding.Detail ?? "", Number(finding.Of)],
        _ => texts["Lint.MandatoryWithoutValue"],
    };

    public string Kind(FindingKind kind) => texts[$"Finding.{kind}"];

    /// <summary>Why a value cannot go over; empty where it can.</summary>
    public string Why(Finding finding) => finding.Reason == CannotHold.None ? "" : texts[$"Why.{finding.Reason}"];

    public string First(FirstValue first) => texts[$"First.{first}"];
}
