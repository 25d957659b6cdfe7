using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Storage.Stores;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Issues;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Runs;

/// <param name="Href">To the record's ERP tab, from the application's root.</param>
public sealed record RunChange(string Record, string Href, string Field, string System, string Old, string New);

/// <summary>What a person ordered and the run left alone.</summary>
/// <param name="Held">What the field holds instead; null where that is not known.</param>
public sealed record RunLeftAlone(RunChange Change, string? Held, string Why);

/// <summary>A conflict or problem a run found.</summary>
public sealed record RunIssue(string Record, string Href, string Text);

/// <summary>What a run changed, would change, and could not do; each as its first so many.</summary>
public sealed class RunDetails(
    ErpLinkDbContext database, IConnectionStore connections, ICrm crm, ValueTexts values, ErpTexts texts, RunTexts runs, ProblemWords problemWords)
{
    public const int Most = 100;

    private Connection connection = null!;
    private Dictionary<EntityType, IReadOnlyList<FieldInfo>> crmFields = [];
    private List<FieldInfo> erpFields = [];
    private IReadOnlyDictionary<EntityRef, string> names = new Dictionary<EntityRef, string>();

    public IReadOnlyList<RunChange> Changes { get; private set; } = [];

    public IReadOnlyList<RunIssue> Issues { get; private set; } = [];

    public IReadOnlyList<RunLeftAlone> LeftAlone { get; private set; } = [];

    public async Task LoadAsync(Run run, Connection of, CancellationToken cancellationToken)
    {
        connection = of;
        var state = run.State == RunState.Braked ? ChangeState.Planned : ChangeState.Done;
        var changes = await database.Changes.AsNoTracking().Where(row => row.RunId == run.Id && row.State == state).OrderBy(row => row.Id).Take(Most).ToListAsync(cancellationToken);
        var conflicts = await database.Conflicts.AsNoTracking().Where(row => row.RunId == run.Id).OrderBy(row => row.LinkId).Take(Most)
            .Join(database.Links, row => row.LinkId, link => link.Id, (row, link) => new { row, link.EntityType, link.EntityId }).ToListAsync(cancellationToken);
        var problems = await database.ProblemRecords.AsNoTracking().Where(row => row.RunId == run.Id).OrderBy(row => row.LinkId).Take(Most)
            .Join(database.Problems, row => row.ProblemId, problem => problem.Id, (row, problem) => new { row, problem })
            .Join(database.Links, both => both.row.LinkId, link => link.Id, (both, link) => new { both.row, both.problem, link.EntityType, link.EntityId }).ToListAsync(cancellationToken);

        // Of a run that its user stopped, what else is dropped was never looked at.
        var left = !run.Kind.IsDirected() ? []
            : await database.Changes.AsNoTracking()
                .Where(row => row.RunId == run.Id && row.State == ChangeState.Dropped && (run.State != RunState.Cancelled || row.Cause.StartsWith(Core.Sync.LeftAlone.Prefix)))
                .OrderBy(row => row.Id).Take(Most).ToListAsync(cancellationToken);

        names = await crm.GetNamesAsync(
            [
                .. changes.Concat(left).Select(row => new EntityRef(row.EntityType, row.EntityId)), .. conflicts.Select(one => new EntityRef(one.EntityType, one.EntityId)),
                .. problems.Select(one => new EntityRef(one.EntityType, one.EntityId)),
            ],
            cancellationToken);
        await DescribeAsync(cancellationToken);
        Changes = [.. changes.Select(Show)];
        LeftAlone = [.. left.Select(ShowLeft)];
        Issues = [
            .. conflicts.Select(one => Show(new EntityRef(one.EntityType, one.EntityId), LinkOutcomes.ToConflict(one.row))),
            .. problems.Select(one => Show(new EntityRef(one.EntityType, one.EntityId), LinkOutcomes.ToProblem(one.problem, one.row))),
        ];
    }

    private async Task DescribeAsync(CancellationToken cancellationToken)
    {
        foreach (var type in new[] { EntityType.Company, EntityType.Person, EntityType.Project })
        {
            crmFields[type] = await crm.DescribeAsync(type, cancellationToken);
        }

        erpFields = [.. (await connections.FindDescriptionAsync(connection.Id, cancellationToken))?.ActorTypes.SelectMany(actor => actor.Fields) ?? []];
        await values.LoadAsync(connection, crmFields.Values.SelectMany(fields => fields), erpFields, cancellationToken);
    }

    private RunChange Show(ChangeRow row)
    {
        var info = row.Side == Side.Crm ? CrmField(row.EntityType, row.CrmField) : erpFields.FirstOrDefault(one => one.Key == row.ErpField);
        return new RunChange(
            Name(new EntityRef(row.EntityType, row.EntityId)), Href(new EntityRef(row.EntityType, row.EntityId)), Label(row.EntityType, row.CrmField),
            row.Side == Side.Crm ? texts["Crm.Name"] : connection.Name, Value(row.Side, info, row.Old ?? ""), Value(row.Side, info, row.Stored ?? row.Sent ?? ""));
    }

    private RunLeftAlone ShowLeft(ChangeRow row)
    {
        var info = row.Side == Side.Crm ? CrmField(row.EntityType, row.CrmField) : erpFields.FirstOrDefault(one => one.Key == row.ErpField);
        var would = Show(row) with { New = row.Cause is Core.Sync.LeftAlone.Created or Core.Sync.LeftAlone.Erased ? "" : Value(row.Side, info, row.Sent ?? "") };
        return new RunLeftAlone(
            would, row.Stored is { } held ? Value(row.Side, info, held) : null,
            runs[Core.Sync.LeftAlone.Is(row.Cause) ? $"LeftAlone.{row.Cause}" : "LeftAlone.NotWritten", would.System]);
    }

    private RunIssue Show(EntityRef entity, FieldConflict conflict)
    {
        var (crmValue, erpValue) = (Value(Side.Crm, CrmField(entity.Type, conflict.Pair.Crm), conflict.Crm), Value(Side.Erp, erpFields.FirstOrDefault(one => one.Key == conflict.Pair.Erp), conflict.Erp));
        return new RunIssue(
            Name(entity), Href(entity), texts[$"Conflict.{conflict.Kind}", Label(entity.Type, conflict.Pair.Crm), texts["Crm.Name"], crmValue, connection.Name, erpValue]);
    }

    private RunIssue Show(EntityRef entity, FieldProblem problem) => new(
        Name(entity), Href(entity), problemWords.WhatAndFix(problem, problem.Pair is { } pair ? Label(entity.Type, pair.Crm) : Name(entity), connection));

    private string Value(Side side, FieldInfo? info, string text) => text.Length == 0 ? texts["Value.Blank"] : info is null ? text : values.Show(side, info, text);

    private FieldInfo? CrmField(EntityType type, string key) => crmFields.GetValueOrDefault(type, []).FirstOrDefault(info => info.Key == key);

    private string Label(EntityType type, string crmField) => CrmField(type, crmField)?.Name.In(CultureInfo.CurrentUICulture) ?? crmField;

    private string Name(EntityRef entity) => names.GetValueOrDefault(entity) ?? entity.Key;

    private static string Href(EntityRef entity) => $"~{CardPaths.Of(entity)}/erp";
}
