using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>What became of a Save. Unless it is <see cref="Done"/>, nothing was written and the draft is kept.</summary>
public abstract record SaveResult
{
    private SaveResult()
    {
    }

    /// <summary>One outcome per connection that was tried, in the order they were; where one says nothing was changed, its part of the draft is kept.</summary>
    public sealed record Done(IReadOnlyList<PartResult> Parts) : SaveResult;

    /// <summary>There was nothing to save.</summary>
    public sealed record Nothing : SaveResult;

    /// <summary>The draft was changed or saved in another window.</summary>
    public sealed record DraftChanged : SaveResult;

    /// <summary>The link on a connection was changed by someone else since.</summary>
    public sealed record LinkChanged(string ConnectionName) : SaveResult;

    /// <param name="Holder">The record that holds the actor.</param>
    /// <param name="HolderName">Null when it no longer exists.</param>
    public sealed record ActorTaken(string ConnectionName, string ActorName, EntityRef Holder, string? HolderName) : SaveResult;

    /// <summary>The person's company is not linked on the connection, or no longer.</summary>
    /// <param name="Company">Null: the person belongs to none.</param>
    public sealed record CompanyNotLinked(string ConnectionName, EntityRef? Company, string? CompanyName) : SaveResult;

    /// <summary>Someone is writing to the record.</summary>
    public sealed record Busy(string? By) : SaveResult;
}

/// <summary>A pair whose values are not those the user chose between.</summary>
public sealed record MovedField(FieldPair Pair, LocalText Name, string CrmSeen, string ErpSeen, string Crm, string Erp);

/// <param name="Name">Null when the record no longer exists.</param>
public sealed record PartedRecord(EntityRef Entity, string? Name);

/// <summary>What became of one connection's part of a Save.</summary>
public abstract record PartResult(Guid ConnectionId, string ConnectionName)
{
    /// <summary>The type of actor the part was to create; null when it was to create none.</summary>
    public ActorType? Creating { get; init; }

    /// <summary>The actor the part was to link; null when it was to link none that exists.</summary>
    public DraftConnect? Connecting { get; init; }

    /// <param name="ToErp">Fields written to the ERP.</param>
    /// <param name="ToCrm">Fields written to the CRM.</param>
    /// <param name="RefusedFields">Fields the ERP or the CRM refused: both values are kept, and each is a problem.</param>
    /// <param name="CrmIsPending">The CRM could not be written and is tried again.</param>
    public sealed record Saved(Guid ConnectionId, string ConnectionName, int ToErp, int ToCrm, IReadOnlyList<FieldError> RefusedFields, bool CrmIsPending, bool Disconnected)
        : PartResult(ConnectionId, ConnectionName)
    {
        /// <summary>A link was made.</summary>
        public bool Connected { get; init; }

        /// <summary>The actor that was created, by its key; null when none was.</summary>
        public string? CreatedKey { get; init; }

        /// <summary>The record whose link ended, for the ERP gave its deleted actor's key to the one created now; null in general.</summary>
        public PartedRecord? Parted { get; init; }
    }

    /// <summary>The ERP refused the whole record: nothing was changed, the draft is kept.</summary>
    public sealed record Refused(Guid ConnectionId, string ConnectionName, IReadOnlyList<FieldError> Errors) : PartResult(ConnectionId, ConnectionName);

    /// <summary>The ERP could not be reached: nothing was changed, the draft is kept.</summary>
    public sealed record Unreachable(Guid ConnectionId, string ConnectionName, ConnectorException Failure) : PartResult(ConnectionId, ConnectionName);

    /// <summary>The answer was lost. It is settled by reading the ERP, in the background.</summary>
    public sealed record Unsettled(Guid ConnectionId, string ConnectionName, ConnectorException Failure) : PartResult(ConnectionId, ConnectionName);

    /// <summary>
    /// It is not known whether the actor was created. It is found out in the background by its reference, or by a person where the ERP
    /// keeps none; it is never asked for again before that.
    /// </summary>
    public sealed record CreateUnknown(Guid ConnectionId, string ConnectionName, bool AskUser) : PartResult(ConnectionId, ConnectionName);

    /// <summary>The actor was not created after all: nothing was changed, the draft is kept.</summary>
    public sealed record NotCreated(Guid ConnectionId, string ConnectionName) : PartResult(ConnectionId, ConnectionName);

    /// <summary>The actor was created, and another record was linked to it before this one could be: the draft is kept.</summary>
    /// <param name="HolderName">Null when the record no longer exists.</param>
    public sealed record CreatedTaken(Guid ConnectionId, string ConnectionName, string ErpKey, EntityRef Holder, string? HolderName)
        : PartResult(ConnectionId, ConnectionName);

    /// <summary>Values moved while it was saved: nothing was changed, the draft is kept.</summary>
    public sealed record Moved(Guid ConnectionId, string ConnectionName, IReadOnlyList<MovedField> Fields) : PartResult(ConnectionId, ConnectionName);

    /// <summary>The actor or the record is gone, or its type is no longer synced: nothing was changed, the draft is kept.</summary>
    public sealed record NotThere(Guid ConnectionId, string ConnectionName) : PartResult(ConnectionId, ConnectionName);

    /// <summary>The person belongs to another actor in the ERP than the one the company is linked to: nothing was changed, the draft is kept.</summary>
    public sealed record UnderOtherActor(Guid ConnectionId, string ConnectionName, string ActorName, string CompanyKey) : PartResult(ConnectionId, ConnectionName);
}
