namespace SuperOfficeErpLink.Web.Plugins;

/// <summary>One line of <c>ErpLink:Plugins</c>, as it is written there.</summary>
/// <param name="File">The plug-in's main file, below the folder of plug-ins.</param>
/// <param name="Sha256">What the main file must be, byte for byte.</param>
/// <param name="Files">Other files by their name below the main file's folder, with their SHA-256. Empty: the folder alone vouches for them.</param>
public sealed record PluginEntry(string File, string Sha256, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>True when every file of the plug-in is named with its SHA-256, and no other one is loaded.</summary>
    public bool NamesEveryFile => Files.Count > 0;

    public static IReadOnlyList<PluginEntry> Read(IConfiguration configuration) =>
    [
        .. configuration.GetSection(PluginOptions.ListSetting).GetChildren().Select(line => new PluginEntry(
            Text(line["File"]), Text(line["Sha256"]),
            line.GetSection("Files").GetChildren().ToDictionary(file => Slashes(Text(file["File"])), file => Text(file["Sha256"]), StringComparer.Ordinal))),
    ];

    /// <summary>A name as it is compared: one sign parts its folders on every system.</summary>
    public static string Slashes(string path) => path.Replace('\\', '/');

    private static string Text(string? value) => value?.Trim() ?? "";
}
