using System.Text.Json;
using SuperOfficeErpLink.Connectors.Conformance.Troubled;

namespace SuperOfficeErpLink.Connectors.Conformance.Tests.Ledger;

/// <summary>The book behind HTTP: one address, questions and replies in JSON, a password with each.</summary>
public sealed class LedgerServer : IAsyncDisposable
{
    public const string Password = "Bogholder-2026";

    private readonly TroubledProxy listener = new(() => throw new InvalidOperationException("Nothing stands behind the ledger."));

    public LedgerServer() => listener.MakeWhere(Answer);

    public LedgerBook Book { get; } = new();

    public Uri Address => listener.Address;

    public ValueTask DisposeAsync() => listener.DisposeAsync();

    private Trouble.Answer Answer(string request)
    {
        var question = JsonSerializer.Deserialize<Question>(request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..], JsonSerializerOptions.Web)!;
        return question.Password == Password
            ? new Trouble.Answer(200, JsonSerializer.Serialize(Reply(question), JsonSerializerOptions.Web), "application/json")
            : new Trouble.Answer(401);
    }

    private Reply Reply(Question question) => question.Verb switch
    {
        "open" => new Reply(),
        "get" => new Reply(Book.Get(question.Type, question.Keys!)),
        "search" => new Reply(Book.Search(
            question.Type, question.Text ?? "", question.Parent, [.. question.Lines!.Select(line => new Criterion(line.Field, line.Operator, [.. line.Values.Select(FieldValue.Of)]))])),
        "since" when Book.Since(question.Type, question.After) is var (changed, gone) => new Reply(changed, [.. gone.Select(one => new Removed(one.Key, one.Version))]),
        "update" => new Reply(Written: [.. question.Rows!.Select(row => Book.Update(question.Type, row.Key!, row.Version, Cells(row)))]),
        "create" => new Reply(Written: [.. question.Rows!.Select(row => Book.Create(question.Type, row.Parent, row.Reference!, Cells(row)))]),
        "by-reference" => new Reply(Book.ByReference(question.Type, question.Reference!)),
        "items" => new Reply(Items: LedgerBook.Countries),
        _ => throw new InvalidOperationException($"No such verb: {question.Verb}"),
    };

    private static List<(string Column, string? Expected, string? Value)> Cells(Row row) => [.. row.Cells.Select(cell => (cell.Column, cell.Expected, cell.Value))];
}
