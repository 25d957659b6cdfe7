namespace SuperOfficeErpLink.Storage.Model;

/// <summary>The right to use the API; of the token itself only a hash is kept.</summary>
public sealed class ApiTokenRow
{
    public Guid Id { get; set; }

    /// <summary>The part of the token that finds its row; no secret.</summary>
    public string Prefix { get; set; } = "";

    public byte[] Hash { get; set; } = [];

    public string Name { get; set; } = "";

    /// <summary>Its maker: it may never do more than he, and ends with him.</summary>
    public string UserId { get; set; } = "";

    /// <summary>Flags of what it is for.</summary>
    public int Scopes { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>The answer to a request that may be sent again without being done again.</summary>
public sealed class IdempotencyRow
{
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    public Guid TokenId { get; set; }

    public string Key { get; set; } = "";

    /// <summary>Of method, address and body: the key is for this request only.</summary>
    public string RequestHash { get; set; } = "";

    /// <summary>Null while the first request is on its way.</summary>
    public int? Status { get; set; }

    public string? Body { get; set; }

    public string? Location { get; set; }

    public DateTimeOffset At { get; set; }
}
