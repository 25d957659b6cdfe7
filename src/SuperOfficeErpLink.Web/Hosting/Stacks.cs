using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;

namespace SuperOfficeErpLink.Web.Hosting;

/// <summary>Where something went wrong, for the log: types and stacks only, for the messages of others may hold values.</summary>
public static class Stacks
{
    public static string Of(Exception failure)
    {
        var text = new StringBuilder();
        for (var one = failure; one is not null; one = one.InnerException)
        {
            text.Append(text.Length == 0 ? "" : "\n---> ").Append(one.GetType().FullName);
            if (one is SqliteException { SqliteExtendedErrorCode: var code })
            {
                text.Append(' ').Append(code);
            }
            else if (one is DbException { SqlState: { } state })
            {
                text.Append(' ').Append(state);
            }

            text.Append('\n').Append(one.StackTrace);
        }

        return text.ToString();
    }
}
