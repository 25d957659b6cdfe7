namespace SuperOfficeErpLink.Web.Cards;

/// <summary>The bar of a dialog: its name and the way out, for the partial <c>_DialogHead</c>.</summary>
/// <param name="Id">Of the heading; the dialog's <c>aria-labelledby</c>.</param>
/// <param name="CloseHref">Where the dialog closes to, as the browser takes it.</param>
public sealed record DialogHead(string Id, string Title, string CloseHref);
