using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>One posted person of the pairing page.</summary>
public sealed class PairInput
{
    /// <summary>The choice to create an actor.</summary>
    public const string Create = "create";

    private const string Pair = "pair:";

    public long Person { get; set; }

    /// <summary>Empty: left as it is; else what is to be done, for a pair with the actor.</summary>
    public string? Choice { get; set; }

    /// <summary>The choice of which the page showed what it writes.</summary>
    public string? Shown { get; set; }

    /// <summary>Stands for the values that were shown.</summary>
    public string? Seen { get; set; }

    public List<ChoiceInput> Choices { get; set; } = [];

    /// <summary>What was typed, by field key.</summary>
    public Dictionary<string, string?> Value { get; set; } = new(StringComparer.Ordinal);

    /// <summary>What stood in fields that are asked for before the user typed, by field key.</summary>
    public Dictionary<string, string?> Fresh { get; set; } = new(StringComparer.Ordinal);

    public AskedInput Asked => new(Value, Fresh);

    /// <summary>The chosen actor; empty when none is.</summary>
    public string ErpKey => Choice is { } choice && choice.StartsWith(Pair, StringComparison.Ordinal) ? choice[Pair.Length..] : "";

    public bool IsCreate => string.Equals(Choice, Create, StringComparison.Ordinal);

    public bool IsChosen => IsCreate || ErpKey.Length > 0;

    /// <summary>The user has seen what the choice writes.</summary>
    public bool WasShown => IsChosen && string.Equals(Choice, Shown, StringComparison.Ordinal);

    public static string ChoiceOf(string erpKey) => Pair + erpKey;

    /// <param name="refused">Fields the ERP refused before.</param>
    public PairingChoice ToChoice(IReadOnlyCollection<string> refused) =>
        IsCreate ? new PairingChoice.Create(refused) : IsChosen ? new PairingChoice.Pair(ErpKey) : new PairingChoice.Leave();

    /// <param name="refused">Fields the ERP refused before.</param>
    public PersonWish ToWish(CreateTexts words, IReadOnlyCollection<string> refused) => IsCreate
        ? new CreateWish(Person, Seen ?? "", info => words.Read(info, Value.GetValueOrDefault(info.Key)), refused)
        : new PairWish(Person, ErpKey, Seen ?? "", ChoiceInput.Chosen(Choices), row => words.Entered(row, Value));
}
