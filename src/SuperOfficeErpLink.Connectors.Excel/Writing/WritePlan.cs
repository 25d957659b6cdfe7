using SuperOfficeErpLink.Connectors.Excel.Model;
using SuperOfficeErpLink.Connectors.Excel.Reading;

namespace SuperOfficeErpLink.Connectors.Excel.Writing;

/// <summary>What becomes of each record of a write, decided before anything is written.</summary>
internal abstract record Planned
{
    /// <summary>Known already; nothing of this record is written.</summary>
    public sealed record Decided(SaveOutcome Outcome) : Planned;

    /// <summary>Is as it should be once the file is swapped.</summary>
    public sealed record Saved(string Key, bool Exact) : Planned;

    /// <summary>A line before wrote on the same record, so this one's view of it is old.</summary>
    public sealed record Overtaken(string Key) : Planned;
}

/// <summary>Plans the write of a batch against one state of the workbook.</summary>
internal sealed class WritePlan
{
    private readonly Workbook workbook;
    private readonly ActorSheet sheet;
    private readonly FieldSet returning;
    private readonly WriteCheck check;
    private readonly RecordRead read;
    private readonly HashSet<int> touched = [];
    private readonly List<(string Key, FieldWrite Value)> promises = [];

    public WritePlan(Workbook workbook, ActorType type, FieldSet returning)
    {
        this.workbook = workbook;
        this.returning = returning;
        sheet = workbook.Actor(type);
        check = new WriteCheck(workbook, sheet);
        read = new RecordRead(sheet, returning);
        Edit = new SheetEdit(sheet);
    }

    public SheetEdit Edit { get; }

    public Planned Update(ActorUpdate update)
    {
        var (values, errors) = check.Check(update.Changes);
        if (errors.Count > 0)
        {
            return new Planned.Decided(new SaveOutcome.Rejected(errors));
        }

        if (sheet.RowOf(update.Key) is var row && row < 0)
        {
            return new Planned.Decided(sheet.HasRowsWithoutKey ? new SaveOutcome.Rejected([new FieldError(null, KeyMissing)]) : new SaveOutcome.Missing(null));
        }

        if (touched.Contains(row))
        {
            return new Planned.Overtaken(update.Key);
        }

        if (IsStale(update, values, row))
        {
            return new Planned.Decided(new SaveOutcome.Stale(read.At(row)));
        }

        var changed = values.Where(value => sheet.Value(value.Field, row).Text != value.Canonical).ToList();
        errors.AddRange(changed.Where(value => sheet.Grid.IsCalculated(value.Field.Column, row)).Select(value => new FieldError(value.Field.Key, CellErrors.Formula)));
        if (errors.Count > 0)
        {
            return new Planned.Decided(new SaveOutcome.Rejected(errors));
        }

        foreach (var value in changed)
        {
            touched.Add(row);
            Put(update.Key, sheet.Grid.Rows[row], value, sheet.Grid.Columns[value.Field.Column][row]);
        }

        return new Planned.Saved(update.Key, Exact: true);
    }

    public Planned Create(NewActor actor, NewKeys keys, NewReferences references)
    {
        if (references.Find(actor.Reference) is { } existing)
        {
            return new Planned.Saved(existing, Exact: false);
        }

        var (values, errors) = check.Check(actor.Values);
        errors.AddRange(check.LackingInNew(actor.Values));
        errors.AddRange(values.Where(value => Edit.Model >= 0 && sheet.Grid.IsCalculated(value.Field.Column, Edit.Model))
            .Select(value => new FieldError(value.Field.Key, CellErrors.Formula)));
        errors.AddRange(MistakesInPlace(actor.Parent, keys));
        if (errors.Count > 0)
        {
            return new Planned.Decided(new SaveOutcome.Rejected(errors));
        }

        var (key, row) = (keys.Next(), Edit.AddRow());
        PutText(row, sheet.Roles.Key, key);
        PutParent(row, actor.Parent);
        if (sheet.Roles.Reference >= 0 && actor.Reference.Length > 0)
        {
            Edit.Set(row, sheet.Roles.Reference, new Cell(CellKind.Text, 0, actor.Reference, false));
            references.Add(actor.Reference, key);
        }

        foreach (var value in values.Where(value => value.Canonical.Length > 0))
        {
            Put(key, row, value, ModelCell(value.Field.Column));
        }

        return new Planned.Saved(key, Exact: true);
    }

    /// <summary>What of each record holds now, read from what was written.</summary>
    /// <exception cref="ConnectorException">Defect: it does not hold what was to be written.</exception>
    public IReadOnlyList<SaveOutcome> Conclude(IReadOnlyList<Planned> planned, Workbook now)
    {
        var after = now.Actor(sheet.Type);
        var readNow = new RecordRead(after, returning);
        foreach (var (key, value) in promises)
        {
            if (after.RowOf(key) is not (var row and >= 0) || after.Value(value.Field, row).Text != value.Canonical)
            {
                throw new ConnectorException(FailureKind.Defect, WrittenWrongly, $"Field {value.Field.Key} of {sheet.Type} did not read back as it was written");
            }
        }

        return
        [
            .. planned.Select(one => one switch
            {
                Planned.Decided(var outcome) => outcome,
                Planned.Saved(var key, var exact) => new SaveOutcome.Saved(readNow.At(after.RowOf(key)), exact),
                Planned.Overtaken(var key) => new SaveOutcome.Stale(readNow.At(after.RowOf(key))),
                _ => throw new InvalidOperationException($"{one} is no plan."),
            }),
        ];
    }

    private bool IsStale(ActorUpdate update, IReadOnlyList<FieldWrite> values, int row) => update.ExpectedVersion is { } version
        ? !string.Equals(version, read.At(row).Version, StringComparison.Ordinal)
        : values.Any(value => value.Change.Expected.WasRead && sheet.Value(value.Field, row) != value.Change.Expected);

    private IEnumerable<FieldError> MistakesInPlace(ActorRef? parent, NewKeys keys)
    {
        if (parent is { } wanted && (sheet.Roles.Parent < 0 || (sheet.Roles.ParentType < 0 && wanted.Type != sheet.Roles.DefaultParent)))
        {
            yield return new FieldError(null, CellErrors.NoParentColumn);
        }
        else if (parent is { } named && (!workbook.Actors.TryGetValue(named.Type, out var parents) || parents.RowOf(named.Key) < 0))
        {
            yield return new FieldError(null, FieldErrors.ParentMissing);
        }

        if (!keys.CanMake)
        {
            yield return new FieldError(null, CellErrors.NoNextKey);
        }

        if (sheet.Grid.Tables.Any(table => table.Totals > 0))
        {
            yield return new FieldError(null, CellErrors.TableHasTotals);
        }

        if (Edit.LastRow >= Package.CellAddress.MostRows)
        {
            yield return new FieldError(null, CellErrors.SheetIsFull);
        }
    }

    private void PutParent(int row, ActorRef? parent)
    {
        if (parent is { } wanted)
        {
            PutText(row, sheet.Roles.Parent, wanted.Key);
            if (sheet.Roles.ParentType >= 0)
            {
                var isNumber = ModelCell(sheet.Roles.ParentType).Kind == CellKind.Number;
                PutText(row, sheet.Roles.ParentType, isNumber ? wanted.Type.ToString("D") : wanted.Type.ToString());
            }
        }
    }

    private void PutText(int row, int column, string text) =>
        Edit.Set(row, column, CellValues.Write(FieldType.Text, text, ModelCell(column), sheet.Dates)!.Value);

    private void Put(string key, int row, FieldWrite value, in Cell current)
    {
        Edit.Set(row, value.Field.Column, CellValues.Write(value.Field.Type, value.Canonical, current, sheet.Dates)!.Value);
        promises.Add((key, value));
    }

    private Cell ModelCell(int column) => Edit.Model < 0 ? Cell.Blank : sheet.Grid.Columns[column][Edit.Model];

    private static LocalText KeyMissing { get; } = LocalText.Of(
        "The key is not in the workbook, but some row has none. Give that row its key back.",
        "Nøglen findes ikke i regnearket, men en række mangler sin. Giv den rækken dens nøgle igen.");

    private static LocalText WrittenWrongly { get; } = LocalText.Of(
        "The workbook did not come out as it should, so the old one was kept. The technical text in the log says where.",
        "Regnearket blev ikke, som det skulle, så det gamle blev beholdt. Den tekniske tekst i loggen siger hvor.");
}
