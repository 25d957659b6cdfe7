using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>After a company was linked: the way to linking its persons too, where there are any to link.</summary>
public sealed class PairingOffer(PairingReader reader, ErpTexts texts)
{
    public async Task<IReadOnlyList<Notice>> OfAsync(UserContext user, EntityRef company, Guid connectionId, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.HasFreeAsync(user, company, connectionId, cancellationToken)
                ? [new Notice(NoticeKind.Info, texts["Pairing.Offer"], $"~{PathOf(company, connectionId)}", texts["Pairing.Title"])]
                : [];
        }
        catch (ConnectorException)
        {
            // What was saved is saved; the link to the page stays in the connection's block.
            return [];
        }
    }

    /// <summary>From the application's root, with its leading slash.</summary>
    public static string PathOf(EntityRef company, Guid connectionId) => $"{CardPaths.Of(company)}/erp/persons?connection={connectionId}";
}
