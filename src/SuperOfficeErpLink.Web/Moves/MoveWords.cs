using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Moves;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Moves;

/// <summary>Actors that got another key, in words.</summary>
public sealed class MoveWords(MoveTexts texts, ErpTexts erp, ValueTexts values)
{
    public Task LoadAsync(RelinkCandidate candidate, CancellationToken cancellationToken) =>
        values.LoadAsync(candidate.Context.Connection, [], candidate.Context.Rules.Fields.Select(rule => rule.Erp), cancellationToken);

    /// <summary>What the ERP's fields held when last agreed and hold now, without those that are blank in both.</summary>
    public IEnumerable<(string Name, string Before, string Now)> Rows(RelinkCandidate candidate) =>
        candidate.Context.Rules.Fields.Select((rule, index) => (rule.Erp, Before: candidate.Agreed[index], Now: candidate.Values[index].Text))
            .Where(row => row.Before is { Length: > 0 } || row.Now is { Length: > 0 })
            .Select(row => (row.Erp.Name.In(CultureInfo.CurrentUICulture), Show(row.Erp, row.Before), Show(row.Erp, row.Now)));

    private string Show(FieldInfo info, string? text) => text is null ? "" : values.Show(Side.Erp, info, text);

    /// <summary>Why a key cannot be taken.</summary>
    public Notice Of(RelinkResult hindrance, string key, string connection) => hindrance switch
    {
        RelinkResult.NoSuchActor => new Notice(NoticeKind.Warning, texts["Relink.NoSuchActor", key]),
        RelinkResult.Taken taken => new Notice(
            NoticeKind.Error, texts["Relink.Taken", key, taken.Holder.Name ?? erp["Save.DeletedHolder"]], $"~{CardPaths.Of(taken.Holder.Entity)}/erp", erp["Save.GoToHolder"]),
        RelinkResult.UnderOtherActor other => new Notice(NoticeKind.Error, texts["Relink.UnderOther", key, connection, other.CompanyKey]),
        RelinkResult.Busy busy => new Notice(NoticeKind.Warning, busy.By is { } by ? erp["Save.BusyBy", by] : erp["Save.Busy"]),
        _ => new Notice(NoticeKind.Info, texts["Relink.NotGone", connection]),
    };
}
