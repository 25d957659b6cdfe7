using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.Data.SqlClient;

namespace SuperOfficeErpLink.Connectors.Sql.Dialects;

/// <summary>What SQL Server's error numbers mean to whoever must act.</summary>
internal static partial class SqlServerErrors
{
    /// <summary>From here on the server ends the connection.</summary>
    private const byte Fatal = 20;

    /// <summary>RAISERROR and THROW of the ERP's own.</summary>
    private const int OwnErrors = 50000;

    public static SqlFailure Explain(DbException error) => error is SqlException said
        ? Explain(said.Number, said.Class, said.Message, said)
        : Broken(FailureKind.Unreachable, ServerTexts.NoAnswer, error);

    internal static SqlFailure Explain(int number, byte severity, string message, DbException? error) => number switch
    {
        18456 or 18452 or 18470 or 18486 or 18487 or 18488 => Broken(FailureKind.Unauthorized, ServerTexts.WrongPassword, error, ServerSettings.PasswordSetting, number),
        4060 or 911 or 916 or 4064 => Broken(FailureKind.Misconfigured, ServerTexts.NoDatabase, error, ServerSettings.DatabaseSetting, number),
        207 or 208 or 4502 or 4413 => new SqlFailure.NotThere(),
        229 or 230 or 262 or 297 or 300 => Broken(FailureKind.Misconfigured, ServerTexts.NoRight, error, number: number),
        3906 or 3908 => Broken(FailureKind.Misconfigured, ServerTexts.OnlyReads, error, number: number),
        206 or 402 => Broken(FailureKind.Misconfigured, ServerTexts.WrongType, error, number: number),
        -2146893019 or -2146893022 or -2146893007 => Broken(FailureKind.Misconfigured, ServerTexts.Untrusted, error, ServerSettings.TlsSetting, number),
        1205 or 3960 or 41302 or 41305 or 41325 => new SqlFailure.Undone(Failure(FailureKind.Unreachable, ServerTexts.InEachOthersWay, error, null, number)),
        1222 => new SqlFailure.Busy(Failure(FailureKind.Unreachable, ServerTexts.Locked, error, null, number)),
        -2 => Broken(FailureKind.Unreachable, ServerTexts.Slow, error, number: number),
        17142 or 17147 or 6005 or 921 or 922 or 927 or 40613 or 40197 or 40501 => Broken(FailureKind.Unreachable, ServerTexts.ShuttingDown, error, number: number),
        17809 or 17197 or 10928 or 10929 or 18461 => Broken(FailureKind.Unreachable, ServerTexts.Full, error, number: number),
        701 or 1101 or 1105 or 9002 => Broken(FailureKind.Unreachable, ServerTexts.OutOfRoom, error, number: number),
        515 => new SqlFailure.Refused(RefusalReason.Blank, message, Named(message)),
        2601 or 2627 => new SqlFailure.Refused(RefusalReason.NotUnique, message),
        547 or 2628 or 8152 or 8115 or 220 or 241 or 242 or 245 or 248 or 271 or 295 or 544 or 550 or 3609 or 3616 or 8114 or 8106 or 13536 or >= OwnErrors =>
            new SqlFailure.Refused(RefusalReason.Other, message, Named(message)),
        _ when severity >= Fatal || number is -1 or 0 or 2 or 20 or 53 or 64 or 121 or 233 or 258 or 596 or 1225 or 10053 or 10054 or 10060 or 10061 or 11001 =>
            Broken(FailureKind.Unreachable, ServerTexts.NoAnswer, error, number: number),
        _ => Broken(FailureKind.Defect, ServerTexts.Defective, error, number: number),
    };

    /// <summary>The column an error names between quotes, in whatever language: column 'name', column "dbo.t", column 'name'.</summary>
    private static string? Named(string message) =>
        ColumnInQuotes().Match(message) is { Success: true } named ? named.Groups["column"].Value : null;

    private static SqlFailure.Broken Broken(FailureKind kind, LocalText text, DbException? error, string? setting = null, int number = 0) =>
        new(Failure(kind, text, error, setting, number));

    private static ConnectorException Failure(FailureKind kind, LocalText text, DbException? error, string? setting, int number) =>
        new(kind, text, $"{number.ToString(System.Globalization.CultureInfo.InvariantCulture)}: {error?.Message}", innerException: error) { Setting = setting };

    [GeneratedRegex(@"column '(?<column>[^']+)'", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex ColumnInQuotes();
}
