using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>Both sides as read; values in the order of the rules. A side that is null was not found.</summary>
/// <param name="CrmGone">The CRM says the record does not exist.</param>
/// <param name="ErpGone">The ERP says the actor does not exist; null with no record means it did not say.</param>
public sealed record BothSides(ErpRecord? Crm, ErpRecord? Erp, bool CrmGone, Gone? ErpGone)
{
    public ErpRecord? this[Side side] => side == Side.Crm ? Crm : Erp;
}

/// <summary>Reads both sides of a link, at once.</summary>
public sealed class SideReader(ErpSessions sessions, ICrm crm)
{
    /// <exception cref="ConnectorException">When either system cannot be read.</exception>
    public async Task<BothSides> ReadAsync(LinkContext context, EntityRef entity, string erpKey, CancellationToken cancellationToken)
    {
        var ofErp = sessions.CallAsync(
            context.Connection, (session, token) => session.GetAsync(context.ActorType, context.Rules.ErpFields, [erpKey], token), cancellationToken);
        var ofCrm = crm.GetAsync(entity.Type, context.Rules.CrmFields, [entity.Key], cancellationToken);
        await Task.WhenAll(ofErp, ofCrm);
        var (erpAnswer, crmAnswer) = (await ofErp, await ofCrm);
        return new BothSides(
            crmAnswer.Found is [var found, ..] ? found : null, erpAnswer.Found is [var actor, ..] ? actor : null,
            crmAnswer.Gone.Count > 0, erpAnswer.Gone is [var gone, ..] ? gone : null);
    }
}
