using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Cards;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Linking;

/// <summary>Values of either side as a person reads them: lists by name, numbers and dates in the user's culture.</summary>
public sealed class ValueTexts(ICrm crm, ErpListTexts erpLists, CrmTexts texts, TimeProvider time)
{
    private readonly Dictionary<string, IReadOnlyList<ListItem>> crmItems = new(StringComparer.Ordinal);
    private ListTexts erpItems = ListTexts.None;

    /// <summary>Fetches the lists these fields need, besides those fetched before. An ERP that does not answer leaves its items shown by key.</summary>
    public async Task LoadAsync(Connection connection, IEnumerable<FieldInfo> crmFields, IEnumerable<FieldInfo> erpFields, CancellationToken cancellationToken)
    {
        foreach (var list in crmFields.Select(info => info.List).OfType<string>().Distinct(StringComparer.Ordinal).Where(list => !crmItems.ContainsKey(list)))
        {
            crmItems[list] = await crm.GetListAsync(list, cancellationToken);
        }

        try
        {
            erpItems = erpItems.With(await erpLists.ForAsync(connection, erpFields, cancellationToken));
        }
        catch (ConnectorException failure) when (failure.Kind != FailureKind.Defect)
        {
            // Items are shown by key.
        }
    }

    public string Show(Side side, FieldInfo info, string canonical) =>
        side == Side.Crm
            ? Show(info, canonical, info.List is { } list ? crmItems.GetValueOrDefault(list, []) : [])
            : Show(info, erpItems.Show(info, FieldValue.Of(canonical)).Text ?? "", []);

    /// <summary>A value whose list item has been replaced by its name already.</summary>
    public string Show(FieldInfo info, string canonical) => Show(info, canonical, []);

    /// <summary>A time as the user's clock shows it.</summary>
    public string Show(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, time.LocalTimeZone).ToString("g", CultureInfo.CurrentCulture);

    private string Show(FieldInfo info, string canonical, IReadOnlyList<ListItem> items) => (info.Type, canonical) switch
    {
        (FieldType.Checkbox, "1") => texts["Card.Yes"],
        (FieldType.Checkbox, "0" or "") => texts["Card.No"],
        (FieldType.DateTime, _) when DateTimeOffset.TryParse(canonical, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) => Show(at),
        _ => FieldText.Show(info, canonical, items, CultureInfo.CurrentCulture),
    };
}
