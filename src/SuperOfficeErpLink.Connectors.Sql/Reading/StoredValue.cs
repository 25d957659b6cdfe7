using System.Data.Common;

namespace SuperOfficeErpLink.Connectors.Sql.Reading;

/// <summary>What a column of the current row holds.</summary>
internal static class StoredValue
{
    /// <summary>Of no type that a field has, so that it is not read.</summary>
    private static readonly object Unreadable = new();

    /// <summary>Databases keep what .NET has no value for, such as the year 20211 for a slip of the finger: that is not read, and everything else is.</summary>
    public static object At(DbDataReader reader, int ordinal)
    {
        try
        {
            return reader.GetValue(ordinal);
        }
        catch (Exception beyond) when (beyond is ArgumentOutOfRangeException or InvalidCastException or OverflowException)
        {
            return Unreadable;
        }
    }
}
