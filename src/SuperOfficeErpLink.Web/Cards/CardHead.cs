namespace SuperOfficeErpLink.Web.Cards;

/// <summary>The top of a record's card and its tabs; given to the layout <c>_Card</c> in <c>ViewData["Head"]</c>.</summary>
/// <param name="Icon">Phosphor name without prefix.</param>
/// <param name="HasErp">The user may use an active connection, so the ERP tab is there.</param>
public sealed record CardHead(
    string Icon, string Name, string Subtitle, IReadOnlyList<CardTab> Tabs, DateTimeOffset UpdatedAt, string UpdatedBy, bool HasErp,
    CardCompany? Company = null);

/// <summary>The company a person or project belongs to.</summary>
public sealed record CardCompany(long Id, string Name);

/// <param name="Href">From the application's root, as ~/…</param>
/// <param name="HasDot">Something is there: the ERP tab of a linked record.</param>
public sealed record CardTab(string Text, string Href, bool IsActive, bool HasDot = false);

/// <summary>The line over a page that tells how something went or what to know.</summary>
/// <param name="Href">A way on, from the application's root as ~/…; its words are <paramref name="LinkText"/>.</param>
public sealed record Notice(NoticeKind Kind, string Text, string? Href = null, string? LinkText = null);

public enum NoticeKind
{
    Info, Success, Warning, Error,
}
