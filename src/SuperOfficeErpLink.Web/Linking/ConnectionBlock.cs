using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>One connection on the ERP tab.</summary>
public sealed record ConnectionBlock(TabConnection Tab, TabTexts Words, PersonTexts Persons, string TabPath, bool IsEditing)
{
    /// <summary>Where the persons of a linked company are linked in one go; a draft of its own is saved first.</summary>
    public bool OffersPairing => Tab is { HasPersons: true, Rights.CanConnect: true, Draft: null, SaveIsOpen: false };

    public string DialogPath(string dialog) => $"{TabPath}/{dialog}?connection={Tab.Connection.Id}";

    public string ConnectPath(ActorType type) => $"{DialogPath("connect")}&type={type}";

    /// <summary>Where an actor can be picked: nothing is linked, or what is will be disconnected; and nothing is picked yet.</summary>
    public bool OffersConnect =>
        IsEditing && Tab.Rights.CanConnect && Tab.Draft is not ({ Connect: not null } or { Create: not null }) && (Tab.Link is null || Tab.Draft?.Disconnect is not null) && !Tab.SaveIsOpen;

    public bool MayChangeLink => IsEditing && Tab is { Rights.CanConnect: true, Link: not null, Draft: null, SaveIsOpen: false };

    public bool MayCompare => Tab is { Rights.CanConnect: true, Link: not null, Actor.IsLive: true, SaveIsOpen: false } && Tab.Draft?.Disconnect is null;
}
