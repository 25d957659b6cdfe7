using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SuperOfficeErpLink.Web.Tests.Localization;

/// <summary>Every kind of change that the product writes to the audit log is said in words.</summary>
public sealed partial class AuditKeyTests
{
    [Fact]
    public void Every_kind_that_the_code_writes_has_its_words_in_every_language()
    {
        var kinds = Kinds();
        kinds.Count.ShouldBeGreaterThan(20, "else this test looks in the wrong place");
        foreach (var file in Directory.GetFiles(Path.Combine(ResourceTests.Sources, "SuperOfficeErpLink.Web", "Resources"), "Accounts*.resx"))
        {
            var keys = XDocument.Load(file).Root!.Elements("data").Select(data => data.Attribute("name")!.Value).ToHashSet(StringComparer.Ordinal);
            kinds.Where(kind => !keys.Contains($"Audit.What.{kind}")).ShouldBeEmpty(file);
        }
    }

    [Fact]
    public void There_are_words_for_no_kind_that_nothing_writes()
    {
        var kinds = Kinds();
        XDocument.Load(Path.Combine(ResourceTests.Sources, "SuperOfficeErpLink.Web", "Resources", "Accounts.resx")).Root!.Elements("data").Select(data => data.Attribute("name")!.Value)
            .Where(key => key.StartsWith("Audit.What.", StringComparison.Ordinal) && !kinds.Contains(key["Audit.What.".Length..])).ShouldBeEmpty();
    }

    /// <summary>What looks like a kind in files that write to the audit log.</summary>
    private static HashSet<string> Kinds() =>
    [
        .. Directory.EnumerateFiles(ResourceTests.Sources, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(ResourceTests.Sources, file).Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj" or "node_modules" or "Migrations"))
            .Select(File.ReadAllText).Where(text => text.Contains("new AuditRow", StringComparison.Ordinal) || text.Contains("AuditRow Changed(", StringComparison.Ordinal))
            .SelectMany(text => Kind().Matches(text).Select(match => match.Groups[1].Value)),
    ];

    [GeneratedRegex("\"([a-z][a-z-]*(?:\\.[a-z][a-z-]*)+)\"")]
    private static partial Regex Kind();
}
