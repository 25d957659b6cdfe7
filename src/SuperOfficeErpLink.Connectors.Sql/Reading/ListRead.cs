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
            async (connection, schema) =>
            {
                var items = new List<ListItem>();
                if (keys is null)
                {
                    await ReadAsync(connection, schema, source, null, items, cancellationToken);
                }
                else
                {
                    foreach (var batch in keys.Distinct(StringComparer.Ordinal).Chunk(client.Dialect.KeysAtOnce))
                    {
                        await ReadAsync(connection, schema, source, batch, items, cancellationToken);
                    }
                }

                return items;
            },
            cancellationToken);
    }

    private async Task ReadAsync(
        DbConnection connection, Schema schema, ListSource source, string[]? keys, List<ListItem> items, CancellationToken cancellationToken)
    {
        var dialect = client.Dialect;
        var table = schema.Table(source.Table);
        var key = table.AsText(source.Key);
        var name = table.AsText(source.ItemName);
        var active = source.Active is null ? "NULL" : table.AsText(source.Active.Column);
        var statement = new Statement(
            $"SELECT {key}, coalesce({name}, ''), {active} FROM {table.Quoted} WHERE {table.Quote(source.Key)} IS NOT NULL");
        if (keys is not null && !keys.Any(SqlText.IsStorable))
        {
            return;
        }

        if (keys is not null)
        {
            statement.Add($"AND {dialect.Ordinal(key)} IN ({statement.BindAll(keys.Where(SqlText.IsStorable))})");
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
