using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Localization;

/// <summary>Every page that somebody who is signed in opens, in every language.</summary>
public sealed partial class EveryPageTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData("da")]
    [InlineData("en")]
    public async Task Every_page_speaks_the_language_that_was_chosen_and_shows_no_key_of_a_text(string language)
    {
        var admin = await app.SignedInAsAdministratorAsync();
        await admin.OpenAsync($"/?culture={language}");
        foreach (var (pattern, row) in AccessTable.Rows.Where(row => row.Value.Access is Access.SignedIn or Access.Administrator && !row.Key.StartsWith('/')))
        {
            var page = await admin.FollowAsync(row.Address);
            if (page.Status != HttpStatusCode.OK)
            {
                continue;
            }

            page.Document.DocumentElement.GetAttribute("lang").ShouldBe(language, pattern);
            page.Document.Body!.Descendants<IText>().Where(text => text.ParentElement?.LocalName is not ("code" or "pre" or "script" or "textarea")).Select(text => text.Text.Trim())
                .Where(text => Key().IsMatch(text)).ShouldBeEmpty(pattern);
        }
    }

    /// <summary>As keys of texts are: Part.Name, and more names.</summary>
    [GeneratedRegex(@"^[A-Z][A-Za-z]+(\.[A-Z][A-Za-z]+)+$", RegexOptions.None, 1000)]
    private static partial Regex Key();
}
