namespace SuperOfficeErpLink.Core.Sync;

/// <summary>The two systems of a link.</summary>
public enum Side
{
    Crm = 1,
    Erp = 2,
}

public static class Sides
{
    public static Side Other(this Side side) => side == Side.Crm ? Side.Erp : Side.Crm;
}
