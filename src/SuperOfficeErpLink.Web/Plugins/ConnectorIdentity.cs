using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Web.Plugins;

/// <summary>What a plug-in's connector says it is, before anything is built on it. Pure.</summary>
internal static class ConnectorIdentity
{
    /// <summary>Versions of the contract that this application speaks.</summary>
    public static IReadOnlyList<int> ContractVersions { get; } = [1];

    /// <summary>As long as it may be stored with a connection.</summary>
    public const int LongestId = 50;
    private const int LongestName = 100;

    /// <returns>A copy that the connector cannot change any more.</returns>
    /// <exception cref="PluginRefusedException">It cannot be used.</exception>
    public static ConnectorInfo Check(ConnectorInfo? said)
    {
        if (said is null || string.IsNullOrEmpty(said.Id) || said.Id.Length > LongestId || !said.Id.All(IsOfId))
        {
            throw new PluginRefusedException(PluginFaultKind.IdInvalid, said?.Id ?? "");
        }

        if (!ContractVersions.Contains(said.ContractVersion))
        {
            throw new PluginRefusedException(PluginFaultKind.ContractVersionUnknown, $"{said.ContractVersion}", string.Join(", ", ContractVersions));
        }

        return string.IsNullOrWhiteSpace(said.Name?.English)
            ? throw new PluginRefusedException(PluginFaultKind.NameMissing, said.Id)
            : said with { Name = Copy(said.Name) };
    }

    private static bool IsOfId(char sign) => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '.' or '_';

    private static LocalText Copy(LocalText name) => new(
        Short(name.English), name.ByLanguage?.Where(text => !string.IsNullOrWhiteSpace(text.Value)).ToDictionary(text => text.Key, text => Short(text.Value), StringComparer.Ordinal));

    private static string Short(string text) => text.Length <= LongestName ? text : text[..LongestName];
}
