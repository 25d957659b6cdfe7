using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SuperOfficeErpLink.Web.Tests.Localization;

public sealed partial class ResourceTests
{
    internal static readonly string Sources = Path.Combine(Root(), "src");
    private static readonly string Web = Path.Combine(Sources, "SuperOfficeErpLink.Web");
    private static readonly string[] Languages = ["da"];

    /// <summary>Names that are the same in every language.</summary>
    private static readonly string[] Names = ["ERP", "ERP Link", "SuperOffice"];

    public static TheoryData<string> Parts => [.. PartNames];

    private static IEnumerable<string> PartNames => Directory.GetFiles(Path.Combine(Web, "Resources"), "*.resx").Select(file => Path.GetFileName(file).Split('.')[0]).Distinct();

    [Theory]
    [MemberData(nameof(Parts))]
    public void Every_language_has_every_text(string part)
    {
        var english = Texts(part, null);
        foreach (var language in Languages)
        {
            var texts = Texts(part, language);
            texts.Keys.Order().ShouldBe(english.Keys.Order());
            texts.ShouldAllBe(text => text.Value.Trim().Length > 0);
            foreach (var (key, text) in texts)
            {
                Placeholder().Matches(text).Select(match => match.Value).Distinct().Order()
                    .ShouldBe(Placeholder().Matches(english[key]).Select(match => match.Value).Distinct().Order(), key);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Every_key_that_is_used_exists_and_every_text_is_used(string part)
    {
        var keys = Texts(part, null).Keys.ToList();
        var files = Files("*.cs").Concat(Files("*.cshtml")).Select(File.ReadAllText).ToList();
        files.SelectMany(text => Uses(text, part)).Distinct().Where(pattern => !keys.Any(key => IsMatch(pattern, key))).ShouldBeEmpty();

        // A key may also stand alone, as where a page picks which text to show.
        var used = files.SelectMany(text => Uses(text, $"(?:{part}|texts)")).Distinct().ToList();
        var standing = files.SelectMany(text => Word().Matches(text).Select(match => match.Groups[1].Value)).ToHashSet();
        keys.Where(key => !standing.Contains(key) && !used.Any(pattern => IsMatch(pattern, key))).ShouldBeEmpty();
    }

    [Fact]
    public void A_key_that_classes_ask_for_exists_in_one_of_the_parts()
    {
        var keys = PartNames.SelectMany(part => Texts(part, null).Keys).ToList();
        var used = Files("*.cs").Select(File.ReadAllText).SelectMany(text => Uses(text, "texts")).Distinct();

        used.Where(pattern => !keys.Any(key => IsMatch(pattern, key))).ShouldBeEmpty();
    }

    [Fact]
    public void Pages_hold_no_text_of_their_own()
    {
        foreach (var file in Files("*.cshtml"))
        {
            var markup = RazorText.Markup(File.ReadAllText(file));
            var found = Visible().Matches(markup).Concat(Spoken().Matches(markup)).Select(match => match.Groups[1].Value.Trim());
            found.Where(text => Letters().IsMatch(text) && !Names.Contains(text)).ShouldBeEmpty(file);
        }
    }

    private static IEnumerable<string> Uses(string source, string part) =>
        Regex.Matches(source, $@"\b{part}\[((?:[^\[\]]|\[[^\]]*\])*)\]", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(5))
            .Concat(Regex.Matches(source, $@"\b{part}\.Find\(([^()]*(?:\([^()]*\)[^()]*)*)\)", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(5)))
            .SelectMany(use => Quoted().Matches(use.Groups[1].Value)).Select(key => key.Groups[1].Value);

    private static bool IsMatch(string pattern, string key) =>
        Regex.IsMatch(key, $"^{Regex.Replace(Regex.Escape(pattern), @"\\\{[^}]*}", ".+")}$", RegexOptions.None, TimeSpan.FromSeconds(1));

    private static Dictionary<string, string> Texts(string part, string? language) =>
        XDocument.Load(Path.Combine(Web, "Resources", language is null ? $"{part}.resx" : $"{part}.{language}.resx"))
            .Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    private static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateFiles(Web, pattern, SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Web, file).Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj" or "node_modules"));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SuperOfficeErpLink.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("\"([A-Z][A-Za-z0-9]*(?:\\.(?:[-A-Za-z0-9]|\\{[^}\"]*\\})+)+)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("\"([A-Z][-.A-Za-z0-9]*)\"")]
    private static partial Regex Word();

    [GeneratedRegex(">([^<>]+)<")]
    private static partial Regex Visible();

    [GeneratedRegex("(?:alt|title|placeholder|aria-label|aria-description|data-side|data-requires-text)=\"([^\"]*)\"")]
    private static partial Regex Spoken();

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Letters();
}
