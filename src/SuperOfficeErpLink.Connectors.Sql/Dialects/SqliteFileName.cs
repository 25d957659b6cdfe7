namespace SuperOfficeErpLink.Connectors.Sql.Dialects;

/// <summary>A file name as an administrator enters it.</summary>
internal static class SqliteFileName
{
    /// <summary>The name with forward slashes and without detours, or null when it does not stay below its folder.</summary>
    public static string? Canonical(string name)
    {
        var unified = name.Trim().Replace('\\', '/');
        if (unified.StartsWith('/') || unified.Contains(':') || unified.Contains('\0'))
        {
            return null;
        }

        var parts = unified.Split('/').Where(part => part.Length > 0 && part != ".").ToList();
        return parts.Count == 0 || parts.Contains("..", StringComparer.Ordinal) ? null : string.Join('/', parts);
    }
}
