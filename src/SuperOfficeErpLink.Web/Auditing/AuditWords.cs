using System.Text.Json;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Accounts;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Auditing;

/// <summary>Entries of the audit log in words. What an entry of another version holds is shown as it is stored.</summary>
public sealed class AuditWords(AccountTexts texts, AccessWords access, ValueTexts values)
{
    public string At(AuditRow row) => values.Show(row.At);

    public string What(string kind) => texts.Find($"Audit.What.{kind}") ?? kind;

    public string Subject(AuditRow row) => row.What switch
    {
        "run.brake-released" => texts["Audit.Run", row.Subject],
        "personal-data.deleted" when row.Subject.Split(' ') is [var type, var number] => texts.Find($"Audit.Record.{type}") is { } kind ? $"{kind} {number}" : row.Subject,
        _ => row.Subject,
    };

    public string Before(AuditRow row) => row.Before is { } before ? Value(row.What, before, isAfter: false) : "";

    public string After(AuditRow row) => row.After is { } after ? Value(row.What, after, isAfter: true)
        : row.What == "run.brake-released" ? texts["Audit.AllWrites"]
        : "";

    /// <summary>One line for a list of the latest.</summary>
    public string Line(AuditRow row)
    {
        var (before, after) = (Before(row).ReplaceLineEndings("; "), After(row).ReplaceLineEndings("; "));
        var change = (before, after) switch
        {
            ("", "") => "",
            ("", _) => $": {after}",
            (_, "") => $": {before}",
            _ => $": {before} → {after}",
        };
        return $"{At(row)} {row.By}: {What(row.What)}{change}";
    }

    private string Value(string what, string stored, bool isAfter) => (what, stored) switch
    {
        ("connection.access", _) when AuditedGrant.Parse(stored) is { } grants => access.Say(grants),
        ("connection.active", "0" or "1") => texts[stored == "1" ? "Audit.Active" : "Audit.Inactive"],
        ("connection.automatic-sync", "0" or "1") => texts[stored == "1" ? "Audit.On" : "Audit.Off"],
        ("links.renumbered", "0") when !isAfter => "",
        ("links.renumbered", _) => texts[isAfter ? "Audit.Renumbered" : "Audit.NotRenumbered", stored],
        ("run.brake-released", _) => texts["Audit.FirstWrites", stored],
        ("mapping.published", _) => texts["Audit.Version", stored],
        _ => Facts(stored) ?? stored,
    };

    /// <summary>What is stored as names and values; null: it is not.</summary>
    private string? Facts(string stored)
    {
        if (!stored.StartsWith('{'))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(stored);
            return string.Join("\n", document.RootElement.EnumerateObject().Select(fact => $"{texts.Find($"Audit.Fact.{fact.Name}") ?? fact.Name}: {Fact(fact.Value)}"));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string Fact(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => texts["Audit.Yes"],
        JsonValueKind.False => texts["Audit.No"],
        JsonValueKind.String => texts.Find($"Audit.Value.{value.GetString()}") ?? value.GetString()!,
        JsonValueKind.Null => "–",
        _ => value.GetRawText(),
    };
}
