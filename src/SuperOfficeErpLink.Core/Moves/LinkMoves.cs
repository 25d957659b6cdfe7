using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Core.Moves;

/// <summary>What a link's snapshot becomes with a move.</summary>
/// <param name="MappingVersion">The version its order comes from.</param>
public sealed record MovedBase(byte[] Snapshot, int MappingVersion);

/// <summary>A link that goes on with the same CRM record and another key in the ERP.</summary>
/// <param name="Link">As it was read: it is left alone when it is another one by now.</param>
/// <param name="ErpKey">What its actor is called from now on.</param>
/// <param name="Base">Null keeps what was last agreed, for it is the same record under another number.</param>
/// <param name="UserId">Who said so; <c>system</c> where the ERP did.</param>
public sealed record Renumbering(Link Link, string ErpKey, MovedBase? Base, string UserId, long? RunId = null);

/// <summary>A link that goes on with the same actor and the CRM record that its own was merged into.</summary>
/// <param name="Link">As it was read.</param>
public sealed record EntityMove(Link Link, EntityRef Entity, MovedBase? Base, string UserId, long? RunId = null);

/// <summary>What became of a move. Unless it is <see cref="Moved"/>, nothing was changed.</summary>
public abstract record MoveOutcome
{
    private MoveOutcome()
    {
    }

    public sealed record Moved : MoveOutcome;

    /// <summary>The same order did it before.</summary>
    public sealed record MovedBefore : MoveOutcome;

    /// <summary>Another record is linked to the actor, or another actor to the record.</summary>
    /// <param name="Holder">The record that has the link in the way.</param>
    public sealed record Taken(EntityRef Holder) : MoveOutcome;

    /// <summary>The link is not as it was read.</summary>
    public sealed record Changed : MoveOutcome;

    /// <summary>A Save of one of the records is on its way.</summary>
    public sealed record Busy(string? By) : MoveOutcome;
}

/// <summary>
/// Gives links another key or another record. A link keeps its id, and with it its history; every method is one transaction that first
/// checks its fence, in which the event is stored, problems that the move settles close and the whole record is due for the next run.
/// The unique indexes decide races. Nothing here is written to either system.
/// </summary>
public interface ILinkMoveStore
{
    Task<MoveOutcome> RenumberAsync(Sync.Fence fence, Renumbering move, CancellationToken cancellationToken);

    Task<MoveOutcome> MoveAsync(Sync.Fence fence, EntityMove move, CancellationToken cancellationToken);

    /// <summary>
    /// Of two links on one connection that a merge in the CRM brought together, the one that is kept goes to the record that is left, and the
    /// other is parted with all that hangs on it; in one transaction.
    /// </summary>
    /// <param name="parted">The link that is given up, as it was seen.</param>
    Task<MoveOutcome> KeepOneAsync(Sync.Fence fence, EntityMove kept, Link parted, CancellationToken cancellationToken);

    /// <summary>The link is given up with all that hangs on it, and a company's persons with it.</summary>
    Task<MoveOutcome> PartAsync(Sync.Fence fence, Link link, string userId, CancellationToken cancellationToken);

    /// <summary>Links of which a sync found that their record was merged into one that has a link of its own.</summary>
    Task<IReadOnlyList<Link>> ListMergedAsync(Guid connectionId, EntityType type, CancellationToken cancellationToken);
}

/// <summary>The same for very many links at once, as a list of old and new keys has it.</summary>
public interface IRenumberStore
{
    /// <summary>
    /// Gives many links of a connection other keys, in the order given, at most so many as one short transaction can hold. Who writes to a
    /// record meanwhile keeps it: its step is left out. One answer per step, in the same order.
    /// </summary>
    /// <remarks>An order moves a link once, however often it is sent: the key that a link has got by it may be the old key of another line.</remarks>
    /// <param name="steps">A ring is never cut: all of its steps are given together.</param>
    Task<IReadOnlyList<MoveOutcome>> RenumberAsync(
        Guid connectionId, string keySpace, IReadOnlyList<RenumberStep> steps, Guid operationId, string userId, CancellationToken cancellationToken);

    /// <summary>The links that have these keys, by key.</summary>
    Task<IReadOnlyDictionary<string, NumberedLink>> FindByKeyAsync(
        Guid connectionId, string keySpace, IReadOnlyCollection<string> erpKeys, CancellationToken cancellationToken);

    /// <summary>What one order of many did, in the order it was done.</summary>
    IAsyncEnumerable<RenumberStep> ReadDoneAsync(Guid connectionId, Guid operationId, CancellationToken cancellationToken);

    /// <summary>Stores who renumbered many links, beside the events of each.</summary>
    Task AuditAsync(Guid connectionId, string by, int done, int left, CancellationToken cancellationToken);
}

/// <summary>What renumbering needs to know of a link.</summary>
public readonly record struct NumberedLink(long Id, Connectors.ActorType ActorType, LinkState State, EntityRef Entity);

/// <param name="Ring">Steps of one ring have one number and are done together: a becomes b and b becomes a. Null: none.</param>
public readonly record struct RenumberStep(long LinkId, string From, string To, int? Ring);
