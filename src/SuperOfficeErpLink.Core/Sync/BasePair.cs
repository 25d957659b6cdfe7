namespace SuperOfficeErpLink.Core.Sync;

/// <summary>The raw values of both sides as they stood when last agreed or accepted.</summary>
public readonly record struct BasePair(string Crm, string Erp)
{
    public string this[Side side] => side == Side.Crm ? Crm : Erp;
}
