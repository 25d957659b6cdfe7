using System.Text.Json;
using SuperOfficeErpLink.Connectors;

namespace FolderErp;

/// <summary>An ERP that is a folder: a JSON file is a record, <c>groups.json</c> is a list, and <c>client.json</c> says whose folder it is.</summary>
public sealed class FolderConnector : IErpConnector
{
    public const string FolderSetting = "folder";
    public const string ReadOnlySetting = "readOnly";

    public ConnectorInfo Info { get; } = new("folder-sample", LocalText.Of("Folder of JSON files (sample)", "Mappe med JSON-filer (eksempel)"), ContractVersion: 1);

    public Task<IReadOnlyList<SettingField>> DescribeSettingsAsync(Settings known, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SettingField>>(
    [
        new(FolderSetting, LocalText.Of("Folder", "Mappe"), LocalText.Of("Below the server's folder for ERP files.", "Under serverens mappe til ERP-filer."),
            SettingType.Text, IsRequired: true, IsSecret: false, Default: null, BoundTo: [], Items: []),
        new(ReadOnlySetting, LocalText.Of("Only read", "Læs kun"), Help: null,
            SettingType.Checkbox, IsRequired: false, IsSecret: false, Default: "0", BoundTo: [], Items: []),
    ]);

    public IReadOnlyList<SettingError> Validate(Settings settings) =>
        settings[FolderSetting] is null ? [new SettingError(FolderSetting, LocalText.Of("Enter the name of the folder.", "Angiv mappens navn."))] : [];

    public async Task<IErpSession> OpenAsync(ConnectionContext connection, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Validate(connection.Settings) is [var error, ..])
        {
            throw Misconfigured(error.Message, "A setting is missing.");
        }

        // Never a path of one's own making: the host decides which files may be opened.
        var root = connection.Outbound.ResolveFile(connection.Settings[FolderSetting]!);
        var client = await ReadClientAsync(Path.Combine(root, "client.json"), cancellationToken);
        return new FolderSession(new RecordFolder(root, connection.Time), client, connection.Settings[ReadOnlySetting] == "1");
    }

    private static async Task<string> ReadClientAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(path, cancellationToken));
            return document.RootElement.GetProperty("id").GetString() is { Length: > 0 } id
                ? id
                : throw Misconfigured(LocalText.Of("client.json has no id.", "client.json har intet id."), "No id.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Misconfigured(
                LocalText.Of("This folder has no client.json with an id that can be read.", "Mappen har ingen client.json med et id, der kan læses."), failure.Message);
        }
    }

    private static ConnectorException Misconfigured(LocalText text, string technical) => new(FailureKind.Misconfigured, text, technical) { Setting = FolderSetting };
}
