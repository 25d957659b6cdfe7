namespace SuperOfficeErpLink.Process.Tests;

/// <summary>Needs a PostgreSQL and an nginx of its own, which Debian's packages have.</summary>
internal sealed class ClusterFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Missing = new(() => PostgreSqlServer.WhyNot() ?? Script.WhyNot("nginx.sh"));

    public ClusterFactAttribute() => Skip = Missing.Value;
}
