using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SuperOfficeErpLink.Connectors.Sample.Tests;

/// <summary>Whoever follows <c>docs/writing-a-connector.md</c> from its beginning to its end has the sample, to the letter.</summary>
public sealed partial class DocumentTests
{
    private const string Sample = "docs/samples/FolderErp";
    private const string Tests = "tests/SuperOfficeErpLink.Connectors.Sample.Tests";

    private static readonly string Root = FindRoot();
    private static readonly IReadOnlyList<(string File, string Text)> Blocks = Read();

    public static TheoryData<string> Files =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, Sample)).Where(file => Path.GetExtension(file) is ".cs" or ".csproj").Select(file => $"{Sample}/{Path.GetFileName(file)}"),
        $"{Tests}/SampleErp.cs", $"{Tests}/ConformanceTests.cs",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_file_of_the_sample_stands_in_the_document_once_as_it_is(string file) =>
        Blocks.Where(block => block.File == file).ShouldHaveSingleItem().Text.ShouldBe(File.ReadAllText(Path.Combine(Root, file)));

    [Fact]
    public void The_document_names_no_file_that_the_sample_does_not_have() =>
        Blocks.Select(block => block.File).Where(file => !File.Exists(Path.Combine(Root, file))).ShouldBeEmpty();

    [Fact]
    public void All_code_in_the_document_is_of_a_file() =>
        Fence().Matches(Document()).Where(block => block.Groups["language"].Value is "csharp" or "xml" && block.Groups["file"].Length == 0).ShouldBeEmpty();

    [Fact]
    public void The_sample_refers_to_the_contract_and_to_nothing_else()
    {
        var project = XDocument.Load(Path.Combine(Root, Sample, "FolderErp.csproj"));
        project.Descendants("ProjectReference").ShouldHaveSingleItem().Attribute("Include")!.Value.ShouldEndWith("/SuperOfficeErpLink.Connectors.csproj");
        project.Descendants("PackageReference").ShouldBeEmpty();
    }

    private static IReadOnlyList<(string File, string Text)> Read() =>
        [.. Fence().Matches(Document()).Where(block => block.Groups["file"].Length > 0).Select(block => (block.Groups["file"].Value, block.Groups["text"].Value))];

    private static string Document() => File.ReadAllText(Path.Combine(Root, "docs", "writing-a-connector.md")).ReplaceLineEndings("\n");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && folder.GetFiles("SuperOfficeErpLink.sln").Length == 0)
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No SuperOfficeErpLink.sln above {AppContext.BaseDirectory}.");
    }

    [GeneratedRegex("^```(?<language>[a-z]+)(?: (?<file>[^\n]+))?\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Fence();
}
