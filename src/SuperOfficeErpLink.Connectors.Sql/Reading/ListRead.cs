using System.Data.Common;
using SuperOfficeErpLink.Connectors.Sql.Definition;

namespace SuperOfficeErpLink.Connectors.Sql.Reading;

/// <summary>Reads the items of a list.</summary>
internal sealed class ListRead(SqlClient client)
{
    public Task<IReadOnlyList<ListItem>> RunAsync(string list, IReadOnlyList<string>? keys, CancellationToken cancellationToken)
    {
        if (!client.Definition.Lists.TryGetValue(list, out var source))
        {
            throw new ConnectorException(
                FailureKind.Misconfigured,
                LocalText.Of($"The connection's definition has no list \"{list}\".", $"Forbindelsens definition har ingen liste \"{list}\"."),
                $"The definition has no list {list}");
        }

        return client.ReadAsync<IReadOnlyList<ListItem>>(
            async (connection, _) =>
            {
                var items = new List<ListItem>();
                if (keys is null)
                {
                    await ReadAsync(connection, source, null, items, cancellationToken);
                }
                else
                {
                    foreach (var batch in keys.Distinct(StringComparer.Ordinal).Chunk(RecordGet.Batch))
                    {
                        await ReadAsync(connection, source, batch, items, cancellationToken);
                    }
                }

                return items;
            },
            cancellationToken);
    }

    private async Task ReadAsync(
        DbConnection connection, ListSource source, string[]? keys, List<ListItem> items, CancellationToken cancellationToken)
    {
        var dialect = client.Dialect;
        var key = dialect.AsText(dialect.Quote(source.Key));
        var name = dialect.Quote(source.ItemName);
        var active = source.Active is null ? "NULL" : dialect.AsText(dialect.Quote(source.Active.Column));
        var statement = new Statement(
            $"SELECT {key}, coalesce({dialect.AsText(name)}, ''), {active} FROM {dialect.Quote(source.Table)} WHERE {dialect.Quote(source.Key)} IS NOT NULL");
        if (keys is not null)
        {
            statement.Add($"AND {key} IN ({statement.BindAll(keys)})");
        }

        statement.Add($"ORDER BY {dialect.TextOrder(name)}, {key}");
        await using var command = statement.On(connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var state = await reader.IsDBNullAsync(2, cancellationToken) ? null : reader.GetString(2);
            items.Add(new ListItem(reader.GetString(0), reader.GetString(1), RecordSelect.IsActive(source.Active, state)));
        }
    }
}
