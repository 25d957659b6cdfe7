namespace SuperOfficeErpLink.Connectors.Sql;

/// <summary>Texts that a database can hold at all.</summary>
internal static class SqlText
{
    /// <summary>False for a text with NUL or with half of a character.</summary>
    public static bool IsStorable(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '\0')
            {
                return false;
            }

            if (char.IsSurrogatePair(text, index))
            {
                index++;
            }
            else if (char.IsSurrogate(text[index]))
            {
                return false;
            }
        }

        return true;
    }
}
