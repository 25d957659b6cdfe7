using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Plugins;

/// <summary>Why a plug-in is not used, and what to do, in the reader's language.</summary>
public sealed class PluginWords(PluginTexts texts)
{
    public string Cause(PluginFault fault) => texts[$"Cause.{fault.Kind}", fault.Detail, fault.More];

    public string Fix(PluginFault fault) => texts[$"Fix.{fault.Kind}", fault.Detail, fault.More];
}
