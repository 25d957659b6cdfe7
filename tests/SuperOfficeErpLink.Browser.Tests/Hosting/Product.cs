using Microsoft.Playwright;

// All three collections from the start, whatever the number of processors: the last one alone would leave half of two idle.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]

namespace SuperOfficeErpLink.Browser.Tests.Hosting;

/// <summary>The product running on a folder of its own, with a browser to use it by. Made once for all tests of a collection.</summary>
public sealed class Product : IAsyncLifetime
{
    private readonly RunningProduct running = new();
    private Prepared? prepared;
    private IPlaywright? playwright;
    private IBrowser? browser;

    internal RunningProduct Running => running;

    internal IBrowser Browser => browser ?? throw new InvalidOperationException(BrowserReason.NoChromium);

    /// <summary>Whose cookies every product knows that was started prepared.</summary>
    internal Prepared SignedIn => prepared ?? throw new InvalidOperationException(BrowserReason.NoChromium);

    public async Task InitializeAsync()
    {
        if (Chromium.Executable is null)
        {
            return;
        }

        prepared = await Prepared.FilesAsync();
        await running.StartPreparedAsync();
        playwright = await Playwright.CreateAsync();
        browser = await Chromium.LaunchAsync(playwright);
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.CloseAsync();
        }

        playwright?.Dispose();
        running.Dispose();
    }
}

/// <summary>Tests of one collection run one after the other, those of different collections side by side, each on its own product in its own browser.</summary>
[CollectionDefinition(Name)]
public sealed class ProductTests : ICollectionFixture<Product>
{
    public const string Name = "The product in a browser";
}

[CollectionDefinition(Name)]
public sealed class OtherProductTests : ICollectionFixture<Product>
{
    public const string Name = "The product in another browser";
}

/// <summary>Tests that mostly start a product each, which takes longest: they are kept together so that the three last about as long.</summary>
[CollectionDefinition(Name)]
public sealed class OwnProductTests : ICollectionFixture<Product>
{
    public const string Name = "Products of one test each in a browser";
}
