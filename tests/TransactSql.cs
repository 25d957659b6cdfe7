using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace SuperOfficeErpLink;

/// <summary>The language of SQL Server 2019, by Microsoft's own parser.</summary>
internal static class TransactSql
{
    /// <summary>The text as the server would read it; what is no Transact-SQL fails the test.</summary>
    public static TSqlFragment Parse(string text)
    {
        using var reader = new StringReader(text);
        var parsed = new TSql150Parser(initialQuotedIdentifiers: true).Parse(reader, out var mistakes);
        mistakes.ShouldBeEmpty($"{string.Join("; ", mistakes.Select(one => $"{one.Line}:{one.Column} {one.Message}"))}\n{text}");
        return parsed;
    }
}
