using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using SuperOfficeErpLink.Web.Csv;

namespace SuperOfficeErpLink.Web.Tests.Csv;

public sealed class CsvTests
{
    [Fact]
    public void Quotes_separators_and_line_breaks_stay_within_their_cell() =>
        CsvText.Line(["a;b", "he said \"hi\"", "two\r\nlines", "=\"x\""], ';').ShouldBe("\"a;b\";\"he said \"\"hi\"\"\";\"two\r\nlines\";\"'=\"\"x\"\"\"\r\n");

    [Theory]
    [InlineData("da", ';')]
    [InlineData("da-DK", ';')]
    [InlineData("en", ',')]
    [InlineData("de", ';')]
    public void The_separator_is_what_a_spreadsheet_of_the_culture_expects(string culture, char separator) =>
        CsvText.SeparatorOf(CultureInfo.GetCultureInfo(culture)).ShouldBe(separator);

    [Fact]
    public async Task A_file_has_the_mark_of_its_encoding_its_name_and_its_rows()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("da");
        var (response, body) = Response();

        await CsvFile.WriteAsync(response, "problemer.csv", ["Årsag"], Rows("Ærø", "Ørsted"), CancellationToken.None);

        body.ToArray()[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
        Encoding.UTF8.GetString(body.ToArray()[3..]).ShouldBe("\"Årsag\"\r\n\"Ærø\"\r\n\"Ørsted\"\r\n");
        response.ContentType.ShouldBe("text/csv; charset=utf-8");
        response.Headers.ContentDisposition.ToString().ShouldBe("attachment; filename=\"problemer.csv\"");
    }

    [Fact]
    public async Task Rows_are_sent_as_they_come()
    {
        var (response, body) = Response();
        var sent = new List<long>();

        await CsvFile.WriteAsync(response, "problemer.csv", ["a"], Many(), CancellationToken.None);

        // Half way through, most of what came before has left.
        sent[0].ShouldBe(0);
        sent[5_000].ShouldBeGreaterThan(5_000 * 100 - 100_000);

        async IAsyncEnumerable<IReadOnlyList<string>> Many()
        {
            for (var index = 0; index < 10_000; index++)
            {
                await Task.CompletedTask;
                sent.Add(body.Length);
                yield return [new string('x', 100)];
            }
        }
    }

    private static (HttpResponse Response, MemoryStream Body) Response()
    {
        var (context, body) = (new DefaultHttpContext(), new MemoryStream());
        context.Response.Body = body;
        return (context.Response, body);
    }

    private static async IAsyncEnumerable<IReadOnlyList<string>> Rows(params string[] cells)
    {
        foreach (var cell in cells)
        {
            await Task.CompletedTask;
            yield return [cell];
        }
    }
}
