using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>What a Save said.</summary>
/// <param name="Moved">The part whose values moved and must be chosen again.</param>
/// <param name="CreateAgain">The part whose new actor must be decided again in its dialog.</param>
public sealed record SaveAnswer(IReadOnlyList<Notice> Notices, PartResult? Moved, PartResult? CreateAgain);

/// <summary>What the tab's buttons do, with what is said about it.</summary>
public sealed class Saving(
    Saver saver, DraftEditor drafts, RecordRun sync, ErpTab tab, ILinkStore links, IConnectionStore connections, SaveNotices notices, PairingOffer pairing,
    ErpTexts texts)
{
    public async Task<SaveAnswer> SaveAsync(
        UserContext user, EntityRef entity, Guid draftToken, CancellationToken cancellationToken)
    {
        try
        {
            var result = await saver.SaveAsync(user, entity, draftToken, cancellationToken);
            var parts = (result as SaveResult.Done)?.Parts ?? [];
            return new SaveAnswer(
                [.. notices.Of(result), .. await OffersAsync(user, entity, result, cancellationToken)],
                parts.OfType<PartResult.Moved>().FirstOrDefault(moved => moved.Creating is null),
                parts.FirstOrDefault(part => part is { Creating: not null } and (PartResult.Refused or PartResult.Moved)));
        }
        catch (ClaimLostException)
        {
            // Whoever took the claim over goes on with this Save from its first unfinished step.
            return new SaveAnswer([new Notice(NoticeKind.Warning, texts["Save.TakenOver"])], null, null);
        }
    }

    private async Task<IReadOnlyList<Notice>> OffersAsync(UserContext user, EntityRef entity, SaveResult result, CancellationToken cancellationToken)
    {
        var offers = new List<Notice>();
        foreach (var saved in entity.Type == EntityType.Company && result is SaveResult.Done done ? done.Parts.OfType<PartResult.Saved>().Where(part => part.Connected) : [])
        {
            offers.AddRange(await pairing.OfAsync(user, entity, saved.ConnectionId, cancellationToken));
        }

        return offers;
    }

    public Task CancelAsync(UserContext user, EntityRef entity, CancellationToken cancellationToken) => drafts.CancelAsync(user, entity, cancellationToken);

    public Task<DraftOutcome> UndoAsync(UserContext user, EntityRef entity, Guid connectionId, CancellationToken cancellationToken) =>
        drafts.UndoAsync(user, entity, connectionId, cancellationToken);

    /// <summary>Syncs the record on all connections the user may use, in the order of their rank.</summary>
    public async Task<IReadOnlyList<Notice>> SyncAsync(UserContext user, EntityRef entity, CancellationToken cancellationToken)
    {
        var said = new List<Notice>();
        var linked = await links.ListAsync(entity, cancellationToken);
        foreach (var connection in (await connections.ListAsync(cancellationToken)).Where(one => one.Active && one.RightsOf(user).CanUse))
        {
            if (linked.FirstOrDefault(link => link.ConnectionId == connection.Id && link.State == LinkState.Active) is { } link)
            {
                said.Add(await SyncAsync(user, link, connection.Name, cancellationToken));
            }
        }

        return said;
    }

    public Task DismissAsync(UserContext user, EntityRef entity, long changeId, CancellationToken cancellationToken) =>
        tab.DismissAsync(user, entity, changeId, cancellationToken);

    private async Task<Notice> SyncAsync(UserContext user, Link link, string connectionName, CancellationToken cancellationToken)
    {
        try
        {
            return notices.Of(await sync.SyncAsync(user, link, cancellationToken), connectionName);
        }
        catch (ClaimLostException)
        {
            return new Notice(NoticeKind.Warning, texts["Save.TakenOver"]);
        }
    }
}
