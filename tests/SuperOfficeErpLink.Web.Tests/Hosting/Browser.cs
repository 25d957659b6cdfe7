using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace SuperOfficeErpLink.Web.Tests.Hosting;

/// <summary>Opens pages and sends their forms as a browser without script does.</summary>
public sealed class Browser(HttpClient client, string language)
{
    private static readonly IBrowsingContext Parser = BrowsingContext.New(Configuration.Default);

    public HttpClient Client => client;

    public async Task<Page> OpenAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return await SendAsync(request);
    }

    /// <summary>Opens an address and whatever it leads to.</summary>
    public async Task<Page> FollowAsync(string address)
    {
        var page = await OpenAsync(address);
        for (var hop = 0; page.Location is { } next && hop < 5; hop++)
        {
            page = await OpenAsync(next);
        }

        return page;
    }

    /// <summary>Sends a form of a page with its own fields, some of them changed.</summary>
    public async Task<Page> SubmitAsync(Page page, string formSelector, params (string Name, string? Value)[] changed)
    {
        var form = page.Document.QuerySelector<IHtmlFormElement>(formSelector) ?? throw new InvalidOperationException($"No form {formSelector}.");
        var fields = form.Elements.SelectMany(Fields).ToList();
        foreach (var (name, value) in changed)
        {
            fields.RemoveAll(field => field.Key == name);
            if (value is not null)
            {
                fields.Add(new(name, value));
            }
        }

        var action = form.GetAttribute("action");
        var address = new Uri(new Uri(client.BaseAddress!, page.Address), action is null or "" ? page.Address : action);
        var isGet = !string.Equals(form.GetAttribute("method"), "post", StringComparison.OrdinalIgnoreCase);
        if (isGet)
        {
            address = new UriBuilder(address) { Query = string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}")) }.Uri;
        }

        using var request = new HttpRequestMessage(isGet ? HttpMethod.Get : HttpMethod.Post, address);
        request.Content = isGet ? null : new FormUrlEncodedContent(fields);
        return await SendAsync(request);
    }

    public async Task<Page> SendAsync(HttpRequestMessage request)
    {
        request.Headers.AcceptLanguage.ParseAdd(language);
        var response = await client.SendAsync(request);
        var html = await response.Content.ReadAsStringAsync();
        var document = await Parser.OpenAsync(answer => answer.Content(html).Address(request.RequestUri!.IsAbsoluteUri ? request.RequestUri : new Uri(client.BaseAddress!, request.RequestUri)));
        return new Page(request.RequestUri!.ToString(), response, html, document);
    }

    public async Task SignInAsync(string email, string password)
    {
        var answer = await TrySignInAsync(email, password);
        answer.Status.ShouldBe(HttpStatusCode.Redirect);
    }

    public async Task<Page> TrySignInAsync(string email, string password, string address = "/sign-in") =>
        await SubmitAsync(await OpenAsync(address), "form.stack", ("Input.Email", email), ("Input.Password", password));

    private static IEnumerable<KeyValuePair<string, string>> Fields(IElement element)
    {
        var name = element.GetAttribute("name");
        if (string.IsNullOrEmpty(name) || element.HasAttribute("disabled"))
        {
            return [];
        }

        return element switch
        {
            IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false } => [],
            IHtmlInputElement input => [new(name, input.Value)],
            IHtmlSelectElement select => [new(name, select.Value ?? "")],
            IHtmlTextAreaElement area => [new(name, area.Value)],
            _ => [],
        };
    }
}

/// <summary>An answer and the document in it.</summary>
public sealed record Page(string Address, HttpResponseMessage Response, string Html, IDocument Document)
{
    public HttpStatusCode Status => Response.StatusCode;

    /// <summary>Where the answer sends the browser, from the application's root.</summary>
    public string? Location => Response.Headers.Location is { } location
        ? location.IsAbsoluteUri ? location.PathAndQuery : location.OriginalString
        : null;

    public string Title => Document.QuerySelector("h1")?.TextContent.Trim() ?? "";

    /// <summary>The messages a screen reader announces.</summary>
    public string Messages => string.Join('\n', Document.QuerySelectorAll("[role=alert], [role=status], .field-error").Select(element => element.TextContent.Trim()));

    public IReadOnlyList<string> Texts(string selector) => [.. Document.QuerySelectorAll(selector).Select(element => element.TextContent.Trim())];
}
