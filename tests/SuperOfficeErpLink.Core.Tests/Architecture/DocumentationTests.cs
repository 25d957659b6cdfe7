using System.Text.RegularExpressions;

namespace SuperOfficeErpLink.Core.Tests.Architecture;

/// <summary>What the pages in this repository lead to, and the settings they name, are there.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Images = Path.Combine(Sources.Root, "docs", "images");

    public static TheoryData<string> Pages =>
        [.. Directory.EnumerateFiles(Path.Combine(Sources.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Sources.Root, "README.md")).Select(path => Path.GetRelativePath(Sources.Root, path))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_somewhere(string page) =>
        LinksOf(page).Where(link => !File.Exists(link) && !Directory.Exists(link) && !IsPictureToBeMade(link))
            .Select(link => Path.GetRelativePath(Sources.Root, link)).ShouldBeEmpty();

    [Fact]
    public void Settings_of_the_README_are_read_somewhere()
    {
        var source = string.Concat(Sources.Find("*.cs").Select(File.ReadAllText));
        var settings = Setting().Matches(Read("README.md")).Select(match => match.Groups["name"].Value).ToList();

        settings.Count.ShouldBeGreaterThan(5);
        settings.Where(setting => !source.Contains($"\"{setting}\"", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Settings_that_are_read_are_in_the_README()
    {
        var named = Read("README.md");

        Sources.Find("*.cs").SelectMany(path => SettingInCode().Matches(File.ReadAllText(path))).Select(match => match.Groups["name"].Value)
            .Distinct(StringComparer.Ordinal).Where(setting => !named.Contains($"`{setting}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_decision_is_on_the_list_of_decisions()
    {
        var list = Read(Path.Combine("docs", "decisions", "README.md"));
        Directory.EnumerateFiles(Path.Combine(Sources.Root, "docs", "decisions"), "0*.md").Select(path => Path.GetFileName(path))
            .Where(file => !list.Contains($"({file})", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>The browser tests make the pictures, all of them at once.</summary>
    private static bool IsPictureToBeMade(string link) =>
        Path.GetDirectoryName(link) == Images && (!Directory.Exists(Images) || !Directory.EnumerateFileSystemEntries(Images).Any());

    private static IEnumerable<string> LinksOf(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Sources.Root, page))!;
        return Link().Matches(Read(page)).Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#') && !target.StartsWith("mailto:", StringComparison.Ordinal))
            .Select(target => Path.GetFullPath(target.Split('#')[0], folder));
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(Sources.Root, page));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<name>ErpLink:[A-Za-z:]+)`", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Setting();

    [GeneratedRegex(@"""(?<name>ErpLink:[A-Za-z:]+)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SettingInCode();
}
