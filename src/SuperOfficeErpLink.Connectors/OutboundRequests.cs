namespace SuperOfficeErpLink.Connectors;

/// <summary>What a connector tells <see cref="IOutbound"/> about a request.</summary>
public static class OutboundRequests
{
    /// <summary>
    /// Set to true on a request that only reads, whatever its method: it is sent again when it fails in passing. GET and HEAD are taken for reads without it;
    /// anything else is sent once.
    /// </summary>
    public static HttpRequestOptionsKey<bool> OnlyReads { get; } = new("SuperOfficeErpLink.OnlyReads");
}
