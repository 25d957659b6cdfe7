using System.Globalization;
using SuperOfficeErpLink.Connectors;

namespace FolderErp;

/// <summary>Writing. Once a turn is taken every record gets its outcome: nothing is thrown that would hide what was written.</summary>
internal sealed partial class FolderSession : IErpWriter
{
    public async Task<IReadOnlyList<SaveOutcome>> UpdateAsync(ActorType type, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken)
    {
        var (kind, groups) = await BeginWriteAsync(type, cancellationToken);
        using var turn = await folder.TakeTurnAsync(cancellationToken);
        var there = folder.Files(kind).Select(file => file.Key).ToHashSet(StringComparer.Ordinal);
        var outcomes = new List<SaveOutcome>();
        foreach (var update in updates)
        {
            outcomes.Add(there.Contains(update.Key) ? await UpdateAsync(kind, returning, update, groups) : new SaveOutcome.Missing(ReplacedBy: null));
        }

        return outcomes;
    }

    public async Task<IReadOnlyList<SaveOutcome>> CreateAsync(ActorType type, FieldSet returning, IReadOnlyList<NewActor> actors, CancellationToken cancellationToken)
    {
        var (kind, groups) = await BeginWriteAsync(type, cancellationToken);
        using var turn = await folder.TakeTurnAsync(cancellationToken);
        var last = folder.Files(kind).Select(file => Number(kind, file.Key)).DefaultIfEmpty(1000).Max();
        var outcomes = new List<SaveOutcome>();
        foreach (var actor in actors)
        {
            outcomes.Add(Create(kind, $"{kind.KeyBegins}{++last}", returning, actor, groups));
        }

        return outcomes;
    }

    public async Task<IReadOnlyList<ErpRecord>> FindByReferenceAsync(ActorType type, FieldSet fields, string reference, CancellationToken cancellationToken)
    {
        Begin(cancellationToken);
        var kind = RecordKind.Of(type);
        var found = new List<ErpRecord>();
        foreach (var (key, _) in folder.Files(kind))
        {
            if (await folder.ReadAsync(kind, key, cancellationToken) is { } record && string.Equals(record.Reference, reference, StringComparison.Ordinal))
            {
                found.Add(record.ToRecord(fields));
            }
        }

        return found;
    }

    private async Task<SaveOutcome> UpdateAsync(RecordKind kind, FieldSet returning, ActorUpdate update, IReadOnlyList<ListItem> groups)
    {
        RecordFile? record;
        try
        {
            record = await folder.ReadAsync(kind, update.Key, CancellationToken.None);
        }
        catch (ConnectorException failure)
        {
            return new SaveOutcome.NotTried(failure);
        }

        if (record is null)
        {
            return new SaveOutcome.Rejected([new FieldError(Field: null, LocalText.Of("The file is not a record just now.", "Filen er ikke en post lige nu."))]);
        }

        var isStale = update.ExpectedVersion is { } version
            ? version != record.Version
            : update.Changes.Any(change => change.Expected.WasRead && change.Expected != record.Read(change.Field));
        if (isStale)
        {
            return new SaveOutcome.Stale(record.ToRecord(returning));
        }

        return FieldCheck.Find(kind, update.Changes, groups) is { Count: > 0 } errors
            ? new SaveOutcome.Rejected(errors)
            : Write(kind, update.Key, record.With(Values(kind, update.Changes)), returning, isNew: false);
    }

    private SaveOutcome Create(RecordKind kind, string key, FieldSet returning, NewActor actor, IReadOnlyList<ListItem> groups)
    {
        var missing = kind.Fields.Where(field => field.Access == FieldAccess.Mandatory && actor.Values.All(value => value.Field != field.Key))
            .Select(field => new FieldChange(field.Key, FieldValue.NotRead, FieldValue.Blank));
        return FieldCheck.Find(kind, [.. actor.Values, .. missing], groups) is { Count: > 0 } errors
            ? new SaveOutcome.Rejected(errors)
            : Write(kind, key, RecordFile.New(actor, Values(kind, actor.Values)), returning, isNew: true);
    }

    /// <summary>What is returned is read from the bytes that were written, not from what somebody may have made of them since: it is exact.</summary>
    private SaveOutcome Write(RecordKind kind, string key, byte[] bytes, FieldSet returning, bool isNew) =>
        folder.Write(kind, key, bytes, isNew) ?? new SaveOutcome.Saved(RecordFile.Parse(kind, key, bytes)!.ToRecord(returning), Exact: true);

    private async Task<(RecordKind Kind, IReadOnlyList<ListItem> Groups)> BeginWriteAsync(ActorType type, CancellationToken cancellationToken)
    {
        Begin(cancellationToken);
        return !isReadOnly
            ? (RecordKind.Of(type), await folder.ReadGroupsAsync(cancellationToken))
            : throw new ConnectorException(FailureKind.Misconfigured, LocalText.Of("This connection only reads.", "Denne forbindelse læser kun."), "Read-only.");
    }

    private static IEnumerable<(FieldInfo Field, FieldValue Value)> Values(RecordKind kind, IReadOnlyList<FieldChange> changes) =>
        changes.Select(change => (kind.Find(change.Field)!, change.New));

    private static long Number(RecordKind kind, string key) =>
        key.Length > 1 && key[0] == kind.KeyBegins && long.TryParse(key.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
