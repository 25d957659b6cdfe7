namespace SuperOfficeErpLink.Web.Linking;

/// <summary>One table of the compare dialog.</summary>
public sealed record CompareTable(CompareView View, IReadOnlyList<CompareGroup> Groups, CompareTexts Words, string Caption);
