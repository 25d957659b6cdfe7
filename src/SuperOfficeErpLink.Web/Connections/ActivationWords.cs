using System.Globalization;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Web.Localization;
using SuperOfficeErpLink.Web.Mappings;

namespace SuperOfficeErpLink.Web.Connections;

/// <summary>What stands against switching a connection on, in words.</summary>
public sealed class ActivationWords(ConnectionTexts texts, ErpTexts erp, MappingWords mappings)
{
    /// <param name="systems">Null: fields are named by their keys.</param>
    public string Say(ActivationReason reason, MappedSystems? systems) => reason switch
    {
        ActivationReason.NoConnector gone => texts["Activation.NoConnector", gone.ConnectorId],
        ActivationReason.TestFailed failed => texts["Activation.TestFailed", failed.Why.In(CultureInfo.CurrentUICulture)],
        ActivationReason.MandatoryEmpty empty => texts["Activation.MandatoryEmpty", erp[$"Type.{empty.Actor}"], empty.Field.Name.In(CultureInfo.CurrentUICulture)],
        ActivationReason.Broken broken => $"{erp[$"Type.{broken.Fault.Actor}"]}: {mappings.Say(broken.Fault, systems)}",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    public string Say(ActivationWarning warning) => warning switch
    {
        ActivationWarning.NothingEnabled => texts["Activation.NothingEnabled"],
        ActivationWarning.ItemsUnmapped items => texts["Activation.ItemsUnmapped", erp[$"Type.{items.Actor}"], items.Field.Name.In(CultureInfo.CurrentUICulture), items.InErp, items.InCrm],
        _ => throw new ArgumentOutOfRangeException(nameof(warning)),
    };

    /// <summary>The page of the connection where it is put right.</summary>
    public static string Page(ActivationReason reason) => reason switch
    {
        ActivationReason.NoConnector or ActivationReason.TestFailed => "settings",
        ActivationReason.MandatoryEmpty => "defaults",
        _ => "mappings",
    };
}
