using SuperOfficeErpLink.Connectors.Conformance.Tests.Ledger;

namespace SuperOfficeErpLink.Connectors.Conformance.Tests.Broken;

/// <summary>The ledger behind a connector with the fault that is being tried.</summary>
public sealed class BrokenErp : LedgerErp
{
    private static readonly AsyncLocal<Fault?> Current = new();
    private readonly BrokenConnector connector;

    public BrokenErp() => connector = new BrokenConnector(base.Connector, Current.Value ?? throw new InvalidOperationException("No fault is being tried."));

    public override IErpConnector Connector => connector;

    /// <summary>The fault of every such ERP that is made from here on.</summary>
    public static void Try(Fault fault) => Current.Value = fault;
}
