using System.Globalization;
using SuperOfficeErpLink.Connectors.Conformance;

namespace SuperOfficeErpLink.Connectors.Excel.Tests;

/// <summary>A workbook as an administrator makes one: sheets, headers, two lists, and a sheet that describes some fields.</summary>
[LeavesOut(typeof(CredentialsSpecification<>), "A workbook has no credentials; one with a password is refused.")]
[LeavesOut(typeof(HttpSpecification<>), "A workbook is not spoken to over HTTP.")]
public sealed class DemoErp : ErpUnderTest
{
    public const int Customers = 12;

    private static readonly string[] Headers = ["no", "name", "street", "group", "since", "credit", "inactive", "reference", "discount", "newsletter", "seen"];

    public TestFiles Files { get; } = new();

    public override IErpConnector Connector { get; } = new ExcelConnector();

    public override ConnectionContext Connection => Files.Context();

    public override ActorType Type => ActorType.Customer;

    public override string TextField => "street";

    public override IReadOnlyList<string> Keys { get; } =
        [.. Enumerable.Range(1, Customers).Select(number => string.Create(CultureInfo.InvariantCulture, $"C{1000 + number}"))];

    public override FieldChange Refused { get; } = new("name", FieldValue.NotRead, FieldValue.Blank);

    public override IReadOnlyList<FieldChange> NewRecord { get; } =
        [new("name", FieldValue.NotRead, FieldValue.Of("Ny kunde")), new("street", FieldValue.NotRead, FieldValue.Of("Nyvej 1"))];

    public override Family Family { get; } = new(new ActorRef(ActorType.Customer, "C1001"), ActorType.Person, ["1", "2", "4"]);

    public override IReadOnlyDictionary<string, string> Samples { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["name"] = "Ærø A/S", ["group"] = "Z", ["credit"] = "1000.25", ["since"] = "2026-01-31", ["discount"] = "12", ["newsletter"] = "1", ["seen"] = "2026-01-31T08:00:59Z",
    };

    public override Task StartAsync()
    {
        SdkWorkbook.Make(
            Files.Path,
            ("Customer", [Headers, .. Keys.Select((key, index) => new object?[]
            {
                key, $"Kunde {key[3..]}", null, "A", new DateOnly(2020, 1, 1 + index), 12.5, key is "C1002" or "C1005" ? true : null, null,
            })]),
            ("Person", [["key", "name", "parent", "reference"], ["1", "Bo", "C1001", null], ["2", "Ida", "C1001", null], ["3", "Åse", "C1003", null], ["4", "Per", "C1001", null]]),
            ("group", [["key", "name", "inactive"], ["A", "Stamkunder", null], ["Z", "Udgået", 1]]),
            ("Fields",
            [
                ["sheet", "field", "type", "access", "name", "name (da)", "max length", "decimals"],
                ["Customer", "name", null, "Mandatory", "Name", "Navn", 60],
                ["Customer", "since", "Date"],
                ["Customer", "credit", "Decimal", null, null, null, null, 2],
                ["Customer", "discount", "Integer"],
                ["Customer", "newsletter", "Checkbox"],
                ["Customer", "seen", "DateTime"],
            ]),
            ("Notes", [["Anything", "Anything"], [1, 2]]));
        return Task.CompletedTask;
    }

    public override Task EditOutsideAsync(string key, string field, string value)
    {
        SdkWorkbook.Edit(Files.Path, "Customer", AddressOf(key, field), value);
        return Task.CompletedTask;
    }

    public override Task DeleteOutsideAsync(string key)
    {
        SdkWorkbook.DeleteRow(Files.Path, "Customer", RowOf(key));
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        Files.Dispose();
        return ValueTask.CompletedTask;
    }

    public string AddressOf(string key, string field) => SdkWorkbook.Address(Array.IndexOf(Headers, field), RowOf(key));

    private int RowOf(string key) => Enumerable.Range(0, Keys.Count).Single(index => Keys[index] == key) + 2;
}
