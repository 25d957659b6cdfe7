using System.Globalization;
using System.Runtime.CompilerServices;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Problems;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Issues;

/// <summary>Problems as rows of a file to keep.</summary>
public sealed class ProblemFiles(ProblemList problems, ProblemWords words, ICrm crm, IssueTexts texts, TimeProvider time)
{
    public IReadOnlyList<string> CauseHeader =>
    [
        texts["Problems.Connection"], texts["Problems.Cause"], texts["Problems.Fix"], texts["Problems.WhoSolves"], texts["Problems.Count"], texts["Problems.First"], texts["Problems.Last"],
        texts["Problems.NextTry"], words.WordsLabel,
    ];

    public IReadOnlyList<string> LineHeader =>
    [
        texts["Problems.Connection"], texts["Problems.RecordKind"], texts["Problems.Record"], texts["Problems.ErpKey"], texts["Problems.Field"], texts["Problems.Value"], texts["Problems.Cause"],
        texts["Problems.Fix"], texts["Problems.WhoSolves"], texts["Problems.NextTry"], words.WordsLabel,
    ];

    public string CauseFile => NameOf(texts["Problems.File"]);

    public string LineFile => NameOf(texts["Problems.LinesFile"]);

    /// <summary>Those of whole connections first.</summary>
    public async IAsyncEnumerable<IReadOnlyList<string>> CausesAsync(UserContext user, bool mine, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = await problems.ListAsync(user, mine, cancellationToken);
        foreach (var trouble in open.Troubles)
        {
            yield return
            [
                trouble.Connection.Name, words.What(trouble), words.Fix(trouble.Key, trouble.Connection), words.Owner(trouble.Owner), "", words.At(trouble.Since), "", words.NextTry(trouble),
                trouble.Detail is { } detail ? words.In(detail) : "",
            ];
        }

        foreach (var (connection, cause) in open.Causes)
        {
            yield return
            [
                connection.Name, words.What(cause, connection), words.Fix(cause.Key, connection), words.Owner(cause), cause.Count.ToString(CultureInfo.InvariantCulture), words.At(cause.First), words.At(cause.Last),
                words.NextTry(cause), cause.Detail is { } detail ? words.In(detail) : "",
            ];
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<string>> LinesAsync(UserContext user, CauseRef cause, bool mine, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in problems.StreamAsync(user, cause, mine, cancellationToken))
        {
            await words.LoadAsync(page, cancellationToken);
            var names = await NamesAsync(page, cancellationToken);
            foreach (var line in page.Lines)
            {
                yield return
                [
                    page.Connection.Name, words.Kind(line.Line.Entity.Type), names.GetValueOrDefault(line.Line.Entity, line.Line.Entity.Key), line.Line.ErpKey, words.Field(line), words.Value(line) ?? "",
                    words.What(page.Cause.Key, words.Field(line), page.Connection), words.Fix(page.Cause.Key, page.Connection), words.Owner(page.Cause),
                    line.Line.NextTry is { } next ? words.At(next) : words.NextTry(page.Cause), line.Line.Detail is { } detail ? words.In(detail) : "",
                ];
            }
        }
    }

    /// <summary>As many calls as there are kinds of records.</summary>
    public Task<IReadOnlyDictionary<EntityRef, string>> NamesAsync(ProblemPage page, CancellationToken cancellationToken) =>
        crm.GetNamesAsync(page.Lines.Select(line => line.Line.Entity), cancellationToken);

    private string NameOf(string what) => $"{what}-{TimeZoneInfo.ConvertTime(time.GetUtcNow(), time.LocalTimeZone):yyyy-MM-dd}.csv";
}
