namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>A server for one scenario.</summary>
internal static class TrialServer
{
    /// <exception cref="CannotRunException">There is no PostgreSQL here and none can be installed.</exception>
    public static PostgreSqlServer StartPostgreSql()
    {
        try
        {
            return PostgreSqlServer.Start(Path.Combine(Path.GetTempPath(), $"erplink-postgresql-{Guid.NewGuid():N}"));
        }
        catch (InvalidOperationException missing)
        {
            throw new CannotRunException(missing.Message, missing);
        }
    }
}
