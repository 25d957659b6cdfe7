using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>An actor to be created, as it is shown.</summary>
/// <param name="Seen">Stands for the CRM's values.</param>
/// <param name="Asked">What the user may type.</param>
/// <param name="Sent">What goes over without being asked for.</param>
public sealed record CreateView(CreateForm Form, string Seen, IReadOnlyList<CreateEditor> Asked, CreateSent Sent);

public sealed record CreateSent(IReadOnlyList<CreateRow> Rows, CreateTexts Words);

/// <summary>One field the user may type.</summary>
/// <param name="Typed">As it stands in the form.</param>
/// <param name="Note">Why the CRM's value does not go over.</param>
/// <param name="Error">Why what stands there cannot be sent.</param>
public sealed record CreateEditor(CreateRow Row, string Label, IReadOnlyList<ListItem> Items, string Typed, string? Note, string? Error)
{
    /// <summary>Stands before the name where a page has several forms: "Pairs[3].".</summary>
    public string Prefix { get; init; } = "";

    public string IdPrefix { get; init; } = "";

    /// <summary>What stands in the control while the actor keeps what it holds. Null: there is no actor yet.</summary>
    public string? Held { get; init; }

    /// <summary>What stood in the control before the user touched it; null where nobody asks later.</summary>
    public string? Fresh { get; init; }

    public string Id => $"{IdPrefix}create-{Row.Info.Key}";

    public string Name => $"{Prefix}Value[{Row.Info.Key}]";

    public string FreshName => $"{Prefix}Fresh[{Row.Info.Key}]";
}
