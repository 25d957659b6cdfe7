using SuperOfficeErpLink.Core.Links;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>One person of the pairing page.</summary>
/// <param name="Index">Position in the form.</param>
/// <param name="Compare">With the chosen actor; null while none is.</param>
/// <param name="Reason">Why it did not go through.</param>
public sealed record PairView(PairingRow Row, int Index, CompareView? Compare, string? Reason)
{
    public string Prefix => $"Pairs[{Index}].";

    public string Id => $"pair-{Row.Person.Key}";
}
