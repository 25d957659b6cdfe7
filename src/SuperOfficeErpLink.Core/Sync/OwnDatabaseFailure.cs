using System.Data.Common;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>Failures of our own database, which pass: whatever was going on goes on from what is stored.</summary>
public static class OwnDatabaseFailure
{
    /// <summary>True where a database failed, whatever it says was behind that. Connectors say what they mean by a <see cref="Connectors.ConnectorException"/> of their own.</summary>
    public static bool Is(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case Connectors.ConnectorException:
                    return false;
                case DbException:
                    return true;
            }
        }

        return false;
    }
}
