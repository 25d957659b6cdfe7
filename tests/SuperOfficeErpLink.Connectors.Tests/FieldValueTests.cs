namespace SuperOfficeErpLink.Connectors.Tests;

public sealed class FieldValueTests
{
    [Fact]
    public void A_value_nobody_set_was_not_read()
    {
        default(FieldValue).ShouldBe(FieldValue.NotRead);
        new FieldValue[] { default }[0].WasRead.ShouldBeFalse();
    }

    [Fact]
    public void Not_read_is_not_blank()
    {
        FieldValue.NotRead.IsBlank.ShouldBeFalse();
        FieldValue.NotRead.HasText.ShouldBeFalse();
        FieldValue.NotRead.Text.ShouldBeNull();
        FieldValue.NotRead.ShouldNotBe(FieldValue.Blank);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void An_absent_text_is_blank(string? text)
    {
        FieldValue.Of(text).ShouldBe(FieldValue.Blank);
        FieldValue.Of(text).IsBlank.ShouldBeTrue();
        FieldValue.Of(text).WasRead.ShouldBeTrue();
        FieldValue.Of(text).HasText.ShouldBeFalse();
        FieldValue.Of(text).Text.ShouldBe("");
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("0")]
    [InlineData("Blåbærgrød 🎉")]
    public void A_text_is_kept_as_it_is(string text)
    {
        FieldValue.Of(text).Text.ShouldBe(text);
        FieldValue.Of(text).HasText.ShouldBeTrue();
        FieldValue.Of(text).IsBlank.ShouldBeFalse();
    }

    [Fact]
    public void Values_are_equal_by_their_text_and_by_nothing_softer()
    {
        FieldValue.Of("Aarhus").ShouldBe(FieldValue.Of("Aarhus"));
        FieldValue.Of("Aarhus").ShouldNotBe(FieldValue.Of("aarhus"));
        FieldValue.Of("A\u030a").ShouldNotBe(FieldValue.Of("\u00c5"));
    }

    [Fact]
    public void The_three_kinds_are_told_apart_when_shown() =>
        new[] { FieldValue.NotRead, FieldValue.Blank, FieldValue.Of("a") }.Select(value => value.ToString()).ShouldBe(["(not read)", "(blank)", "\"a\""]);
}
