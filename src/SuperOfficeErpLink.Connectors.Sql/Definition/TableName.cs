namespace SuperOfficeErpLink.Connectors.Sql.Definition;

/// <summary>A table's name as a definition gives it.</summary>
internal static class TableName
{
    /// <summary>The schema, where it is given before a dot, and the table.</summary>
    public static (string? Schema, string Table) Split(string name) =>
        name.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? (name[..dot], name[(dot + 1)..]) : (null, name);
}
