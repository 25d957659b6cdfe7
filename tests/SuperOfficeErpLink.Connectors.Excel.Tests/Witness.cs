using System.Text;
using ExcelDataReader;

namespace SuperOfficeErpLink.Connectors.Excel.Tests;

/// <summary>What a reader that is not ours finds in a workbook's first sheet.</summary>
internal static class Witness
{
    static Witness() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="row">From 1.</param>
    public static object? Read(string path, int row, int column)
    {
        using var file = File.OpenRead(path);
        using var reader = ExcelReaderFactory.CreateReader(file);
        for (var at = 0; at < row; at++)
        {
            reader.Read().ShouldBeTrue();
        }

        return reader.GetValue(column);
    }
}
