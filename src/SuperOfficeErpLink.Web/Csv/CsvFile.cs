using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;

namespace SuperOfficeErpLink.Web.Csv;

/// <summary>A file of comma separated values to keep, in UTF-8 with the mark by which Excel knows it; its separator is that of the user's culture.</summary>
public static class CsvFile
{
    private const int FlushAt = 32 * 1024;

    /// <summary>
    /// Writes rows as they come; however many there are, few are held. When they cannot be read to their end the answer is cut off, so that
    /// the browser says that the file is not whole.
    /// </summary>
    /// <param name="fileName">Without any text of a user or a record.</param>
    public static async Task<IActionResult> WriteAsync(
        HttpResponse response, string fileName, IReadOnlyList<string> header, IAsyncEnumerable<IReadOnlyList<string>> rows, CancellationToken cancellationToken)
    {
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        response.Headers.CacheControl = "no-store";
        var separator = CsvText.SeparatorOf(CultureInfo.CurrentCulture);
        await using var writer = new StreamWriter(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), FlushAt, leaveOpen: true);
        await writer.WriteAsync(CsvText.Line(header, separator).AsMemory(), cancellationToken);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            await writer.WriteAsync(CsvText.Line(row, separator).AsMemory(), cancellationToken);
        }

        return new EmptyResult();
    }
}
