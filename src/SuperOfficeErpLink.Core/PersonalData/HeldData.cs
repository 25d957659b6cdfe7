using SuperOfficeErpLink.Core.Crm;

namespace SuperOfficeErpLink.Core.PersonalData;

/// <summary>What this product holds of one record, in numbers.</summary>
/// <param name="Links">With it go the snapshots, what the ERP tab showed last, conflicts and problems.</param>
/// <param name="PersonsBelow">Of a company: persons whose links hang below it and are ended with it.</param>
/// <param name="Changes">Lines of its history that hold values.</param>
/// <param name="Planned">Of those, writes that wait and have not been sent.</param>
/// <param name="Drafts">Of all users.</param>
/// <param name="Saves">Ended ones that hold what was chosen.</param>
public sealed record HeldData(
    EntityRef Entity, IReadOnlyList<HeldLink> Links, int PersonsBelow, int Changes, int Planned, int Conflicts, int Problems, int Drafts, int Saves)
{
    public bool IsNothing => Links.Count + Changes + Drafts + Saves == 0;
}

/// <summary>A link of the record.</summary>
public sealed record HeldLink(Guid ConnectionId, string ErpKey);

/// <summary>What became of the wish to delete a record's data.</summary>
public abstract record ErasureOutcome
{
    private ErasureOutcome()
    {
    }

    /// <param name="Erased">What was held, and is not any more.</param>
    public sealed record Done(HeldData Erased) : ErasureOutcome;

    /// <summary>Somebody writes to the record, or to a person below it, right now.</summary>
    public sealed record Busy(string? By) : ErasureOutcome;

    /// <summary>A Save of the record, or of one whose link goes with it, has begun and not ended.</summary>
    public sealed record SaveIsOpen(string By) : ErasureOutcome;

    /// <summary>The answer to a write is outstanding: whether it was done is found out first.</summary>
    /// <param name="ConnectionIds">Where.</param>
    public sealed record Unsettled(IReadOnlyList<Guid> ConnectionIds) : ErasureOutcome;
}

public interface IPersonalDataStore
{
    Task<HeldData> CountAsync(EntityRef entity, CancellationToken cancellationToken);

    /// <summary>
    /// One transaction that first checks the claim (<see cref="Sync.ClaimLostException"/>): the record's links are ended, every value of it is
    /// cleared, and an audit entry says by whom. All of it or nothing.
    /// </summary>
    Task<ErasureOutcome> EraseAsync(Sync.Claim claim, Access.UserContext by, CancellationToken cancellationToken);
}
