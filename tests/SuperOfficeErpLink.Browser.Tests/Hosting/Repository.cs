namespace SuperOfficeErpLink.Browser.Tests.Hosting;

/// <summary>Files that stand in the repository only.</summary>
internal static class Repository
{
    public static string Folder { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string Images { get; } = Path.Combine(Folder, "docs", "images");

    public static string DemoDefinition() => File.ReadAllText(Path.Combine(Folder, "src", "SuperOfficeErpLink.Web", "Demo", "demo-erp.definition.json"));

    private static string Find(DirectoryInfo folder) => File.Exists(Path.Combine(folder.FullName, "SuperOfficeErpLink.sln")) ? folder.FullName : Find(folder.Parent!);
}
