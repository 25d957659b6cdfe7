namespace SuperOfficeErpLink.Core.Tests.Architecture;

/// <summary>The product's own files, found from wherever the tests run.</summary>
internal static class Sources
{
    public static string Root { get; } = FindRoot();

    /// <summary>Files below src by pattern, without what the build made.</summary>
    public static IReadOnlyList<string> Find(string pattern) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, "src"), pattern, SearchOption.AllDirectories).Where(path => !IsBuilt(path))];

    private static bool IsBuilt(string path) =>
        Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && folder.GetFiles("SuperOfficeErpLink.sln").Length == 0)
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No SuperOfficeErpLink.sln above {AppContext.BaseDirectory}.");
    }
}
