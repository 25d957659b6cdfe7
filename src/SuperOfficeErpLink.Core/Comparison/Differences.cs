using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Comparison;

/// <summary>How far apart two values are.</summary>
public static class Differences
{
    public static DifferenceClass Of(string crm, string erp) =>
        crm.Length == 0 || erp.Length == 0 ? DifferenceClass.OneSideBlank
        : Normalisers.Same(Normaliser.Text, crm, erp) || Normalisers.Same(Normaliser.Phone, crm, erp) ? DifferenceClass.FormOnly
        : DifferenceClass.Different;
}
