using System.Data.Common;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using Npgsql;
using static Npgsql.PostgresErrorCodes;

namespace SuperOfficeErpLink.Connectors.Sql.Dialects;

/// <summary>What PostgreSQL's error codes mean to whoever must act.</summary>
internal static partial class PostgreSqlErrors
{
    public static SqlFailure Explain(DbException error) => error switch
    {
        PostgresException said => Explain(said),
        { InnerException: TimeoutException } => Broken(FailureKind.Unreachable, ServerTexts.Slow, error, "The database did not answer in time"),
        { InnerException: AuthenticationException } => Broken(FailureKind.Misconfigured, ServerTexts.Untrusted, error, "TLS to the database server failed", ServerSettings.TlsSetting),
        NpgsqlException when error.Message.Contains("SSL", StringComparison.Ordinal) && error.InnerException is null =>
            Broken(FailureKind.Misconfigured, ServerTexts.Untrusted, error, "The database server offers no TLS", ServerSettings.TlsSetting),
        _ => Broken(FailureKind.Unreachable, ServerTexts.NoAnswer, error, error.InnerException?.GetType().Name ?? error.GetType().Name),
    };

    private static SqlFailure Explain(PostgresException error) => error.SqlState switch
    {
        InvalidPassword or InvalidAuthorizationSpecification => Broken(FailureKind.Unauthorized, ServerTexts.WrongPassword, error, setting: ServerSettings.PasswordSetting),
        InvalidCatalogName => Broken(FailureKind.Misconfigured, ServerTexts.NoDatabase, error, setting: ServerSettings.DatabaseSetting),
        UndefinedTable or UndefinedColumn or InvalidSchemaName => new SqlFailure.NotThere(),
        InsufficientPrivilege => Broken(FailureKind.Misconfigured, ServerTexts.NoRight, error),
        ReadOnlySqlTransaction => Broken(FailureKind.Misconfigured, ServerTexts.OnlyReads, error),
        DatatypeMismatch or UndefinedFunction or CannotCoerce => Broken(FailureKind.Misconfigured, ServerTexts.WrongType, error),
        TooManyConnections or ConfigurationLimitExceeded => Broken(FailureKind.Unreachable, ServerTexts.Full, error),
        AdminShutdown or CrashShutdown or CannotConnectNow or DatabaseDropped => Broken(FailureKind.Unreachable, ServerTexts.ShuttingDown, error),
        QueryCanceled => Broken(FailureKind.Unreachable, ServerTexts.Slow, error),
        SerializationFailure or DeadlockDetected => new SqlFailure.Undone(Failure(FailureKind.Unreachable, ServerTexts.InEachOthersWay, error, error.MessageText)),
        LockNotAvailable => new SqlFailure.Busy(Failure(FailureKind.Unreachable, ServerTexts.Locked, error, error.MessageText)),
        NotNullViolation => Refused(RefusalReason.Blank, error),
        UniqueViolation or ExclusionViolation => Refused(RefusalReason.NotUnique, error),
        var state when IsOfClass(state, "23", "22", "44", "P0", "09", "27", "42", "0A", "25") => Refused(RefusalReason.Other, error),
        var state when IsOfClass(state, "53", "58") => Broken(FailureKind.Unreachable, ServerTexts.OutOfRoom, error),
        var state when IsOfClass(state, "08", "57") => Broken(FailureKind.Unreachable, ServerTexts.NoAnswer, error),
        _ => Broken(FailureKind.Defect, ServerTexts.Defective, error),
    };

    private static bool IsOfClass(string state, params string[] classes) => classes.Contains(state[..2], StringComparer.Ordinal);

    private static SqlFailure.Refused Refused(RefusalReason reason, PostgresException error) => new(reason, error.MessageText, ColumnOf(error));

    /// <summary>
    /// The one column the error is about: it says so itself, or its detail begins "Key (column)=", in whatever language, or the constraint
    /// has the name that PostgreSQL gives it: table_column_check.
    /// </summary>
    private static string? ColumnOf(PostgresException error)
    {
        if (error.ColumnName is { Length: > 0 } column)
        {
            return column;
        }

        if (error.Detail is { } detail && KeyInDetail().Match(detail) is { Success: true } key)
        {
            return key.Groups["column"].Value.Trim('"');
        }

        var prefix = $"{error.TableName}_";
        return error.ConstraintName is { } name && error.TableName is { Length: > 0 } && name.StartsWith(prefix, StringComparison.Ordinal)
            && name.LastIndexOf('_') is var end && end > prefix.Length
            ? name[prefix.Length..end]
            : null;
    }

    private static SqlFailure.Broken Broken(FailureKind kind, LocalText text, DbException error, string? technical = null, string? setting = null) =>
        new(Failure(kind, text, error, technical ?? (error as PostgresException)?.MessageText ?? error.GetType().Name, setting));

    /// <summary>The server's own sentence only: its detail, which its exception carries, holds values.</summary>
    private static ConnectorException Failure(FailureKind kind, LocalText text, DbException error, string technical, string? setting = null) =>
        new(kind, text, error.SqlState is { } state ? $"{state}: {technical}" : technical, innerException: error is PostgresException ? null : error) { Setting = setting };

    [GeneratedRegex(@"\((?<column>[^(),]+)\)=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyInDetail();
}
