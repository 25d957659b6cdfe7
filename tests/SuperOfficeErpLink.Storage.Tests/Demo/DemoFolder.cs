using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SuperOfficeErpLink.Web.Demo;
using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Storage.Tests.Demo;

/// <summary>A data directory with a demo in it.</summary>
internal sealed class DemoFolder(int companies = 500) : IDisposable
{
    private readonly OwnTestDatabase database = OwnTestDatabase.Make(TestTemplate.Empty);

    public IDbContextFactory<ErpLinkDbContext> Contexts => database;

    public static async Task<DemoFolder> MadeAsync(int companies = 500)
    {
        var folder = new DemoFolder(companies);
        await folder.MakeAsync();
        return folder;
    }

    public ErpLinkDbContext Context() => database.CreateDbContext();

    public Task MakeAsync(CancellationToken cancellationToken = default)
    {
        var files = Path.Combine(database.Folder, "erp");
        Directory.CreateDirectory(files);
        var options = new ErpLinkOptions(database.Folder, files, Path.Combine(database.Folder, "erplink.key"), true, companies);
        return new DemoMaker(options, database.Own, Options.Create(new PasswordHasherOptions()), TimeProvider.System, NullLogger<DemoMaker>.Instance).MakeAsync(cancellationToken);
    }

    public string ErpPath() => Path.Combine(database.Folder, "erp", "demo-erp.db");

    public IReadOnlyList<object?[]> Erp(string sql) => Query(ErpPath(), sql);

    public IReadOnlyList<object?[]> Ours(string sql) => database.Rows(sql);

    /// <summary>Every row of some tables as text.</summary>
    public string Dump(bool erp, params string[] tables)
    {
        var dump = new StringBuilder();
        foreach (var table in tables)
        {
            foreach (var row in erp ? Erp($"SELECT * FROM {table} ORDER BY 1") : Ours($"SELECT * FROM {table} ORDER BY 1, 2"))
            {
                dump.AppendJoin('|', row.Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : value)).Append('\n');
            }
        }

        return dump.ToString();
    }

    public void Dispose() => database.Dispose();

    private static List<object?[]> Query(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            var row = new object?[reader.FieldCount];
            for (var index = 0; index < row.Length; index++)
            {
                row[index] = reader.IsDBNull(index) ? null : reader.GetValue(index);
            }

            rows.Add(row);
        }

        return rows;
    }
}
