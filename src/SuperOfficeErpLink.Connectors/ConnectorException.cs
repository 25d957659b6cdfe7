namespace SuperOfficeErpLink.Connectors;

/// <summary>What a broken session means for whoever must act.</summary>
public enum FailureKind
{
    /// <summary>Tried again later.</summary>
    Unreachable,

    /// <summary>Tried again when the system allows it.</summary>
    RateLimited,

    /// <summary>An administrator must renew the credentials.</summary>
    Unauthorized,

    /// <summary>An administrator must correct the settings.</summary>
    Misconfigured,

    /// <summary>Everything must be read.</summary>
    CursorExpired,

    /// <summary>A fault of ours.</summary>
    Defect,
}

/// <summary>A session's failure. One record's failure is a <see cref="SaveOutcome"/>.</summary>
public sealed class ConnectorException : Exception
{
    /// <param name="userText">For whoever is at the screen: what happened and what to do; never a secret.</param>
    /// <param name="technicalText">For the log; never a secret.</param>
    public ConnectorException(FailureKind kind, LocalText userText, string technicalText, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(technicalText, innerException)
    {
        Kind = kind;
        UserText = userText;
        RetryAfter = retryAfter;
    }

    public FailureKind Kind { get; }

    public LocalText UserText { get; }

    /// <summary>Key of the setting to correct, where the connector knows.</summary>
    public string? Setting { get; init; }

    /// <summary>How long the system asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>True when trying again may help without anyone's doing.</summary>
    public bool IsTransient => Kind is FailureKind.Unreachable or FailureKind.RateLimited;
}
