using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Problems;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Issues;

namespace SuperOfficeErpLink.Web.Api.Answers;

/// <summary>Everything that stands or waits.</summary>
/// <param name="Items">By cause, the one with the most records first.</param>
/// <param name="Next">Always null: there are few causes.</param>
/// <param name="Troubles">What concerns whole connections.</param>
public sealed record ProblemsAnswer(IReadOnlyList<ProblemAnswer> Items, string? Next, IReadOnlyList<TroubleAnswer> Troubles);

/// <summary>One cause of problems.</summary>
/// <param name="Cause">A word that never changes.</param>
/// <param name="What">What it is, in the caller's language.</param>
/// <param name="Fix">What to do, in the caller's language.</param>
/// <param name="Owner">Who can end it.</param>
/// <param name="Count">Fields of records, and whole records, that stand behind it.</param>
/// <param name="NextTry">When the next of them is tried by itself; null where no time is set.</param>
/// <param name="Detail">The other system's own words.</param>
/// <param name="CanRetry">A run can try its records again.</param>
public sealed record ProblemAnswer(
    string Id, Guid Connection, string Cause, string What, string Fix, ProblemOwner Owner, int Count, DateTimeOffset First, DateTimeOffset Last, DateTimeOffset? NextTry,
    string? Detail, bool CanRetry)
{
    public static ProblemAnswer Of(Connection connection, ProblemCause cause, ProblemWords words) => new(
        ProblemPaths.Key(cause.Ref), connection.Id, cause.Key, words.What(cause, connection), words.Fix(cause.Key, connection), cause.Owner, cause.Count, cause.First, cause.Last,
        cause.NextTry, cause.Detail is { } detail ? words.In(detail) : null, cause.CanRetry);
}

/// <summary>Something that concerns a whole connection.</summary>
/// <param name="Run">The run that stands because of it.</param>
public sealed record TroubleAnswer(
    Guid Connection, string Cause, string What, string Fix, ProblemOwner Owner, DateTimeOffset Since, DateTimeOffset? NextTry, string? Detail, long? Run)
{
    public static TroubleAnswer Of(ConnectionTrouble trouble, ProblemWords words) => new(
        trouble.Connection.Id, trouble.Key, words.What(trouble), words.Fix(trouble.Key, trouble.Connection), trouble.Owner, trouble.Since, trouble.NextTry,
        trouble.Detail is { } detail ? words.In(detail) : null, trouble.RunId);
}

/// <summary>A field of a record, or a whole record, that stands behind a cause.</summary>
/// <param name="Link">Null for a record that is not linked yet.</param>
/// <param name="CrmField">Null: the whole record.</param>
/// <param name="ErpField">Null: the whole record.</param>
/// <param name="From">The side whose value cannot go over.</param>
/// <param name="Value">What cannot go over, canonical; null where that is not known now.</param>
/// <param name="Detail">What the other system said of it in its own words.</param>
public sealed record ProblemRecordAnswer(
    long? Link, EntityAnswer Entity, ActorType ActorType, string ErpKey, string? CrmField, string? ErpField, Side From, string? Value, DateTimeOffset? NextTry,
    string? Detail)
{
    public static ProblemRecordAnswer Of(ShownLine line, ProblemWords words) => new(
        line.Line.LinkId, EntityAnswer.Of(line.Line.Entity), line.Line.Type, line.Line.ErpKey, line.Line.Pair?.Crm, line.Line.Pair?.Erp, line.From, line.Value, line.Line.NextTry,
        line.Line.Detail is { } detail ? words.In(detail) : null);
}

/// <summary>One record of a cause, or with nothing named all of them.</summary>
/// <param name="Link">The record's link.</param>
/// <param name="CrmField">With the ERP field: only this field of it.</param>
public sealed record RetryRequest(long? Link = null, string? CrmField = null, string? ErpField = null);
