using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Connections;

/// <summary>One setting that is not the same in a file.</summary>
/// <param name="Here">Canonical, as it stands in the form; empty: none.</param>
/// <param name="InFile">The same of the file.</param>
public sealed record SettingDifference(SettingField Field, string Here, string InFile);

/// <summary>A file's settings beside a connection's.</summary>
/// <param name="Strangers">Keys that the connector has no setting for, or only a secret.</param>
/// <param name="Faults">Values that its form would refuse.</param>
public sealed record ComparedSettings(
    IReadOnlyList<SettingDifference> Differences, IReadOnlyList<string> Strangers, IReadOnlyList<(SettingField Field, SettingFault Fault)> Faults);

/// <summary>What of a connection's settings goes into a file, and what a file would change of them. Secrets do neither.</summary>
public sealed class SettingsTransfer(ConnectionTester tester, IConnectionEditStore store)
{
    /// <summary>As its form begins; null: the connector cannot say which of them are secrets.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> ExportAsync(Guid connectionId, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(connectionId, cancellationToken) is not { } details)
        {
            return null;
        }

        try
        {
            var fields = await tester.DescribeSettingsAsync(details.Connection.ConnectorId, details.Editable, cancellationToken);
            return fields.Where(field => !field.IsSecret && details.Editable[field.Key] is not null)
                .ToDictionary(field => field.Key, field => details.Editable[field.Key]!, StringComparer.Ordinal);
        }
        catch (ConnectorException)
        {
            // Rather a file without settings than one with a secret.
            return null;
        }
    }

    /// <exception cref="ConnectorException">When the connector cannot say what settings it has.</exception>
    public async Task<ComparedSettings> CompareAsync(Guid connectionId, IReadOnlyDictionary<string, string> inFile, CancellationToken cancellationToken)
    {
        var details = await store.FindAsync(connectionId, cancellationToken) ?? throw new InvalidOperationException($"Connection {connectionId} does not exist.");

        // Which settings there are may depend on others.
        var fields = await tester.DescribeSettingsAsync(details.Connection.ConnectorId, new Settings(inFile), cancellationToken);
        return Compare(fields, details.Editable, inFile);
    }

    /// <summary>Pure.</summary>
    public static ComparedSettings Compare(IReadOnlyList<SettingField> fields, Settings here, IReadOnlyDictionary<string, string> inFile)
    {
        var open = fields.Where(field => !field.IsSecret).ToList();
        var read = SettingsForm.Read(open, inFile, new HashSet<string>(StringComparer.Ordinal));
        return new ComparedSettings(
            [.. open.Select(field => new SettingDifference(field, here[field.Key] ?? "", read.Settings[field.Key] ?? "")).Where(IsDifferent)],
            [.. inFile.Keys.Where(key => open.All(field => field.Key != key))],
            [.. open.Where(field => read.Faults.ContainsKey(field.Key)).Select(field => (field, read.Faults[field.Key]))]);
    }

    private static bool IsDifferent(SettingDifference one) =>
        !string.Equals(one.Here, one.InFile, StringComparison.Ordinal) && !(one.Field.Type == SettingType.Checkbox && one is { Here: "" or "0", InFile: "" or "0" });
}
