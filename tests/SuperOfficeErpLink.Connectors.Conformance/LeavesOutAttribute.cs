namespace SuperOfficeErpLink.Connectors.Conformance;

/// <summary>On an <see cref="ErpUnderTest"/>: a specification that says nothing about it, and why.</summary>
/// <param name="specification">Open generic: <c>typeof(CreatingSpecification&lt;&gt;)</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class LeavesOutAttribute(Type specification, string reason) : Attribute
{
    public Type Specification { get; } = specification;

    public string Reason { get; } = reason;
}
