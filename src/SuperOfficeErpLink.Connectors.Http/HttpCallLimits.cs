namespace SuperOfficeErpLink.Connectors.Http;

/// <summary>What one call may take. Nobody waits longer, and nobody's memory holds more, whatever a server sends.</summary>
/// <param name="Time">From the first try to the last byte of the answer.</param>
/// <param name="AnswerBytes">After decompression.</param>
public sealed record HttpCallLimits(TimeSpan Time, int AnswerBytes)
{
    /// <summary>A hundred seconds and 64 MB.</summary>
    public static HttpCallLimits Usual { get; } = new(TimeSpan.FromSeconds(100), 64 * 1024 * 1024);
}
