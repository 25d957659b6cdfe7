using System.Globalization;
using Microsoft.Data.SqlClient;

namespace SuperOfficeErpLink.Connectors.Sql.Tests;

/// <summary>
/// The SQL Server that ERPLINK_TEST_SQLSERVER names, as host;port;user;password;tls — an administrator who may make databases; tls is verify, encrypt
/// or none.
/// </summary>
internal static class SqlServerUnderTest
{
    private const string Variable = "ERPLINK_TEST_SQLSERVER";

    private static readonly string[]? Parts = Environment.GetEnvironmentVariable(Variable)?.Split(';');

    public static string? WhyNot => Parts is { Length: 5 } ? null : $"No SQL Server: {Variable} does not hold host;port;user;password;tls.";

    public static Dictionary<string, string> Settings => new(StringComparer.Ordinal)
    {
        ["dialect"] = "sqlserver", ["host"] = Parts![0], ["port"] = Parts[1], ["user"] = Parts[2], ["password"] = Parts[3], ["tls"] = Parts[4],
    };

    public static string ConnectionString(string database) => new SqlConnectionStringBuilder
    {
        DataSource = string.Create(CultureInfo.InvariantCulture, $"{Parts![0]},{Parts[1]}"), UserID = Parts[2], Password = Parts[3], InitialCatalog = database,
        TrustServerCertificate = Parts[4] != "verify", Encrypt = Parts[4] == "none" ? SqlConnectionEncryptOption.Optional : SqlConnectionEncryptOption.Mandatory,
    }.ConnectionString;
}
