using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SuperOfficeErpLink.Browser.Tests.Hosting;

/// <summary>An SQLite file as any tool sees it.</summary>
internal sealed class Sqlite(string file)
{
    /// <summary>The first column of the first row as text; null when there is none.</summary>
    public string? Ask(string sql, params (string Name, object? Value)[] parameters) =>
        Run(sql, parameters, command => command.ExecuteScalar() is { } value and not DBNull ? Convert.ToString(value, CultureInfo.InvariantCulture) : null);

    public int Do(string sql, params (string Name, object? Value)[] parameters) => Run(sql, parameters, command => command.ExecuteNonQuery());

    /// <summary>Holds the file so that others read it and nobody writes, until it is disposed.</summary>
    public IDisposable Hold()
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False;Mode=ReadWrite");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }

    /// <summary>Every row, its columns joined by a bar.</summary>
    public IReadOnlyList<string> Rows(string sql, params (string Name, object? Value)[] parameters) => Run(sql, parameters, command =>
    {
        var rows = new List<string>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(string.Join("|", Enumerable.Range(0, reader.FieldCount).Select(column => Text(reader.GetValue(column)))));
        }

        return rows;
    });

    /// <summary>Every row of every table but those named.</summary>
    public IReadOnlyList<string> Dump(params string[] except) =>
        [.. Rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
            .Where(table => !except.Any(one => table.StartsWith(one, StringComparison.Ordinal)))
            .SelectMany(table => Rows($"SELECT * FROM \"{table}\" ORDER BY rowid").Select(row => $"{table}: {row}"))];

    private static string Text(object value) => value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private T Run<T>(string sql, (string Name, object? Value)[] parameters, Func<SqliteCommand, T> run)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Mode=ReadWrite");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return run(command);
    }
}
