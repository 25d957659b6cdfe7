using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using SuperOfficeErpLink.Connectors.Http;

namespace SuperOfficeErpLink.Connectors.Conformance.Tests.Ledger;

internal sealed class LedgerSession(HttpCaller caller, string password) : IErpSession, IErpWriter, IErpChanges, IErpLists
{
    private const int PageSize = 3;
    private volatile bool isDisposed;

    private static readonly ErpDescription Description = new(
        "ledger", new Limits(100, 100, 4, null, null, null, ListingBeatsKeys: false, TimeSpan.Zero),
        [
            Describe(ActorType.Customer, null), Describe(ActorType.Person, ActorType.Customer),
        ]);

    public Task<ErpDescription> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult(Description);

    public async Task<ReadResult> GetAsync(ActorType type, FieldSet fields, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        new([.. (await AskAsync(new Question("get", password, type, keys), cancellationToken)).Entries!.Select(entry => Record(type, entry, fields))], []);

    public async Task<SearchPage> SearchAsync(ActorType type, FieldSet fields, SearchRequest request, CancellationToken cancellationToken)
    {
        var from = request.PageToken is null ? 0 : int.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : throw Refused("a page token");
        if (request.Criteria.FirstOrDefault(line => LedgerBook.Columns.All(column => column.Key != line.Field) || line.Values.Count != (line.Operator == Operator.Between ? 2 : Math.Max(1, line.Values.Count))) is { } line)
        {
            throw Refused(line.Field);
        }

        var question = new Question(
            "search", password, type, Text: Printable(request.Text), Parent: request.Parent?.Key, Lines: [.. request.Criteria.Select(one => new Line(one.Field, one.Operator, [.. one.Values.Select(value => value.Text!)]))]);
        var found = (await AskAsync(question, cancellationToken)).Entries!;
        var next = from + request.PageSize;
        return new SearchPage(
            [.. found.Skip(from).Take(request.PageSize).Select(entry => Record(type, entry, fields))], next < found.Count ? next.ToString(CultureInfo.InvariantCulture) : null, found.Count);
    }

    public async IAsyncEnumerable<ChangePage> ReadChangesAsync(ActorType type, FieldSet fields, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = cursor is null ? 0 : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given
            : throw new ConnectorException(FailureKind.CursorExpired, LocalText.Of("Everything is read.", "Alt læses."), "no such cursor");
        var reply = await AskAsync(new Question("since", password, type, After: after), cancellationToken);
        IReadOnlyList<Entry[]> pages = reply.Entries!.Count == 0 ? [[]] : [.. reply.Entries!.Chunk(PageSize)];
        for (var index = 0; index < pages.Count; index++)
        {
            var isLast = index == pages.Count - 1;
            var seen = pages[index].Select(entry => entry.Version).DefaultIfEmpty(after).Max();
            var next = isLast ? reply.Gone!.Select(one => one.Version).Append(seen).Max() : seen;
            yield return new ChangePage(
                [.. pages[index].Select(entry => Record(type, entry, fields))], isLast && cursor is not null ? [.. reply.Gone!.Select(one => new Gone(one.Key, null))] : [],
                next.ToString(CultureInfo.InvariantCulture), isLast);
        }
    }

    public Task<IReadOnlyList<SaveOutcome>> UpdateAsync(ActorType type, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken) =>
        WriteAsync("update", type, returning, [.. updates.Select(update => new Row(update.Key, Version(update.ExpectedVersion), null, null, Cells(update.Changes)))], cancellationToken);

    public Task<IReadOnlyList<SaveOutcome>> CreateAsync(ActorType type, FieldSet returning, IReadOnlyList<NewActor> actors, CancellationToken cancellationToken) =>
        WriteAsync("create", type, returning, [.. actors.Select(actor => new Row(null, null, actor.Parent?.Key, actor.Reference, Cells(actor.Values)))], cancellationToken);

    public async Task<IReadOnlyList<ErpRecord>> FindByReferenceAsync(ActorType type, FieldSet fields, string reference, CancellationToken cancellationToken) =>
        [.. (await AskAsync(new Question("by-reference", password, type, Reference: reference), cancellationToken)).Entries!.Select(entry => Record(type, entry, fields))];

    public async Task<IReadOnlyList<ListItem>> GetListAsync(string list, IReadOnlyList<string>? keys, CancellationToken cancellationToken) =>
        [.. (await AskAsync(new Question("items", password, ActorType.None), cancellationToken)).Items!.Where(item => keys is null || keys.Contains(item.Key)).Select(item => new ListItem(item.Key, item.Value, IsActive: true))];

    public ValueTask DisposeAsync()
    {
        isDisposed = true;
        caller.Dispose();
        return ValueTask.CompletedTask;
    }

    internal async Task<Reply> AskAsync(Question question, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        var answer = await caller.SendAsync(Request(question with { Password = password }), cancellationToken);
        return Read(answer);
    }

    private async Task<IReadOnlyList<SaveOutcome>> WriteAsync(string verb, ActorType type, FieldSet returning, IReadOnlyList<Row> rows, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        switch (await caller.TryAsync(Request(new Question(verb, password, type, Rows: rows)), CancellationToken.None))
        {
            case HttpOutcome.Answered { Answer.IsSuccess: true } answered:
                try
                {
                    return [.. Read(answered.Answer).Written!.Select(written => Outcome(type, written, returning))];
                }
                catch (ConnectorException garbled)
                {
                    return All(new SaveOutcome.Unknown(garbled));
                }

            case HttpOutcome.Answered(var refusal):
                return All(new SaveOutcome.NotTried(refusal.Failure()));
            case HttpOutcome.NotSent { Cause: var cause }:
                return All(new SaveOutcome.NotTried(cause));
            case HttpOutcome.Lost(var cause):
                return All(new SaveOutcome.Unknown(cause));
            default:
                throw new InvalidOperationException("An outcome of a kind of its own.");
        }

        IReadOnlyList<SaveOutcome> All(SaveOutcome outcome) => [.. rows.Select(_ => outcome)];
    }

    private static SaveOutcome Outcome(ActorType type, Written written, FieldSet returning) => written.Why switch
    {
        null => new SaveOutcome.Saved(Record(type, written.Entry!, returning), Exact: true),
        "stale" => new SaveOutcome.Stale(Record(type, written.Entry!, returning)),
        "missing" => new SaveOutcome.Missing(null),
        _ => new SaveOutcome.Rejected([new FieldError(written.Column, LocalText.Of("The ledger refuses this value.", "Protokollen afviser værdien."))]),
    };

    private static HttpRequestMessage Request(Question question) => new(HttpMethod.Post, "/") { Content = JsonContent.Create(question) };

    private static Reply Read(HttpAnswer answer)
    {
        try
        {
            return answer.Json().Deserialize<Reply>(JsonSerializerOptions.Web)!;
        }
        catch (JsonException)
        {
            throw new ConnectorException(FailureKind.Unreachable, LocalText.Of("Not the ledger's answer.", "Ikke protokollens svar."), "another shape");
        }
    }

    private static ErpRecord Record(ActorType type, Entry entry, FieldSet fields) => new(
        entry.Key, entry.Version.ToString(CultureInfo.InvariantCulture), entry.Parent is null || type != ActorType.Person ? null : new ActorRef(ActorType.Customer, entry.Parent), entry.IsActive, null,
        [.. fields.Keys.Select(key => LedgerBook.Columns.Any(column => column.Key == key) ? FieldValue.Of(entry.Values.GetValueOrDefault(key)) : FieldValue.NotRead)]);

    private static IReadOnlyList<Cell> Cells(IReadOnlyList<FieldChange> changes) => [.. changes.Select(change => new Cell(change.Field, change.Expected.Text, change.New.Text))];

    private static long? Version(string? text) => text is null ? null : long.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>JSON cannot carry half a character, and nothing in the book holds one.</summary>
    private static string? Printable(string? text) => text is not null && text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar) ? "\0" : text;

    private static ConnectorException Refused(string what) => new(FailureKind.Misconfigured, LocalText.Of($"This cannot be used: {what}.", $"Dette kan ikke bruges: {what}."), what);

    private static ActorTypeInfo Describe(ActorType type, ActorType? parent) => new(
        type, type.ToString(), parent,
        Abilities.Update | Abilities.Create | Abilities.Changes | Abilities.ReportsDeletions | Abilities.ConditionalWrite | Abilities.Reference | (parent is null ? Abilities.None : Abilities.SearchByParent),
        [.. LedgerBook.Columns.Select((column, rank) => new FieldInfo(
            column.Key, LocalText.Of(column.Key, column.Key), null, column.Type, column.Access, column.MaxLength, null, column.Type == FieldType.List ? "country" : null, null, false, null, null, rank, OperatorsOf(column.Type)))]);

    private static IReadOnlyList<Operator> OperatorsOf(FieldType type) => type switch
    {
        FieldType.Text =>
        [
            Operator.Equal, Operator.NotEqual, Operator.BeginsWith, Operator.NotBeginsWith, Operator.Contains, Operator.NotContains, Operator.EndsWith, Operator.NotEndsWith, Operator.OneOf, Operator.NotOneOf,
        ],
        FieldType.Integer or FieldType.Decimal => [Operator.Equal, Operator.NotEqual, Operator.Greater, Operator.Less, Operator.GreaterOrEqual, Operator.LessOrEqual, Operator.Between],
        FieldType.Date or FieldType.DateTime => [Operator.Equal, Operator.NotEqual, Operator.Before, Operator.After, Operator.BeforeOrEqual, Operator.AfterOrEqual, Operator.Between],
        FieldType.List => [Operator.Equal, Operator.NotEqual, Operator.OneOf, Operator.NotOneOf],
        _ => [Operator.Equal, Operator.NotEqual],
    };
}
