using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>An actor that now stands in the ERP.</summary>
/// <param name="Settled">What was sent, with what became of it.</param>
/// <param name="ToCrm">The ERP's own values, to be written to the CRM.</param>
/// <param name="IsProven">The ERP's own answer or our reference says that it was made by this operation; false where a person says so.</param>
public sealed record CreatedActor(DraftConnect Link, string KeySpace, IReadOnlyList<Change> Settled, IReadOnlyList<Change> ToCrm, bool IsProven);

public abstract record StoreKeyOutcome
{
    private StoreKeyOutcome()
    {
    }

    /// <param name="Parted">The record that was linked to the key's last bearer: the ERP gave the key anew, so that one is gone. Null in general.</param>
    public sealed record Stored(Operation Operation, EntityRef? Parted) : StoreKeyOutcome;

    /// <summary>Another entity holds the actor by now.</summary>
    public sealed record ActorTaken(EntityRef Holder) : StoreKeyOutcome;
}

/// <summary>The transactions of a Save that creates an actor. Each first checks the claim (<see cref="ClaimLostException"/>).</summary>
public interface ICreateStore
{
    /// <summary>Before anything is sent: the step, its time and every change as sending.</summary>
    Task<Operation> StartAsync(Claim claim, Operation operation, CancellationToken cancellationToken);

    /// <summary>The actor's key, as soon as it is known, with all that follows from it.</summary>
    Task<StoreKeyOutcome> StoreKeyAsync(Claim claim, Operation operation, CreatedActor actor, CancellationToken cancellationToken);
}

/// <summary>Which link an actor's parent is known by: that of the company a person or project belongs to.</summary>
public interface IParentLinks
{
    /// <summary>The active link of the record's company on a connection; null when it has no company or that is not linked.</summary>
    Task<Link?> FindAsync(EntityRef entity, Guid connectionId, CancellationToken cancellationToken);
}
