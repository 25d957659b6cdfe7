namespace SuperOfficeErpLink.Outbound;

/// <summary>Where connectors may go. The defaults allow only public addresses.</summary>
public sealed record OutboundPolicy
{
    /// <summary>This machine; the demo needs it.</summary>
    public bool AllowLoopback { get; init; }

    /// <summary>Addresses of private networks, for ERP systems in one's own building. Link-local and metadata addresses stay refused.</summary>
    public bool AllowPrivateNetworks { get; init; }

    /// <summary>The only folder SQLite and workbook ERP systems are opened from.</summary>
    public required string FilesDirectory { get; init; }

    /// <summary>Files that are never an ERP, wherever they are: our own database.</summary>
    public IReadOnlyList<string> ForbiddenFiles { get; init; } = [];

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A system that asks for a longer rest than this is not waited for within a call.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);
}
