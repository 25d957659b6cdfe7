using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Problems;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Issues;

/// <summary>Problems in words: the one place that says what a cause is, what to do, and who does it.</summary>
public sealed class ProblemWords(ValueTexts values, ErpTexts erp, IssueTexts texts)
{
    public string CrmName => erp["Crm.Name"];

    /// <summary>What a column of the other system's own words is called.</summary>
    public string WordsLabel => texts["Problems.WordsColumn"];

    /// <summary>What it is, in a sentence.</summary>
    /// <param name="subject">The field, or what stands for it.</param>
    public string What(string key, string subject, Connection connection) => texts[$"Problem.{key}", subject, connection.Name, CrmName];

    public string What(ProblemCause cause, Connection connection) => What(cause.Key, texts["Problems.AnyValue"], connection);

    public string What(ConnectionTrouble trouble) => What(trouble.Key, "", trouble.Connection);

    /// <summary>What to do, in a sentence.</summary>
    public string Fix(string key, Connection connection) => texts[$"Fix.{key}", "", connection.Name, CrmName];

    /// <summary>What a field's or record's problem is and what to do; in the middle of a page about that record.</summary>
    public string WhatAndFix(FieldProblem problem, string subject, Connection connection)
    {
        var words = problem.Detail is { } detail ? $" “{In(detail)}”" : "";
        return $"{What(problem.CauseKey, subject, connection)}{words} {Fix(problem.CauseKey, connection)}";
    }

    /// <summary>To the user himself, on a record of his.</summary>
    public string Owner(FieldProblem problem) => texts["Problems.Owner", texts[$"Owner.{problem.Owner}"]];

    /// <summary>To whoever looks at the list.</summary>
    public string Owner(ProblemCause cause) =>
        cause.Ref is CauseRef.Waiting { Kind: WaitingKind.NextRun } ? texts["Owner.Itself"] : Owner(cause.Owner);

    public string Owner(ProblemOwner owner) => owner == ProblemOwner.User ? texts["Owner.AnyUser"] : texts[$"Owner.{owner}"];

    public string NextTry(ProblemCause cause) =>
        cause.NextTry is { } next ? At(next)
        : cause.Ref is CauseRef.Waiting || cause.Key is ProblemCauses.NotRead or ProblemCauses.ActorUnknown ? texts["Problems.NextTryAtRun"]
        : texts["Problems.NextTryAtChange"];

    public string NextTry(ConnectionTrouble trouble) =>
        trouble.NextTry is { } next ? At(next) : trouble.Key == Troubles.RunBraked ? texts["Problems.NextTryAtChange"] : texts["Problems.NextTryAtRun"];

    public string NextTryAt(DateTimeOffset at) => texts["Problems.NextTryAt", At(at)];

    public string At(DateTimeOffset at) => values.Show(at);

    public string In(LocalText text) => text.In(CultureInfo.CurrentUICulture);

    public string Count(int count) => count.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>What showing the values of a page needs.</summary>
    public Task LoadAsync(ProblemPage page, CancellationToken cancellationToken) => values.LoadAsync(
        page.Connection, page.Lines.Where(line => line is { From: Side.Crm, Field: not null }).Select(line => line.Field!).Distinct(),
        page.Lines.Where(line => line is { From: Side.Erp, Field: not null }).Select(line => line.Field!).Distinct(), cancellationToken);

    public string Field(ShownLine line) =>
        line.Line.Pair is not { } pair ? texts["Problems.WholeRecord"] : line.Name?.Name.In(CultureInfo.CurrentUICulture) ?? (pair.Crm.Length > 0 ? pair.Crm : pair.Erp);

    /// <summary>Null where a line has none, as a whole record.</summary>
    public string? Value(ShownLine line) =>
        line.Line.Pair is null ? null
        : line.Value is not { } text ? texts["Problems.ValueUnknown"]
        : text.Length == 0 ? texts["Value.Blank"]
        : line.Field is { } info ? values.Show(line.From, info, text) : text;

    public string Kind(EntityType type) => texts[$"Entity.{type}"];
}
