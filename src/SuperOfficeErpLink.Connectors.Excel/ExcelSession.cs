using System.Runtime.CompilerServices;
using SuperOfficeErpLink.Connectors.Excel.Model;
using SuperOfficeErpLink.Connectors.Excel.Package;
using SuperOfficeErpLink.Connectors.Excel.Reading;
using SuperOfficeErpLink.Connectors.Excel.Writing;

namespace SuperOfficeErpLink.Connectors.Excel;

/// <summary>An open conversation with a workbook.</summary>
internal sealed class ExcelSession(WorkbookFile file, TimeProvider time) : IErpSession, IErpWriter, IErpChanges, IErpLists
{
    /// <remarks>Every write copies the whole file, so many records go in one.</remarks>
    private static readonly Limits Limits = new(
        ReadBatch: 1000, WriteBatch: 500, ParallelCalls: 4, CallsPerSecond: null, CallsPerDay: null, ErrorsPerHour: null,
        ListingBeatsKeys: true, LongestTransaction: TimeSpan.Zero);

    private readonly ChangeFeed changes = new();
    private readonly RecordWriter writer = new(file, time);
    private volatile bool disposed;

    public async Task<ErpDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        var workbook = await Open().ReadAsync(cancellationToken);
        return new ErpDescription(
            workbook.ClientId is null ? $"{ExcelConnector.Id}:{file.Name}" : $"{ExcelConnector.Id}:{file.Name}#{workbook.ClientId}",
            Limits, [.. workbook.Actors.Values.Select(Describe)]);
    }

    public async Task<ReadResult> GetAsync(ActorType type, FieldSet fields, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        new RecordRead((await Open().ReadAsync(cancellationToken)).Actor(type), fields).Get(keys);

    public async Task<SearchPage> SearchAsync(ActorType type, FieldSet fields, SearchRequest request, CancellationToken cancellationToken) =>
        RecordSearch.Run((await Open().ReadAsync(cancellationToken)).Actor(type), fields, request, cancellationToken);

    public async Task<IReadOnlyList<SaveOutcome>> UpdateAsync(
        ActorType type, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken)
    {
        Open();
        return await writer.UpdateAsync(type, returning, updates, cancellationToken);
    }

    public async Task<IReadOnlyList<SaveOutcome>> CreateAsync(
        ActorType type, FieldSet returning, IReadOnlyList<NewActor> actors, CancellationToken cancellationToken)
    {
        Open();
        return await writer.CreateAsync(type, returning, actors, cancellationToken);
    }

    public async Task<IReadOnlyList<ErpRecord>> FindByReferenceAsync(
        ActorType type, FieldSet fields, string reference, CancellationToken cancellationToken)
    {
        var sheet = (await Open().ReadAsync(cancellationToken)).Actor(type);
        if (sheet.Roles.Reference < 0)
        {
            throw WorkbookFailure.At(WorkbookFailure.Sheet(sheet.Grid.Name), "has no column \"reference\". Add it to allow this.", "har ingen kolonne \"reference\". Tilføj den for at tillade dette.");
        }

        var read = new RecordRead(sheet, fields);
        return
        [
            .. Enumerable.Range(0, sheet.Count)
                .Where(row => sheet.KeyAt(row) is not null && string.Equals(sheet.Say(sheet.Roles.Reference, row), reference, StringComparison.Ordinal)).Select(read.At),
        ];
    }

    public async IAsyncEnumerable<ChangePage> ReadChangesAsync(
        ActorType type, FieldSet fields, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sheet = (await Open().ReadAsync(cancellationToken)).Actor(type);
        foreach (var page in changes.Read(sheet, fields, cursor))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return page;
        }
    }

    public async Task<IReadOnlyList<ListItem>> GetListAsync(string list, IReadOnlyList<string>? keys, CancellationToken cancellationToken)
    {
        var sheet = (await Open().ReadAsync(cancellationToken)).Lists.GetValueOrDefault(list) ?? throw WorkbookFailure.At(
            LocalText.Of($"list {list}", $"liste {list}"), "is not there: no sheet of that name has the headers \"key\" and \"name\".", "findes ikke: intet ark med det navn har overskrifterne \"key\" og \"name\".");
        return keys is null ? sheet.Items : [.. keys.Distinct(StringComparer.Ordinal).Select(key => sheet.ByKey.GetValueOrDefault(key)).OfType<ListItem>()];
    }

    public ValueTask DisposeAsync()
    {
        if (!disposed)
        {
            disposed = true;
            writer.Dispose();
            file.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static ActorTypeInfo Describe(ActorSheet sheet)
    {
        var fields = sheet.Fields.Select((field, rank) => Describe(sheet, field, rank)).ToList();
        var can = Abilities.Create | Abilities.Changes | Abilities.FeedIsComplete;
        can |= fields.Exists(field => field.Access != FieldAccess.ReadOnly) ? Abilities.Update | Abilities.ConditionalWrite : Abilities.None;
        can |= sheet.Roles.Parent >= 0 ? Abilities.SearchByParent : Abilities.None;
        can |= sheet.Roles.Reference >= 0 ? Abilities.Reference : Abilities.None;
        return new ActorTypeInfo(sheet.Type, sheet.Type.ToString(), sheet.Roles.Parent >= 0 && sheet.Roles.DefaultParent != ActorType.None ? sheet.Roles.DefaultParent : null, can, fields);
    }

    private static FieldInfo Describe(ActorSheet sheet, FieldColumn field, int rank) => new(
        field.Key, field.Name, field.Help, field.Type, sheet.IsCalculated(field) ? FieldAccess.ReadOnly : field.Access,
        field.MaxLength > 0 || field.Type != FieldType.Text ? field.MaxLength : CellText.Longest, field.Decimals, field.List, field.Default,
        DefaultForced: false, field.Group, Encoding: null, rank, SearchOperators.For(field.Type));

    private WorkbookFile Open()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return file;
    }
}
