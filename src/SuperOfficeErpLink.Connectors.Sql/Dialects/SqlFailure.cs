namespace SuperOfficeErpLink.Connectors.Sql.Dialects;

/// <summary>What a database's error means.</summary>
internal abstract record SqlFailure
{
    private SqlFailure()
    {
    }

    /// <summary>This record was refused; <paramref name="Message"/> is the database's own, <paramref name="Column"/> the one it names where it does.</summary>
    public sealed record Refused(RefusalReason Reason, string Message, string? Column = null) : SqlFailure;

    /// <summary>A table or column is not there.</summary>
    public sealed record NotThere : SqlFailure;

    /// <summary>Someone else holds a lock for longer than we wait.</summary>
    public sealed record Busy(ConnectorException Cause) : SqlFailure;

    /// <summary>Two transactions were in each other's way and this one was undone; doing it again may well succeed.</summary>
    public sealed record Undone(ConnectorException Cause) : SqlFailure;

    public sealed record Broken(ConnectorException Cause) : SqlFailure;
}

internal enum RefusalReason
{
    Other, Blank, NotUnique,
}
