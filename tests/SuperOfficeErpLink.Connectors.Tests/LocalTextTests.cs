using System.Globalization;

namespace SuperOfficeErpLink.Connectors.Tests;

public sealed class LocalTextTests
{
    [Theory]
    [InlineData("da", "Kunde")]
    [InlineData("da-DK", "Kunde")]
    [InlineData("en", "Customer")]
    [InlineData("en-GB", "Customer")]
    [InlineData("sv-SE", "Customer")]
    [InlineData("", "Customer")]
    public void The_readers_language_or_else_english(string culture, string expected) =>
        LocalText.Of("Customer", "Kunde").In(CultureInfo.GetCultureInfo(culture)).ShouldBe(expected);

    [Fact]
    public void A_text_in_english_only_is_english_for_everyone() => new LocalText("Customer").In(CultureInfo.GetCultureInfo("da-DK")).ShouldBe("Customer");
}
