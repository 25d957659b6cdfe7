namespace SuperOfficeErpLink.Connectors.Excel;

/// <summary>Speaks to an ERP that is a workbook: a sheet for each actor type, fields named in its first row.</summary>
public sealed class ExcelConnector : IErpConnector
{
    /// <summary>The stored id.</summary>
    public const string Id = "excel";

    /// <summary>The setting that names the workbook.</summary>
    public const string FileSetting = "file";

    public ConnectorInfo Info { get; } = new(Id, LocalText.Of("Excel workbook", "Excel-regneark"), ContractVersion: 1);

    public Task<IReadOnlyList<SettingField>> DescribeSettingsAsync(Settings known, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SettingField>>(
        [
            new(
                FileSetting, LocalText.Of("Workbook", "Regneark"),
                LocalText.Of(
                    "Name of an .xlsx or .xlsm file in the server's folder for ERP files. Sheets are named Customer, Supplier, Partner, Person or Project, with names of fields in the first row.",
                    "Navn på en .xlsx- eller .xlsm-fil i serverens mappe til ERP-filer. Ark hedder Customer, Supplier, Partner, Person eller Project, med feltnavne i første række."),
                SettingType.Text, IsRequired: true, IsSecret: false, Default: null, BoundTo: [], Items: []),
        ]);

    public IReadOnlyList<SettingError> Validate(Settings settings) => settings[FileSetting]?.Trim() switch
    {
        null or "" => [new SettingError(FileSetting, LocalText.Of("Enter the workbook's file name.", "Angiv regnearkets filnavn."))],
        var name when name.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".xlsm", StringComparison.OrdinalIgnoreCase) => [],
        _ => [new SettingError(FileSetting, LocalText.Of(
            "The file must be an .xlsx or .xlsm workbook. Save others as such in Excel.",
            "Filen skal være et .xlsx- eller .xlsm-regneark. Gem andre som det i Excel."))],
    };

    public async Task<IErpSession> OpenAsync(ConnectionContext connection, CancellationToken cancellationToken)
    {
        if (Validate(connection.Settings) is [var mistake, ..])
        {
            throw new ConnectorException(FailureKind.Misconfigured, mistake.Message, $"Setting {mistake.Key}: {mistake.Message.English}") { Setting = mistake.Key };
        }

        var name = connection.Settings[FileSetting]!.Trim();
        var file = new WorkbookFile(name, connection.Outbound.ResolveFile(name), connection.Time);
        try
        {
            await file.ReadAsync(cancellationToken);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        return new ExcelSession(file, connection.Time);
    }
}
