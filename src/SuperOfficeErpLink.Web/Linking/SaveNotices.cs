using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>What a Save or a sync did, in words.</summary>
public sealed class SaveNotices(ErpTexts texts)
{
    public IReadOnlyList<Notice> Of(SaveResult result) => result switch
    {
        SaveResult.Done done => [.. done.Parts.SelectMany(Of)],
        SaveResult.Nothing => [],
        SaveResult.DraftChanged => [Warning(texts["Save.DraftChanged"])],
        SaveResult.LinkChanged changed => [Warning(texts["Save.LinkChanged", changed.ConnectionName])],
        SaveResult.ActorTaken taken => [new Notice(
            NoticeKind.Error, texts["Save.ActorTaken", taken.ActorName, taken.ConnectionName, taken.HolderName ?? texts["Save.DeletedHolder"]],
            $"~{CardPaths.Of(taken.Holder)}/erp", texts["Save.GoToHolder"])],
        SaveResult.CompanyNotLinked lost => [new Notice(
            NoticeKind.Error, texts["Save.CompanyNotLinked", lost.ConnectionName, lost.CompanyName ?? texts["Save.DeletedHolder"]],
            lost.Company is { } company ? $"~{CardPaths.Of(company)}/erp" : null, texts["Parent.GoToCompany"])],
        SaveResult.Busy busy => [Warning(busy.By is { } by ? texts["Save.BusyBy", by] : texts["Save.Busy"])],
        _ => throw new InvalidOperationException($"No words for {result.GetType().Name}."),
    };

    public Notice Of(SyncResult result, string connectionName) => result switch
    {
        SyncResult.Synced { ToErp: 0, ToCrm: 0, Conflicts: 0, Problems: 0 } => Success(texts["Sync.NothingToDo", connectionName]),
        SyncResult.Synced synced => new Notice(
            synced.Conflicts + synced.Problems > 0 ? NoticeKind.Warning : NoticeKind.Success,
            string.Join(" ", new[]
            {
                texts["Sync.Done", connectionName, synced.ToCrm, synced.ToErp],
                synced.Conflicts > 0 ? texts["Sync.Conflicts", synced.Conflicts] : "",
                synced.Problems > 0 ? texts["Sync.Problems", synced.Problems] : "",
            }.Where(sentence => sentence.Length > 0))),
        SyncResult.Busy busy => Warning(busy.By is { } by ? texts["Save.BusyBy", by] : texts["Save.Busy"]),
        SyncResult.Gone => Warning(texts["Sync.Gone", connectionName]),
        SyncResult.Unreachable unreachable => Error(texts["Sync.Unreachable", connectionName, In(unreachable.Failure.UserText)]),
        _ => throw new InvalidOperationException($"No words for {result.GetType().Name}."),
    };

    private IEnumerable<Notice> Of(PartResult part)
    {
        var name = part.ConnectionName;
        return part switch
        {
            PartResult.Saved saved => OfSaved(saved),
            PartResult.Refused refused => [Error(texts["Save.Refused", name, Words(refused.Errors)])],
            PartResult.Unreachable unreachable => [Error(texts["Save.Unreachable", name, In(unreachable.Failure.UserText)])],
            PartResult.Unsettled unsettled => [Warning(texts["Save.Unsettled", name, In(unsettled.Failure.UserText)])],
            PartResult.CreateUnknown unknown => [Warning(texts[unknown.AskUser ? "Save.CreateUnknownAsk" : "Save.CreateUnknown", name])],
            PartResult.NotCreated => [Warning(texts["Save.NotCreated", name])],
            PartResult.CreatedTaken taken => [new Notice(
                NoticeKind.Error, texts["Save.CreatedTaken", name, taken.ErpKey, taken.HolderName ?? texts["Save.DeletedHolder"]],
                $"~{CardPaths.Of(taken.Holder)}/erp", texts["Save.GoToHolder"])],
            PartResult.Moved moved => [Warning(texts["Save.Moved", name, string.Join(", ", moved.Fields.Select(field => In(field.Name)))])],
            PartResult.UnderOtherActor other => [Error(texts["Save.UnderOtherActor", other.ActorName, name, other.CompanyKey])],
            PartResult.NotThere => [Error(texts["Save.NotThere", name])],
            _ => throw new InvalidOperationException($"No words for {part.GetType().Name}."),
        };
    }

    private IEnumerable<Notice> OfSaved(PartResult.Saved saved)
    {
        if (saved.CreatedKey is { } created)
        {
            yield return Success(texts["Save.Created", saved.ConnectionName, created]);
        }

        if (saved.Parted is { } parted)
        {
            yield return new Notice(
                NoticeKind.Warning, texts["Save.Parted", saved.ConnectionName, saved.CreatedKey ?? "", parted.Name ?? texts["Save.DeletedHolder"]],
                $"~{CardPaths.Of(parted.Entity)}/erp", texts["Save.GoToHolder"]);
        }

        yield return Success(
            saved is { ToCrm: 0, ToErp: 0 }
                ? texts[saved.Disconnected ? "Save.Disconnected" : "Save.SavedNothingWritten", saved.ConnectionName]
                : texts["Save.Saved", saved.ConnectionName, saved.ToCrm, saved.ToErp]);
        if (saved.RefusedFields.Count > 0)
        {
            yield return Warning(texts["Save.FieldsRefused", saved.ConnectionName, Words(saved.RefusedFields)]);
        }

        if (saved.CrmIsPending)
        {
            yield return Warning(texts["Save.CrmPending"]);
        }
    }

    private static string Words(IReadOnlyList<FieldError> errors) => string.Join(" ", errors.Select(error => In(error.Message)));

    private static string In(LocalText text) => text.In(CultureInfo.CurrentUICulture);

    private static Notice Success(string text) => new(NoticeKind.Success, text);

    private static Notice Warning(string text) => new(NoticeKind.Warning, text);

    private static Notice Error(string text) => new(NoticeKind.Error, text);
}
