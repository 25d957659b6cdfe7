using Microsoft.Playwright;
using SuperOfficeErpLink.Browser.Tests.Hosting;

namespace SuperOfficeErpLink.Browser.Tests.Pages;

/// <summary>The page Problemer and the page of one cause.</summary>
internal sealed class ProblemsPage(Window window)
{
    public IPage Page => window.Page;

    public ILocator Causes => Page.GetByRole(AriaRole.Table, new() { Name = "Årsager", Exact = true });

    public ILocator Connections => Page.GetByRole(AriaRole.Table, new() { Name = "ERP-links", Exact = true });

    public ILocator Lines => Page.GetByRole(AriaRole.Table, new() { Name = "Poster bag årsagen", Exact = true });

    public ILocator Csv => Page.GetByRole(AriaRole.Link, new() { Name = "Hent som CSV", Exact = true });

    public Task OpenAsync() => window.GoAsync("/problems");

    public ILocator Cause(string what) => Causes.GetByRole(AriaRole.Row).Filter(new() { Has = Page.GetByRole(AriaRole.Link, new() { Name = what, Exact = true }) });

    public async Task OpenCauseAsync(string what)
    {
        await Cause(what).GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(what);
    }

    /// <summary>The line of a record; the first, where it stands behind the cause with several fields.</summary>
    public ILocator Line(string record) => Lines.GetByRole(AriaRole.Row).Filter(new() { HasText = record }).First;
}
