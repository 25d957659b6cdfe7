using System.Globalization;
using SuperOfficeErpLink.Core.Problems;

namespace SuperOfficeErpLink.Web.Issues;

/// <summary>Addresses of causes of problems.</summary>
public static class ProblemPaths
{
    /// <summary>As part of an address: a number, or what waits and on which connection.</summary>
    public static string Key(CauseRef cause) => cause switch
    {
        CauseRef.Stored stored => stored.ProblemId.ToString(CultureInfo.InvariantCulture),
        CauseRef.Waiting waiting => $"{WaitingCauses.KeyOf(waiting.Kind)}-{waiting.ConnectionId:N}",
        _ => throw new InvalidOperationException($"Cause {cause.GetType().Name} has no address."),
    };

    /// <summary>From the application's root.</summary>
    public static string Of(CauseRef cause, bool mine, LineKey? after = null)
    {
        var query = mine ? QueryString.Create("mine", "1") : QueryString.Empty;
        if (after is { } line)
        {
            query = query.Add("after", line.Number.ToString(CultureInfo.InvariantCulture)).Add("text", line.Text);
        }

        return $"~/problems/{Key(cause)}{query.Value}";
    }

    /// <summary>Null when the address names no cause.</summary>
    public static CauseRef? Parse(string? key)
    {
        if (long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return new CauseRef.Stored(id);
        }

        foreach (var kind in Enum.GetValues<WaitingKind>())
        {
            if (key?.StartsWith($"{WaitingCauses.KeyOf(kind)}-", StringComparison.Ordinal) == true && Guid.TryParseExact(key[(WaitingCauses.KeyOf(kind).Length + 1)..], "N", out var connection))
            {
                return new CauseRef.Waiting(connection, kind);
            }
        }

        return null;
    }
}
