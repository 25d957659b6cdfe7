namespace SuperOfficeErpLink.Connectors.Sql.Tests;

/// <summary>Tests of a class that need something this machine may not have; without it they are shown as skipped, with the reason.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class OnlyWithAttribute : Attribute
{
    /// <summary>Null when they can run.</summary>
    public abstract string? WhyNot { get; }
}

[AttributeUsage(AttributeTargets.Class)]
public sealed class OnlyWithPostgreSqlAttribute : OnlyWithAttribute
{
    public override string? WhyNot => PostgreSqlCluster.WhyNot;
}

[AttributeUsage(AttributeTargets.Class)]
public sealed class OnlyWithSqlServerAttribute : OnlyWithAttribute
{
    public override string? WhyNot => SqlServerUnderTest.WhyNot;
}
