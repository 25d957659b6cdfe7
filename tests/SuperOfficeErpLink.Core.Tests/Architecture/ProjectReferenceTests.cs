using System.Xml.Linq;

namespace SuperOfficeErpLink.Core.Tests.Architecture;

/// <summary>The arrows of DESIGN section 8: what each project may refer to.</summary>
public sealed class ProjectReferenceTests
{
    private const string Prefix = "SuperOfficeErpLink.";

    // What stands in for packages, and is only referred to by what would refer to those.
    private static readonly string[] StandIns = ["Microsoft.SqlServer.Server", "Microsoft.Identity.Client.Broker"];

    public static TheoryData<string> Projects => [.. Sources.Find("*.csproj").Select(path => Path.GetFileNameWithoutExtension(path))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_what_its_arrow_allows(string project) =>
        ReferencesOf(project).Where(reference => !MayRefer(project, reference)).ShouldBeEmpty();

    [Theory]
    [InlineData("SuperOfficeErpLink.Connectors", "SuperOfficeErpLink.Core", false)]
    [InlineData("SuperOfficeErpLink.Connectors.Http", "SuperOfficeErpLink.Connectors", true)]
    [InlineData("SuperOfficeErpLink.Connectors.Http", "SuperOfficeErpLink.Outbound", false)]
    [InlineData("SuperOfficeErpLink.Connectors.Sql", "SuperOfficeErpLink.Connectors.Http", true)]
    [InlineData("SuperOfficeErpLink.Connectors.Sql", "SuperOfficeErpLink.Connectors.Excel", false)]
    [InlineData("SuperOfficeErpLink.Connectors.Sql", "SuperOfficeErpLink.Core", false)]
    [InlineData("SuperOfficeErpLink.Outbound", "SuperOfficeErpLink.Core", false)]
    [InlineData("SuperOfficeErpLink.Core", "SuperOfficeErpLink.Connectors", true)]
    [InlineData("SuperOfficeErpLink.Core", "SuperOfficeErpLink.Storage", false)]
    [InlineData("SuperOfficeErpLink.Storage", "SuperOfficeErpLink.Web", false)]
    [InlineData("SuperOfficeErpLink.Storage.Sqlite", "SuperOfficeErpLink.Storage", true)]
    [InlineData("SuperOfficeErpLink.Storage.Sqlite", "SuperOfficeErpLink.Storage.SqlServer", false)]
    [InlineData("SuperOfficeErpLink.Storage.PostgreSql", "SuperOfficeErpLink.Storage", true)]
    [InlineData("SuperOfficeErpLink.Storage.PostgreSql", "SuperOfficeErpLink.Storage.Sqlite", false)]
    [InlineData("SuperOfficeErpLink.Storage.SqlServer", "SuperOfficeErpLink.Storage", true)]
    [InlineData("SuperOfficeErpLink.Storage.SqlServer", "Microsoft.SqlServer.Server", true)]
    [InlineData("SuperOfficeErpLink.Storage.SqlServer", "SuperOfficeErpLink.Connectors.Sql", false)]
    [InlineData("SuperOfficeErpLink.Storage", "SuperOfficeErpLink.Storage.SqlServer", false)]
    [InlineData("SuperOfficeErpLink.Jobs.Hangfire", "SuperOfficeErpLink.Core", true)]
    [InlineData("SuperOfficeErpLink.Jobs.Hangfire", "SuperOfficeErpLink.Storage", false)]
    [InlineData("SuperOfficeErpLink.Web", "SuperOfficeErpLink.Storage.Sqlite", true)]
    [InlineData("SuperOfficeErpLink.Web", "SuperOfficeErpLink.Storage.PostgreSql", true)]
    [InlineData("SuperOfficeErpLink.Web", "SuperOfficeErpLink.Storage.SqlServer", true)]
    public void The_arrows_are_those_of_the_design(string project, string reference, bool allowed) => MayRefer(project, reference).ShouldBe(allowed);

    [Fact]
    public void Every_project_has_an_arrow() =>
        Sources.Find("*.csproj").Select(path => Path.GetFileNameWithoutExtension(path)).Where(name => !StandIns.Contains(name) && Allowed(name) is null).ShouldBeEmpty();

    [Theory]
    [InlineData("PostgreSql", "Npgsql.EntityFrameworkCore.PostgreSQL")]
    [InlineData("Sqlite", "Microsoft.EntityFrameworkCore.Sqlite")]
    [InlineData("SqlServer", "Microsoft.EntityFrameworkCore.SqlServer")]
    public void What_one_database_alone_has_is_in_a_project_of_its_own(string database, string package)
    {
        PackagesOf($"SuperOfficeErpLink.Storage.{database}").ShouldContain(package);
        PackagesOf("SuperOfficeErpLink.Storage").ShouldNotContain(package);
        PackagesOf("SuperOfficeErpLink.Web").ShouldNotContain(package);
    }

    [Fact]
    public void Core_and_the_contract_know_no_database_web_or_http_package()
    {
        PackagesOf("SuperOfficeErpLink.Connectors").ShouldBeEmpty();
        PackagesOf("SuperOfficeErpLink.Core")
            .Where(package => package.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || package.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)
                || package.StartsWith("Microsoft.Data", StringComparison.Ordinal) || package.Contains("Http", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public void No_project_hides_the_namespace_of_SuperOffice() =>
        Sources.Find("*.csproj").Where(path => Path.GetFileNameWithoutExtension(path).EndsWith(".SuperOffice", StringComparison.Ordinal)).ShouldBeEmpty();

    private static bool MayRefer(string project, string reference) =>
        StandIns.Contains(reference) || Allowed(project) is { } allowed && (allowed.Contains("*") || allowed.Contains(reference[Prefix.Length..], StringComparer.Ordinal));

    /// <summary>Null for a project the design does not know.</summary>
    private static string[]? Allowed(string project) => project.StartsWith(Prefix, StringComparison.Ordinal) ? project[Prefix.Length..].Split('.') switch
    {
        ["Connectors"] => [],
        ["Connectors", "Http"] or ["Outbound"] => ["Connectors"],
        ["Connectors", _] => ["Connectors", "Connectors.Http"],
        ["Core"] => ["Connectors"],
        ["Crm"] or ["Storage"] or ["Jobs", _] => ["Core"],
        ["Storage", _] => ["Storage"],
        ["Web"] => ["*"],
        _ => null,
    } : StandIns.Contains(project) ? [] : null;

    private static IEnumerable<string> ReferencesOf(string project) =>
        Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    private static IEnumerable<string> PackagesOf(string project) => Items(project, "PackageReference").Concat(Items(project, "FrameworkReference"));

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(Sources.Find(project + ".csproj").ShouldHaveSingleItem()).Descendants(kind).Select(item => item.Attribute("Include")!.Value);
}
