using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Tests.Comparison;

public sealed class NormaliserTests
{
    [Theory]
    [InlineData("Aarhus", "aarhus", true)]
    [InlineData("  Aarhus   C ", "Aarhus C", true)]
    [InlineData("Aarhus\u00a0C", "Aarhus C", true)]
    [InlineData("Aarhus\r\nC", "Aarhus C", true)]
    [InlineData("AarhusC", "Aarhus C", false)]
    [InlineData("ÆØÅ ÄÖÜ", "æøå äöü", true)]
    [InlineData("Ålborg", "Aalborg", false)]
    [InlineData("Søren", "Soren", false)]
    [InlineData("\u00c5se", "A\u030ase", true)]
    [InlineData("Jos\u00e9", "JOSE\u0301", true)]
    [InlineData("Party 🎉", "party 🎉", true)]
    [InlineData("🎉", "🎊", false)]
    [InlineData("a-b", "a b", false)]
    [InlineData("", " ", false)]
    [InlineData("", "", true)]
    public void Text_ignores_case_and_surplus_spaces(string left, string right, bool same) => Same(Normaliser.Text, left, right, same);

    [Theory]
    [InlineData("Aarhus", "Aarhus", true)]
    [InlineData("Aarhus", "aarhus", false)]
    [InlineData("Aarhus", "Aarhus ", false)]
    [InlineData("\u00c5se", "A\u030ase", true)]
    public void Exact_composes_only(string left, string right, bool same) => Same(Normaliser.Exact, left, right, same);

    [Theory]
    [InlineData("12345678", "12 34 56 78", true)]
    [InlineData("12345678", "+45 12 34 56 78", true)]
    [InlineData("12345678", "0045 12345678", true)]
    [InlineData("12345678", "+45-1234-5678", true)]
    [InlineData("12345678", "(+45) 12 34 56 78", true)]
    [InlineData("+45 12345678", "0045 12 34 56 78", true)]
    [InlineData("12345678", "+46 12345678", false)]
    [InlineData("12345678", "+47 12345678", false)]
    [InlineData("+46 8 123 456", "0046 8123456", true)]
    [InlineData("+46 8 123 456", "+47 8 123 456", false)]
    [InlineData("12345678", "4512345678", false)]
    [InlineData("12345678", "12345679", false)]
    [InlineData("12345678", "12345678 ext. 9", false)]
    [InlineData("-", "+", false)]
    [InlineData("call Anna", "CALL ANNA", true)]
    [InlineData("call Anna", "call Bo", false)]
    [InlineData("", "12345678", false)]
    public void Phone_ignores_the_way_of_writing_and_the_danish_code(string left, string right, bool same) => Same(Normaliser.Phone, left, right, same);

    [Theory]
    [InlineData("DK12345678", "12 34 56 78", true)]
    [InlineData("DK 12 34 56 78", "dk-12345678", true)]
    [InlineData("12345678", "12345679", false)]
    [InlineData("12345678", "012345678", false)]
    [InlineData("DK", "SE", false)]
    [InlineData("", "DK", false)]
    public void Organisation_numbers_ignore_spaces_and_the_country_before_them(string left, string right, bool same) =>
        Same(Normaliser.OrganisationNumber, left, right, same);

    [Theory]
    [InlineData("8000", "80 00", true)]
    [InlineData("SW1A 1AA", "sw1a1aa", true)]
    [InlineData("8000", "8001", false)]
    [InlineData("0150", "150", false)]
    // Another country's 8000 is another place, and the country is a field of its own.
    [InlineData("DK-8000", "8000", false)]
    [InlineData("DK-8000", "dk 8000", true)]
    public void Postcodes_are_letters_and_digits(string left, string right, bool same) => Same(Normaliser.Postcode, left, right, same);

    [Theory]
    [InlineData("https://www.acme.dk/", "acme.dk", true)]
    [InlineData("http://acme.dk", "HTTPS://ACME.DK", true)]
    [InlineData("acme.dk/Om", "ACME.dk/Om/", true)]
    [InlineData("acme.dk/Om", "acme.dk/om", false)]
    [InlineData("acme.dk", "acme.se", false)]
    [InlineData("acme.dk", "shop.acme.dk", false)]
    [InlineData("https://", "http://", false)]
    public void Urls_ignore_scheme_www_and_a_last_slash(string left, string right, bool same) => Same(Normaliser.Url, left, right, same);

    [Fact]
    public void Half_a_character_from_a_careless_system_stops_nothing()
    {
        foreach (var normaliser in Enum.GetValues<Normaliser>())
        {
            Normalisers.Same(normaliser, "a\ud83c", "b\ud83c").ShouldBeFalse();
            Normalisers.Same(normaliser, "a\ud83c", "a\ud83c").ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("", "b", DifferenceClass.OneSideBlank)]
    [InlineData("Aarhus", "AARHUS ", DifferenceClass.CaseOrSpaces)]
    [InlineData("12345678", "+45 12 34 56 78", DifferenceClass.PhoneForm)]
    [InlineData("SW1A 1AA", "sw1a1aa", DifferenceClass.PostcodeForm)]
    [InlineData("DK12345678", "12345678", DifferenceClass.OrganisationNumberForm)]
    [InlineData("https://www.acme.dk/", "acme.dk", DifferenceClass.UrlForm)]
    [InlineData("Aarhus", "Odense", DifferenceClass.Different)]
    public void Differences_are_classed(string crm, string erp, DifferenceClass expected) => Differences.Of(crm, erp).ShouldBe(expected);

    private static void Same(Normaliser normaliser, string left, string right, bool same)
    {
        Normalisers.Same(normaliser, left, right).ShouldBe(same);
        Normalisers.Same(normaliser, right, left).ShouldBe(same);
    }
}
