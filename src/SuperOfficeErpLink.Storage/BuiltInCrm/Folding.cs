using System.Text;

namespace SuperOfficeErpLink.Storage.BuiltInCrm;

/// <summary>Text as searches compare it: composed and without case, also for æ, ø, å, ä, ö and ü, which databases leave alone.</summary>
public static class Folding
{
    public static string Fold(string text) => text.Normalize(NormalizationForm.FormC).ToUpperInvariant();

    /// <summary>One folded text of everything a record is found by.</summary>
    public static string Fold(params ReadOnlySpan<string> parts) => Fold(string.Join(' ', parts!));
}
