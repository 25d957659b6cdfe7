namespace SuperOfficeErpLink.Connectors.Excel.Model;

/// <summary>A workbook as it was at one moment; nothing of it changes afterwards.</summary>
/// <param name="Hash">Of the file's bytes.</param>
/// <param name="ClientId">The id on the sheet Client, where there is one.</param>
internal sealed record Workbook(
    string Hash, DateSystem Dates, string? ClientId, IReadOnlyDictionary<ActorType, ActorSheet> Actors, IReadOnlyDictionary<string, ListSheet> Lists,
    WorkbookParts Parts)
{
    public ActorSheet Actor(ActorType type) => Actors.TryGetValue(type, out var sheet) ? sheet : throw WorkbookFailure.NoSheet(type);
}

/// <summary>Where in the file its parts are.</summary>
/// <param name="MayCalculate">Some sheet has formulas, or was not read far enough to know.</param>
internal sealed record WorkbookParts(string Main, string? Styles, bool MayCalculate);
