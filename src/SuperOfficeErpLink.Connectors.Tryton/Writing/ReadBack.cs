using System.Text.Json;
using SuperOfficeErpLink.Connectors.Tryton.Fields;
using SuperOfficeErpLink.Connectors.Tryton.Reading;
using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton.Writing;

/// <summary>What records hold after a write. Tryton's answer to a write is only that it was done.</summary>
internal sealed class ReadBack(TrytonClient client, Installation installation, RecordReader reader)
{
    private static readonly string[] Below = ["addresses", "contact_mechanisms", "identifiers"];

    private Dictionary<int, Row> rows = [];
    private ConnectorException? failure;

    public async Task ReadAsync(ActorShape shape, FieldSet fields, IReadOnlyCollection<int> ids)
    {
        if (ids.Count == 0)
        {
            return;
        }

        try
        {
            rows = await reader.ByIdAsync(shape, fields, ids, CancellationToken.None);
        }
        catch (ConnectorException lost)
        {
            failure = lost;
        }
    }

    public SaveOutcome Saved(ActorShape shape, FieldSet returning, Row before, Dictionary<string, object?> values) =>
        rows.TryGetValue(before.Id, out var row)
            ? new SaveOutcome.Saved(reader.Record(shape, returning, row), IsOurs(before, row, values))
            : new SaveOutcome.Unknown(failure ?? Vanished());

    public SaveOutcome Created(ActorShape shape, FieldSet returning, int id) =>
        rows.TryGetValue(id, out var row)
            ? new SaveOutcome.Saved(reader.Record(shape, returning, row), row.WasNeverChanged && row.Writer == client.UserId && row.LastWritten == row.Json.Moment())
            : new SaveOutcome.Unknown(failure ?? Vanished());

    public SaveOutcome Refused(ActorShape shape, FieldSet returning, Row before, RpcError error, IReadOnlyList<FieldWrite> writes)
    {
        if (failure is null && !rows.ContainsKey(before.Id))
        {
            return installation.ShowsAllOf(shape.Model) ? new SaveOutcome.Missing(null) : new SaveOutcome.Rejected([new FieldError(null, TrytonErrors.Hidden)]);
        }

        return error.Kind == RpcErrorKind.Concurrency
            ? new SaveOutcome.Stale(rows.TryGetValue(before.Id, out var row) ? reader.Record(shape, returning, row) : null)
            : Refusal.Outcome(installation, shape, writes, error);
    }

    /// <summary>
    /// Our user wrote it last, in one transaction with everything below it that we touched, and nothing below it that we did not touch is other than before.
    /// </summary>
    private bool IsOurs(Row before, Row after, Dictionary<string, object?> values)
    {
        if (after.Writer != client.UserId || after.Timestamp is not { } ours || ours == before.Timestamp)
        {
            return false;
        }

        return Array.TrueForAll(Below, name =>
        {
            var known = before.Json.Items(name + ".").Select(Mark).ToHashSet();
            return after.Json.Items(name + ".").All(item => known.Contains(Mark(item)) || (values.ContainsKey(name) && item.Text("_timestamp") == ours));
        });
    }

    private static (int?, string?) Mark(JsonElement item) => (item.Id(), item.Text("_timestamp"));

    private static ConnectorException Vanished() => new(
        FailureKind.Unreachable,
        LocalText.Of("Written, but the record could not be read afterwards.", "Skrevet, men posten kunne ikke læses bagefter."),
        "A record that was just written is not found");
}
