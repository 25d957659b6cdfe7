using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>One posted person of the pairing page.</summary>
public sealed class PairInput
{
    private const string Pair = "pair:";

    public long Person { get; set; }

    /// <summary>Empty: left as it is; else what is to be done and with which actor.</summary>
    public string? Choice { get; set; }

    /// <summary>The actor whose comparison was shown.</summary>
    public string? Shown { get; set; }

    /// <summary>Stands for the values that were shown.</summary>
    public string? Seen { get; set; }

    public List<ChoiceInput> Choices { get; set; } = [];

    /// <summary>The chosen actor; empty when none is.</summary>
    public string ErpKey => Choice is { } choice && choice.StartsWith(Pair, StringComparison.Ordinal) ? choice[Pair.Length..] : "";

    /// <summary>The user has seen what linking to the chosen actor writes.</summary>
    public bool WasShown => ErpKey.Length > 0 && string.Equals(ErpKey, Shown, StringComparison.Ordinal);

    public static string ChoiceOf(string erpKey) => Pair + erpKey;

    public PairWish ToWish() => new(Person, ErpKey, Seen ?? "", ChoiceInput.Chosen(Choices));
}
