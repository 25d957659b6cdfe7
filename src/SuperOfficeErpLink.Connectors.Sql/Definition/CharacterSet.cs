using System.Text;

namespace SuperOfficeErpLink.Connectors.Sql.Definition;

/// <summary>Character sets by name, the old Windows and DOS ones included.</summary>
internal static class CharacterSet
{
    /// <summary>An encoding that throws on what it cannot hold, or null when there is none by that name.</summary>
    public static Encoding? Find(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    public static bool CanHold(string name, string text)
    {
        try
        {
            return Find(name) is not { } encoding || encoding.GetByteCount(text) >= 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
