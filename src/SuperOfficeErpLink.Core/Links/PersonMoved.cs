using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>Where a linked person's company changed.</summary>
public enum PersonMove
{
    /// <summary>In the CRM only.</summary>
    InCrm = 1,

    /// <summary>In the ERP only.</summary>
    InErp = 2,

    /// <summary>In both, to the same: comparing and saving takes the link along.</summary>
    Together = 3,

    /// <summary>In both, to different ones.</summary>
    Apart = 4,
}

/// <summary>A linked person whose company is no longer the one its link hangs below. Its fields are still synced: it is the same person.</summary>
/// <param name="LinkedUnder">The company whose link the person's hangs below.</param>
/// <param name="InCrm">The person's company in the CRM now; null: none.</param>
public sealed record PersonMoved(PersonMove Move, EntityRef LinkedUnder, EntityRef? InCrm)
{
    /// <summary>Null when nothing moved. Pure.</summary>
    /// <param name="above">The link that the person's hangs below.</param>
    /// <param name="erpParent">What the ERP says the person belongs to.</param>
    /// <param name="erpWasRead">False: the ERP was not asked, so nothing is said of it.</param>
    public static PersonMoved? Decide(Link above, PersonParent now, ActorRef? erpParent, bool erpWasRead)
    {
        var inCrm = now.Company != above.Entity;
        var inErp = erpWasRead && !string.Equals(erpParent?.Key, above.ErpKey, StringComparison.Ordinal);
        var together = inCrm && now is PersonParent.Linked linked && erpWasRead && string.Equals(erpParent?.Key, linked.Link.ErpKey, StringComparison.Ordinal);
        return inCrm || inErp
            ? new PersonMoved(
                together ? PersonMove.Together : inCrm && inErp ? PersonMove.Apart : inCrm ? PersonMove.InCrm : PersonMove.InErp, above.Entity, now.Company)
            : null;
    }
}
