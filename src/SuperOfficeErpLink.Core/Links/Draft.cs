using System.Text.Json.Serialization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>What a user has decided for one record and not saved yet. It reserves nothing.</summary>
/// <param name="Connections">At most one per connection.</param>
public sealed record Draft(IReadOnlyList<DraftConnection> Connections)
{
    public static Draft Empty { get; } = new([]);

    [JsonIgnore]
    public bool IsEmpty => Connections.Count == 0;

    public DraftConnection? Find(Guid connectionId) => Connections.FirstOrDefault(part => part.ConnectionId == connectionId);

    /// <summary>The draft with one connection's part replaced; null or an empty part removes it.</summary>
    public Draft With(Guid connectionId, DraftConnection? part) =>
        new([.. Connections.Where(other => other.ConnectionId != connectionId), .. part is null || part.IsEmpty ? [] : new[] { part }]);
}

/// <param name="Disconnect">The link to give up, as it stood when the user said so.</param>
/// <param name="Connect">The actor to link, after the disconnect if there is one.</param>
/// <param name="Compare">Choices for a link that stays.</param>
/// <param name="Create">The actor to create and link, after the disconnect if there is one; in the place of <paramref name="Connect"/>.</param>
/// <param name="Mark">Of the order by which a program made it (see <see cref="LinkOrder"/>); null: a person decided it.</param>
public sealed record DraftConnection(
    Guid ConnectionId, LinkSeen? Disconnect, DraftConnect? Connect, DraftCompare? Compare, DraftCreate? Create = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Mark = null)
{
    [JsonIgnore]
    public bool IsEmpty => Disconnect is null && Connect is null && Compare is null && Create is null;

    /// <summary>Of the actor that is linked once this is saved; null where the link is only given up.</summary>
    [JsonIgnore]
    public ActorType? ActorType => Connect?.ActorType ?? Create?.ActorType ?? Compare?.ActorType;

    /// <summary>Of a new link or of one that stays.</summary>
    [JsonIgnore]
    public IReadOnlyList<FieldChoice> Choices => Connect?.Choices ?? Compare?.Choices ?? [];

    /// <summary>Of a new link or of one that stays.</summary>
    [JsonIgnore]
    public IReadOnlyList<AskedValue> Asked => (Connect is { } connect ? connect.Asked : Compare?.Asked) ?? [];
}

/// <summary>A link as the user saw it; a Save is refused when it has changed since.</summary>
/// <param name="Persons">Of a company to be disconnected: the persons that were named and go with it. Null: none were.</param>
/// <param name="IsRecreated">Its actor is gone and is created anew: its persons stay, below the new link.</param>
public sealed record LinkSeen(long LinkId, long RowVersion, IReadOnlyList<long>? Persons = null, bool IsRecreated = false);

/// <param name="ActorName">What the actor was called when it was picked, for messages.</param>
/// <param name="Asked">What the user entered in fields that no CRM field is mapped to. Null: nothing.</param>
public sealed record DraftConnect(
    ActorType ActorType, string ErpKey, string ActorName, IReadOnlyList<FieldChoice> Choices, IReadOnlyList<AskedValue>? Asked = null);

/// <param name="Asked">See <see cref="DraftConnect"/>: where an actor that was to be given up is picked again, its link stays.</param>
public sealed record DraftCompare(
    LinkSeen Link, ActorType ActorType, IReadOnlyList<FieldChoice> Choices, IReadOnlyList<AskedValue>? Asked = null);

/// <summary>One row of the compare dialog as decided, with the pair of values it was decided on.</summary>
public sealed record FieldChoice(FieldPair Pair, Choice Choice, string CrmSeen, string ErpSeen);

/// <summary>Whose value is right.</summary>
public enum Choice
{
    Crm = 1,
    Erp = 2,

    /// <summary>Neither is written; the pair becomes the base as it stands.</summary>
    KeepBoth = 3,
}
