namespace SuperOfficeErpLink.Connectors.Sql.Tests;

public sealed class CanonicalValuesTests
{
    [Theory]
    [InlineData(FieldType.Text, " as stored ", " as stored ")]
    [InlineData(FieldType.Text, 7L, "7")]
    [InlineData(FieldType.Integer, "007", "7")]
    [InlineData(FieldType.Integer, -3L, "-3")]
    [InlineData(FieldType.Integer, -5, "-5")]
    [InlineData(FieldType.Integer, 5.0, "5")]
    [InlineData(FieldType.Integer, 5.5, null)]
    [InlineData(FieldType.Integer, "1,000", null)]
    [InlineData(FieldType.Decimal, 12.5, "12.5")]
    [InlineData(FieldType.Decimal, 0.1, "0.1")]
    [InlineData(FieldType.Decimal, -0.0, "0")]
    [InlineData(FieldType.Decimal, "12.50", "12.5")]
    [InlineData(FieldType.Decimal, "0.00", "0")]
    [InlineData(FieldType.Decimal, "-0.00", "0")]
    [InlineData(FieldType.Decimal, "0.50", "0.5")]
    [InlineData(FieldType.Decimal, "-0.5", "-0.5")]
    [InlineData(FieldType.Decimal, "007.50", "7.5")]
    [InlineData(FieldType.Decimal, "-0", "0")]
    [InlineData(FieldType.Decimal, "100", "100")]
    [InlineData(FieldType.Decimal, "12,5", null)]
    [InlineData(FieldType.Decimal, double.NaN, null)]
    [InlineData(FieldType.Decimal, 1e300, null)]
    [InlineData(FieldType.Decimal, 1234567890123.45, "1234567890123.45")]
    [InlineData(FieldType.Checkbox, 1L, "1")]
    [InlineData(FieldType.Checkbox, "false", "0")]
    [InlineData(FieldType.Checkbox, 2L, null)]
    [InlineData(FieldType.Date, "2026-01-31", "2026-01-31")]
    [InlineData(FieldType.Date, "2026-01-31 00:00:00", "2026-01-31")]
    [InlineData(FieldType.Date, "2026-01-31 08:00:00", null)]
    [InlineData(FieldType.Date, "31-01-2026", null)]
    [InlineData(FieldType.Date, "2026-02-30", null)]
    [InlineData(FieldType.DateTime, "2026-01-31 08:00:00", "2026-01-31T08:00:00Z")]
    [InlineData(FieldType.DateTime, "2026-01-31T08:00:00+02:00", "2026-01-31T06:00:00Z")]
    [InlineData(FieldType.DateTime, "2026-01-31T08:00:00.250Z", "2026-01-31T08:00:00.25Z")]
    [InlineData(FieldType.Decimal, "", "")]
    [InlineData(FieldType.Date, "", "")]
    [InlineData(FieldType.Text, "", "")]
    public void A_stored_value_is_canonical_or_not_read(FieldType type, object stored, string? canonical) =>
        CanonicalValues.Read(type, stored).Text.ShouldBe(canonical);

    [Theory]
    [InlineData(FieldType.Text)]
    [InlineData(FieldType.Date)]
    [InlineData(FieldType.Checkbox)]
    public void Null_is_blank(FieldType type) => CanonicalValues.Read(type, DBNull.Value).ShouldBe(FieldValue.Blank);

    [Fact]
    public void Bytes_are_no_text() => CanonicalValues.Read(FieldType.Text, new byte[] { 1 }).ShouldBe(FieldValue.NotRead);
}
