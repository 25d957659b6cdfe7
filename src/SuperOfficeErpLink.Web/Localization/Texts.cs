using System.Reflection;
using Microsoft.Extensions.Localization;

namespace SuperOfficeErpLink.Web.Localization;

/// <summary>The words of one part of the product, from Resources/&lt;name&gt;.resx and its languages.</summary>
public abstract class Texts(IStringLocalizerFactory factory, string name)
{
    private readonly IStringLocalizer localizer = factory.Create(name, Assembly.GetExecutingAssembly().GetName().Name!);

    public string this[string key] => localizer[key];

    public string this[string key, params object[] values] => localizer[key, values];

    /// <summary>Null where there are no words of that key: it came from what is stored.</summary>
    public string? Find(string key) => localizer[key] is { ResourceNotFound: false } found ? found.Value : null;
}

/// <summary>Layout, sign-in, set-up and error pages.</summary>
public sealed class ShellTexts(IStringLocalizerFactory factory) : Texts(factory, "Shell");

/// <summary>Lists and cards of companies, persons and projects.</summary>
public sealed class CrmTexts(IStringLocalizerFactory factory) : Texts(factory, "Crm");

/// <summary>The ERP tab, its dialogs, and connections.</summary>
public sealed class ErpTexts(IStringLocalizerFactory factory) : Texts(factory, "Erp");

/// <summary>Conflicts and problems.</summary>
public sealed class IssueTexts(IStringLocalizerFactory factory) : Texts(factory, "Issues");

/// <summary>How connections fare, alerts and personal data.</summary>
public sealed class OperatingTexts(IStringLocalizerFactory factory) : Texts(factory, "Operating");

/// <summary>Runs.</summary>
public sealed class RunTexts(IStringLocalizerFactory factory) : Texts(factory, "Runs");

/// <summary>The history, and taking things back.</summary>
public sealed class HistoryTexts(IStringLocalizerFactory factory) : Texts(factory, "History");

/// <summary>Records that are gone, renumbered or merged, and persons who moved.</summary>
public sealed class MoveTexts(IStringLocalizerFactory factory) : Texts(factory, "Moves");

/// <summary>Tokens for the API.</summary>
public sealed class TokenTexts(IStringLocalizerFactory factory) : Texts(factory, "Tokens");

/// <summary>Mappings: drafts, lists, defaults, check, dry run, versions.</summary>
public sealed class MappingTexts(IStringLocalizerFactory factory) : Texts(factory, "Mappings");

/// <summary>Making and setting connections, and their schedule.</summary>
public sealed class ConnectionTexts(IStringLocalizerFactory factory) : Texts(factory, "Connections");

/// <summary>Users, groups, access, the second factor, and the audit log.</summary>
public sealed class AccountTexts(IStringLocalizerFactory factory) : Texts(factory, "Accounts");

/// <summary>Connectors and the plug-ins they come from.</summary>
public sealed class PluginTexts(IStringLocalizerFactory factory) : Texts(factory, "Plugins");
