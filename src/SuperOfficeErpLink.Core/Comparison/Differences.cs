using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Comparison;

/// <summary>How far apart two values are.</summary>
public static class Differences
{
    private const int LongestPostcode = 10;

    /// <summary>Forms in the order they are tried: what is one phone number in two forms may also be one organisation number.</summary>
    private static readonly (DifferenceClass Class, Normaliser Normaliser)[] Forms =
    [
        (DifferenceClass.CaseOrSpaces, Normaliser.Text),
        (DifferenceClass.PhoneForm, Normaliser.Phone),
        (DifferenceClass.PostcodeForm, Normaliser.Postcode),
        (DifferenceClass.OrganisationNumberForm, Normaliser.OrganisationNumber),
        (DifferenceClass.UrlForm, Normaliser.Url),
    ];

    public static DifferenceClass Of(string crm, string erp) =>
        crm.Length == 0 || erp.Length == 0 ? DifferenceClass.OneSideBlank
        : Array.Find(Forms, form => IsLike(form.Class, crm) && IsLike(form.Class, erp) && Normalisers.Same(form.Normaliser, crm, erp)) is { Normaliser: not Normaliser.Exact } form ? form.Class
        : DifferenceClass.Different;

    /// <summary>The normaliser under which values that differ like this are the same; null: there is none.</summary>
    public static Normaliser? NormaliserFor(DifferenceClass difference) =>
        Array.Find(Forms, form => form.Class == difference) is { Normaliser: not Normaliser.Exact } form ? form.Normaliser : null;

    private static bool IsLike(DifferenceClass form, string text) => form switch
    {
        DifferenceClass.PostcodeForm => text.Length <= LongestPostcode && text.Any(char.IsAsciiDigit),
        DifferenceClass.OrganisationNumberForm => text.Any(char.IsAsciiDigit),
        DifferenceClass.UrlForm => text.Contains('.', StringComparison.Ordinal) && !text.Any(char.IsWhiteSpace),
        _ => true,
    };
}
