using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using SuperOfficeErpLink.Storage.SqlServer;

namespace SuperOfficeErpLink.Storage.Tests.Databases;

/// <summary>The tables on SQL Server: the script that makes them is Transact-SQL, and what its keys may hold fits into them.</summary>
public sealed partial class SqlServerScriptTests : IDisposable
{
    private const int MostInClusteredKey = 900;
    private const int MostInIndex = 1700;

    private readonly ErpLinkDbContext context = new SqlServerDatabase("Server=localhost;Database=x").CreateForMigration();

    private IEnumerable<ITable> Tables => context.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables;

    public void Dispose() => context.Dispose();

    [Fact]
    public void The_script_that_can_be_run_again_is_Transact_SQL()
    {
        var script = context.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);

        TransactSql.Parse(script);
        Tables.Where(table => !script.Contains($"CREATE TABLE [{table.Name}]", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void A_primary_key_which_orders_the_table_fits() =>
        Tables.Where(table => table.PrimaryKey is not null).Select(table => (table.Name, Bytes: table.PrimaryKey!.Columns.Sum(Bytes))).Where(key => key.Bytes > MostInClusteredKey).ShouldBeEmpty();

    [Fact]
    public void Every_index_fits() =>
        Tables.SelectMany(table => table.Indexes).Select(index => (index.Name, Bytes: index.Columns.Sum(Bytes))).Where(index => index.Bytes > MostInIndex).ShouldBeEmpty();

    [Fact]
    public void Texts_compare_to_the_letter() =>
        Tables.SelectMany(table => table.Columns).Where(column => column.StoreType.StartsWith("nvarchar", StringComparison.Ordinal))
            .Where(column => column.Collation != "Latin1_General_100_BIN2").Select(column => $"{column.Table.Name}.{column.Name}").ShouldBeEmpty();

    /// <summary>As declared; a text has two for each character.</summary>
    private static int Bytes(IColumn column) => column.StoreType switch
    {
        "bit" => 1,
        "date" => 3,
        "int" => 4,
        "bigint" => 8,
        "uniqueidentifier" => 16,
        var text when Text().Match(text) is { Success: true } match => 2 * int.Parse(match.Groups["length"].Value, CultureInfo.InvariantCulture),
        var other => throw new InvalidOperationException($"{column.Table.Name}.{column.Name} is {other}, which no key can hold."),
    };

    [GeneratedRegex(@"^nvarchar\((?<length>\d+)\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Text();
}
