using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Matching;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>What became of each pair, in words.</summary>
public sealed class PairingTexts(ErpTexts texts, SaveNotices notices)
{
    /// <summary>One sentence or more for a result of any kind.</summary>
    public string Of(PairResult result, string connectionName) => result.Outcome switch
    {
        PairOutcome.Saved saved => string.Join(" ", notices.Of(new SaveResult.Done([saved.Part])).Select(notice => notice.Text)),
        PairOutcome.AlreadyLinked => texts["Pairing.SavedBefore"],
        PairOutcome.NotSaved { Result: SaveResult.Done { Parts: [PartResult.CreateUnknown, ..] } } => texts["Pairing.CreateUnknown", connectionName],
        PairOutcome.NotSaved { Result: SaveResult.Done { Parts: [PartResult.Refused { Creating: not null } refused, ..] } } =>
            texts["Pairing.Refused", connectionName, string.Join(" ", refused.Errors.Select(error => error.Message.In(CultureInfo.CurrentUICulture)))],
        PairOutcome.NotSaved other => string.Join(" ", notices.Of(other.Result).Select(notice => notice.Text)),
        PairOutcome.Mistaken => texts["Create.Mistakes"],
        PairOutcome.NotTried => texts["Pairing.NotTried", connectionName],
        PairOutcome.TakenOver => texts["Save.TakenOver"],
        PairOutcome.ValuesChanged => texts["Pairing.ValuesChanged", connectionName],
        PairOutcome.NotFree => texts["Pairing.NotFree", connectionName],
        PairOutcome.HasDraft => texts["Pairing.Draft"],
        _ => throw new InvalidOperationException($"No words for {result.Outcome.GetType().Name}."),
    };

    public string Reasons(Match match) => string.Join(", ", match.Reasons.Select(reason => texts[$"Reason.{reason.Kind}", reason.Percent]));

    public string Down(ConnectorException failure) => texts["Pairing.Down", failure.UserText.In(CultureInfo.CurrentUICulture)];
}
