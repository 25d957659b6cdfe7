using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.PostgreSql;
using SuperOfficeErpLink.Storage.Sqlite;
using SuperOfficeErpLink.Storage.SqlServer;

namespace SuperOfficeErpLink.Storage.Tests.Databases;

/// <summary>One model: the databases differ only in what they call a type, how they spell a condition and how they compare texts.</summary>
public sealed partial class ModelTests
{
    private static readonly Dictionary<string, OwnDatabase> Databases = new()
    {
        ["SQLite"] = new SqliteDatabase("x.db", "x.lock", TimeProvider.System), ["PostgreSQL"] = new PostgreSqlDatabase("Host=localhost;Database=x"),
        ["SQL Server"] = new SqlServerDatabase("Server=localhost;Database=x"),
    };

    public static TheoryData<string> Names => [.. Databases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_migrations_make_the_model(string name)
    {
        using var context = Databases[name].CreateForMigration();

        context.Database.HasPendingModelChanges().ShouldBeFalse();
        context.Database.GetMigrations().ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("PostgreSQL")]
    [InlineData("SQL Server")]
    public void Tables_columns_keys_and_indexes_are_those_of_SQLite(string name) => Describe(name).ShouldBe(Describe("SQLite"));

    /// <summary>PostgreSQL cuts a longer one off, and two could become one.</summary>
    [Fact]
    public void No_name_is_longer_than_a_database_takes()
    {
        using var context = Databases["PostgreSQL"].CreateForMigration();
        var tables = Model(context).Tables.ToList();
        tables.Select(table => table.Name).Concat(tables.SelectMany(table => table.Columns).Select(column => column.Name)).Concat(tables.SelectMany(table => table.Indexes).Select(index => index.Name))
            .Concat(tables.SelectMany(table => table.UniqueConstraints).Select(key => key.Name)).Where(text => text.Length > 63).ShouldBeEmpty();
    }

    private static List<string> Describe(string name)
    {
        using var context = Databases[name].CreateForMigration();
        return [.. Model(context).Tables.SelectMany(Describe).Order(StringComparer.Ordinal)];
    }

    private static IRelationalModel Model(ErpLinkDbContext context) => context.GetService<IDesignTimeModel>().Model.GetRelationalModel();

    private static IEnumerable<string> Describe(ITable table) =>
    [
        .. table.Columns.Select(column => $"{table.Name}.{column.Name}{(column.IsNullable ? " may be null" : "")} {Describe(column.PropertyMappings[0].Property)}"),
        $"{table.Name} key {Columns(table.PrimaryKey!.Columns)}",
        .. table.Indexes.Select(index => $"{table.Name} index {index.Name} {(index.IsUnique ? "unique " : "")}{Columns(index.Columns)}{Condition(index)}"),
        .. table.ForeignKeyConstraints.Select(key => $"{table.Name} refers {Columns(key.Columns)} to {key.PrincipalTable.Name} {key.OnDeleteAction}"),
    ];

    private static string Describe(IProperty property) => $"{property.ClrType} {property.GetMaxLength()} {property.IsConcurrencyToken}";

    private static string Columns(IEnumerable<IColumn> columns) => string.Join(", ", columns.Select(column => column.Name));

    /// <summary>A flag is compared to a number where there are no flags, and only SQL Server must be told that nulls are not alike.</summary>
    private static string Condition(ITableIndex index) => index.Filter switch
    {
        null => "",
        var nulls when NotNull().IsMatch(nulls) => "",
        var filter => $" where {Flag().Replace(filter, "$1")}",
    };

    [GeneratedRegex(@"^\[\w+\] IS NOT NULL$", RegexOptions.None, 1000)]
    private static partial Regex NotNull();

    [GeneratedRegex(@"(""\w+"") = 1\b", RegexOptions.None, 1000)]
    private static partial Regex Flag();
}
