using SuperOfficeErpLink.Connectors;

namespace FolderErp;

/// <summary>What a search finds. Pure.</summary>
internal sealed class RecordSearch
{
    private readonly RecordKind kind;
    private readonly SearchRequest request;
    private readonly string[] words;

    public RecordSearch(RecordKind kind, SearchRequest request)
    {
        (this.kind, this.request) = (kind, request);
        words = [.. (request.Text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Fold)];
        foreach (var line in request.Criteria)
        {
            // A line that cannot be used is refused: left out, it would find too much.
            if (kind.Find(line.Field)?.Operators.Contains(line.Operator) != true || line.Values.Count == 0 || line.Values.Any(value => !value.WasRead))
            {
                throw new ConnectorException(
                    FailureKind.Misconfigured, LocalText.Of("This line of the search cannot be used here.", "Denne linje i søgningen kan ikke bruges her."), $"{line.Field} {line.Operator}");
            }
        }
    }

    public bool Finds(RecordFile record) =>
        (request.Parent is not { } parent || (parent.Type == kind.ParentType && parent.Key == record.Parent))
        && Array.TrueForAll(words, word => kind.Fields.Any(field => field.Type == FieldType.Text && Fold(record.Read(field.Key).Text ?? "").Contains(word, StringComparison.Ordinal)))
        && request.Criteria.All(line => Holds(line, record.Read(line.Field)));

    private static bool Holds(Criterion line, FieldValue value)
    {
        // What was not read might be anything: no line finds it.
        if (value.Text is not { } text)
        {
            return false;
        }

        var held = Fold(text);
        var wanted = line.Values.Select(one => Fold(one.Text!)).ToList();
        return line.Operator switch
        {
            Operator.Equal or Operator.OneOf => wanted.Contains(held, StringComparer.Ordinal),
            Operator.NotEqual => !wanted.Contains(held, StringComparer.Ordinal),
            Operator.BeginsWith => held.StartsWith(wanted[0], StringComparison.Ordinal),
            Operator.Contains => held.Contains(wanted[0], StringComparison.Ordinal),
            _ => held.EndsWith(wanted[0], StringComparison.Ordinal),
        };
    }

    /// <summary>Case does not matter, nor how an å is put together. Half a character matches nothing and is no failure.</summary>
    private static string Fold(string text)
    {
        try
        {
            return text.Normalize().ToUpperInvariant();
        }
        catch (ArgumentException)
        {
            return text;
        }
    }
}
