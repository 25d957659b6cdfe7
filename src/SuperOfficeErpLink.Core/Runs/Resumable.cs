using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Runs;

/// <summary>A change feed that starts over from the beginning when its cursor has expired.</summary>
internal sealed class Resumable<T>(Func<string?, IAsyncEnumerable<T>> open, string? cursor) : IAsyncDisposable
    where T : class
{
    private IAsyncEnumerator<T>? pages = open(cursor).GetAsyncEnumerator();
    private bool mayStartOver = cursor is not null;

    /// <summary>Null at the end.</summary>
    public async Task<T?> NextAsync()
    {
        try
        {
            return await pages!.MoveNextAsync() ? pages.Current : null;
        }
        catch (ConnectorException expired) when (expired.Kind == FailureKind.CursorExpired && mayStartOver)
        {
            mayStartOver = false;
            await pages!.DisposeAsync();
            pages = open(null).GetAsyncEnumerator();
            return await NextAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (pages is not null)
        {
            await pages.DisposeAsync();
            pages = null;
        }
    }
}
