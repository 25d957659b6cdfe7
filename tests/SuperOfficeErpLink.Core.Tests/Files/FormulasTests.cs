using SuperOfficeErpLink.Core.Files;

namespace SuperOfficeErpLink.Core.Tests.Files;

public sealed class FormulasTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+45 70 20 30 40", "'+45 70 20 30 40")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "'\r=1")]
    [InlineData("\n=1", "'\n=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("＋1", "'＋1")]
    [InlineData("－1", "'－1")]
    [InlineData("＠1", "'＠1")]
    [InlineData("a=1", "a=1")]
    [InlineData("'a", "'a")]
    [InlineData("'", "'")]
    [InlineData("", "")]
    public void A_cell_is_never_a_formula_and_is_read_as_it_was(string cell, string written)
    {
        Formulas.Defuse(cell).ShouldBe(written);
        Formulas.Restore(written).ShouldBe(cell);
    }
}
