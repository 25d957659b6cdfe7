using System.Text.RegularExpressions;

namespace SuperOfficeErpLink.Core.Tests.Architecture;

/// <summary>Company, Person and Project are namespaces of the areas: a type of that name would hide them.</summary>
public sealed partial class TypeNameTests
{
    [Fact]
    public void No_type_has_the_name_of_an_area() =>
        Sources.Find("*.cs").Concat(Sources.Find("*.cshtml"))
            .Where(path => Declaration().IsMatch(File.ReadAllText(path)))
            .Select(path => Path.GetRelativePath(Sources.Root, path)).ShouldBeEmpty();

    [Theory]
    [InlineData("public sealed class Company", true)]
    [InlineData("internal record struct Person(int Id)", true)]
    [InlineData("enum Project { None }", true)]
    [InlineData("public sealed record Project<T>(T Of);", true)]
    [InlineData("public delegate void Person();", true)]
    [InlineData("public sealed class CompanyRow", false)]
    [InlineData("Company = 1,", false)]
    [InlineData("namespace SuperOfficeErpLink.Web.Areas.Company;", false)]
    public void A_declaration_is_recognised(string source, bool declares) => Declaration().IsMatch(source).ShouldBe(declares);

    [GeneratedRegex(@"\b(class|struct|record|interface|enum|delegate\s+\S+)\s+(Company|Person|Project)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Declaration();
}
