using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>One person of the pairing page.</summary>
/// <param name="Index">Position in the form.</param>
/// <param name="Compare">With the chosen actor; null while none is.</param>
/// <param name="Create">The actor to be created; null where none is to be.</param>
/// <param name="Reason">Why it did not go through.</param>
public sealed record PairView(PairingRow Row, int Index, CompareView? Compare, CreateView? Create, string? Reason)
{
    /// <summary>Fields that are asked for of the chosen actor.</summary>
    public AskedView Asked { get; init; } = AskedView.None;

    public string Prefix => PrefixOf(Index);

    public string Id => $"pair-{Row.Person.Key}";

    /// <summary>Stands before the names of the row's fields in the form.</summary>
    public static string PrefixOf(int index) => $"Pairs[{index}].";
}
