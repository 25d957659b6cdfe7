using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>A field that waits for a person, with the values it was found with.</summary>
/// <param name="Since">When it was found.</param>
/// <param name="ChangedAt">When it got the values it has; as <paramref name="Since"/> where they are those it was found with.</param>
public sealed record FieldConflict(
    FieldPair Pair, ConflictKind Kind, DifferenceClass Difference, string Crm, string Erp, BasePair? Base, DateTimeOffset Since, DateTimeOffset? ChangedAt = null)
{
    /// <summary>Stands for both values without telling them: equal only while they are the same.</summary>
    public string Seen => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{Pair}\n{Crm.Length}\n{Crm}\n{Erp}"))))[..16];
}

/// <summary>Something that stopped a field or a whole record.</summary>
/// <param name="Pair">Null: the whole record.</param>
/// <param name="CauseKey">Names cause and fix; its texts are the user interface's.</param>
/// <param name="Detail">The other system's own words.</param>
/// <param name="ParkedHash">Of what was refused; it is not sent again until that changes.</param>
public sealed record FieldProblem(FieldPair? Pair, string CauseKey, ProblemOwner Owner, LocalText? Detail, string? ParkedHash);

public static class ProblemCauses
{
    public const string NotRead = "not-read";
    public const string Refused = "refused";
    public const string ActorGone = "actor-gone";
    public const string EntityGone = "entity-gone";
    public const string ActorUnknown = "actor-unknown";

    /// <summary>The actor was gone, and its key answers again with other values: it may be another one that got the number.</summary>
    public const string ActorReturned = "actor-returned";

    /// <summary>The actor was merged into one that another record is linked to.</summary>
    public const string ActorMerged = "actor-merged";

    /// <summary>The CRM record was merged into one that has a link of its own.</summary>
    public const string EntityMerged = "entity-merged";

    /// <summary>What a move of the link settles.</summary>
    public static IReadOnlyList<string> OfMissing { get; } = [ActorGone, EntityGone, ActorUnknown, ActorReturned, ActorMerged, EntityMerged];

    /// <summary>Followed by the lower-case name of a <see cref="Comparison.CannotHold"/> and the side that cannot hold.</summary>
    public const string CannotHoldPrefix = "cannot-hold-";

    /// <summary>What a parking is replaced with when a person lets what was refused be tried again: it holds back nothing, the field's group included.</summary>
    public const string Unparked = "";

    /// <summary>The side that cannot hold the value; null for causes of another kind.</summary>
    public static Side? SideThatCannotHold(string causeKey) =>
        !causeKey.StartsWith(CannotHoldPrefix, StringComparison.Ordinal) ? null : causeKey.EndsWith("-crm", StringComparison.Ordinal) ? Side.Crm : Side.Erp;
}
