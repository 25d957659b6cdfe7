namespace SuperOfficeErpLink.Core.Tests.Architecture;

/// <summary>What every connector of ours comes with.</summary>
public sealed class ConnectorTests
{
    private const string Prefix = "SuperOfficeErpLink.Connectors.";

    /// <summary>Names of ERPs: SuperOfficeErpLink.Connectors.Sql is Sql.</summary>
    public static TheoryData<string> Connectors =>
        [.. Directory.GetDirectories(Path.Combine(Sources.Root, "src")).Select(folder => Path.GetFileName(folder))
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..]).Where(name => name != "Http")];

    [Theory]
    [MemberData(nameof(Connectors))]
    public void A_connector_is_tried_by_the_whole_kit(string connector) =>
        Directory.GetFiles(Path.Combine(Sources.Root, "tests", $"{Prefix}{connector}.Tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)
            .ShouldContain(text => text.Contains(": ComplianceSpecification<", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Connectors))]
    public void A_connector_has_a_page_with_its_settings_rights_limits_and_traps(string connector)
    {
        var page = File.ReadAllText(Path.Combine(Sources.Root, "docs", "connectors", connector.ToLowerInvariant() + ".md"));
        foreach (var heading in (string[])["Settings", "Rights", "Limits", "Traps"])
        {
            page.Split('\n').ShouldContain(line => line.StartsWith("## ", StringComparison.Ordinal) && line.Contains(heading, StringComparison.OrdinalIgnoreCase), $"{connector}: {heading}");
        }
    }
}
