using SuperOfficeErpLink.Web.Starting;

namespace SuperOfficeErpLink.Web.Plugins;

/// <summary>Where plug-ins lie and which of them are used.</summary>
/// <param name="AllowWritable">True only in Development: whoever writes a connector loads it from where it was just built.</param>
public sealed record PluginOptions(string Directory, IReadOnlyList<PluginEntry> Entries, bool AllowWritable)
{
    public const string ListSetting = "ErpLink:Plugins";
    public const string DirectorySetting = "ErpLink:PluginsDirectory";
    public const string WritableSetting = "ErpLink:AllowWritablePlugins";

    /// <exception cref="StartupFailure">A writable folder is allowed where it must not be.</exception>
    public static PluginOptions Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var allowWritable = configuration[WritableSetting] switch
        {
            null or "" => false,
            var text when bool.TryParse(text, out var flag) => flag,
            var text => throw new StartupFailure($"{WritableSetting} is \"{text}\", but it is either true or false."),
        };
        if (allowWritable && !environment.IsDevelopment())
        {
            throw new StartupFailure($"{WritableSetting} is for Development only; remove it and keep plug-ins in a folder that this service cannot write.");
        }

        var directory = configuration[DirectorySetting] is { } text2 && !string.IsNullOrWhiteSpace(text2) ? text2.Trim() : "plugins";
        return directory.Contains('\0', StringComparison.Ordinal)
            ? throw new StartupFailure($"{DirectorySetting} is not a path.")
            : new PluginOptions(Path.GetFullPath(directory, AppContext.BaseDirectory), PluginEntry.Read(configuration), allowWritable);
    }
}
