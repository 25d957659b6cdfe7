using System.Text.Json;
using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton;

/// <summary>Looks around in a Tryton at the start of a session, and says which setting does not fit what is there.</summary>
internal sealed class InstallationReader(TrytonClient client)
{
    private static readonly string[] Asked =
    [
        Models.Party, Models.Address, Models.Mechanism, Models.Identifier, Models.Relation, Models.RelationType, Models.Category,
        Models.Country, Models.Language, Models.Work, Models.Status, Models.Company,
    ];

    private TrytonSettings Settings => client.Settings;

    public async Task<Installation> ReadAsync(CancellationToken cancellationToken)
    {
        var preferences = (await client.ReadAsync("model.res.user.get_preferences", cancellationToken, true, Context(null))).Value;
        var context = Context(preferences.Id("company"));
        var access = await AccessAsync(context, cancellationToken);
        RequireParties(access);
        var company = await CompanyAsync(preferences, context, cancellationToken);
        context = Context(company);
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (model, names) in Installation.Used.Where(model => access.ContainsKey(model.Key)))
        {
            fields[model] = await FieldsAsync(model, names, context, cancellationToken);
        }

        return new Installation(
            company, Settings.Language, access, await RestrictedAsync(context, cancellationToken), fields,
            await CategoryAsync(Settings.Customers, Settings.CustomerCategory, TrytonSettingsForm.CustomerCategory, context, cancellationToken),
            await CategoryAsync(Settings.Suppliers, Settings.SupplierCategory, TrytonSettingsForm.SupplierCategory, context, cancellationToken),
            await RelationTypeAsync(access, context, cancellationToken),
            await IdentifierTypesAsync(context, cancellationToken));
    }

    private Dictionary<string, object?> Context(int? company)
    {
        var context = new Dictionary<string, object?>(StringComparer.Ordinal) { ["language"] = Settings.Language, ["active_test"] = false };
        if (company is not null)
        {
            context["company"] = company;
        }

        return context;
    }

    private async Task<IReadOnlyDictionary<string, ModelAccess>> AccessAsync(Dictionary<string, object?> context, CancellationToken cancellationToken)
    {
        var present = (await SearchReadAsync("ir.model", [Domain.Is("model", "in", Asked)], ["model"], context, cancellationToken))
            .Select(model => model.Text("model")).OfType<string>().ToArray();
        var granted = (await client.ReadAsync("model.ir.model.access.get_access", cancellationToken, present, context)).Value;
        return present.ToDictionary(
            model => model,
            model => granted.Member(model) is { } rights ? new ModelAccess(Grants(rights, "read"), Grants(rights, "write"), Grants(rights, "create")) : new(false, false, false),
            StringComparer.Ordinal);
    }

    /// <summary>Sent as true or as 1.</summary>
    private static bool Grants(JsonElement rights, string right) => rights.IsTrue(right) || rights.Id(right) is > 0;

    private static void RequireParties(IReadOnlyDictionary<string, ModelAccess> access)
    {
        if (Array.Find([Models.Party, Models.Address, Models.Mechanism, Models.Identifier], model => !access.TryGetValue(model, out var rights) || !rights.Read) is { } missing)
        {
            throw TrytonTexts.Setting(
                TrytonSettingsForm.User,
                $"The user may not read {missing} in Tryton, or the module party is not there. Give the user the groups that the guide names.",
                $"Brugeren må ikke læse {missing} i Tryton, eller modulet party mangler. Giv brugeren de grupper, som vejledningen nævner.");
        }
    }

    private async Task<int> CompanyAsync(JsonElement preferences, Dictionary<string, object?> context, CancellationToken cancellationToken)
    {
        if (Settings.Company is not { } name)
        {
            return preferences.Id("company") ?? 0;
        }

        var found = await SearchReadAsync(Models.Company, [Domain.Is("party.name", "=", name)], ["id"], context, cancellationToken);
        return found is [var company] && company.Id() is { } id ? id : throw TrytonTexts.Setting(
            TrytonSettingsForm.Company,
            $"Tryton has no company named \"{name}\" that this user may use.", $"Tryton har intet firma med navnet \"{name}\", som denne bruger må bruge.");
    }

    private async Task<JsonElement> FieldsAsync(string model, string[] names, Dictionary<string, object?> context, CancellationToken cancellationToken)
    {
        JsonElement all;
        try
        {
            all = (await client.ReadAsync($"model.{model}.fields_get", cancellationToken, names, context)).Value;
        }
        catch (ConnectorException unknown) when (unknown.Kind == FailureKind.Defect)
        {
            // A version that lacks one of them may say so by failing; asked for all, which takes it longer, it tells.
            all = (await client.ReadAsync($"model.{model}.fields_get", cancellationToken, null, context)).Value;
        }

        var used = names.Where(name => all.Member(name) is not null).ToDictionary(name => name, name => all.GetProperty(name), StringComparer.Ordinal);
        return JsonSerializer.SerializeToElement(used);
    }

    private async Task<IReadOnlySet<string>> RestrictedAsync(Dictionary<string, object?> context, CancellationToken cancellationToken)
    {
        try
        {
            var groups = await SearchReadAsync("ir.rule.group", [Domain.Is("model.model", "in", new[] { Models.Party, Models.Work })], ["model.model"], context, cancellationToken);
            return groups.Select(group => group.Member("model.")?.Text("model")).OfType<string>().ToHashSet(StringComparer.Ordinal);
        }
        catch (ConnectorException hidden) when (hidden.Kind is FailureKind.Unauthorized or FailureKind.Defect)
        {
            // Who may not see the rules, or keeps them elsewhere, may be under some.
            return new HashSet<string>(StringComparer.Ordinal) { Models.Party, Models.Work };
        }
    }

    private async Task<int?> CategoryAsync(PartyRule rule, string name, string setting, Dictionary<string, object?> context, CancellationToken cancellationToken)
    {
        if (rule != PartyRule.Category)
        {
            return null;
        }

        var found = await SearchReadAsync(Models.Category, [Domain.Is("name", "=", name)], ["id"], context, cancellationToken);
        return found is [var category] ? category.Id() : throw (found.Count == 0
            ? TrytonTexts.Setting(setting, $"Tryton has no party category named \"{name}\".", $"Tryton har ingen partskategori med navnet \"{name}\".")
            : TrytonTexts.Setting(setting, $"Tryton has several party categories named \"{name}\". Give one another name.", $"Tryton har flere partskategorier med navnet \"{name}\". Giv en af dem et andet navn."));
    }

    private async Task<int?> RelationTypeAsync(IReadOnlyDictionary<string, ModelAccess> access, Dictionary<string, object?> context, CancellationToken cancellationToken)
    {
        if (Settings.RelationType is not { } name)
        {
            return null;
        }

        if (!access.ContainsKey(Models.RelationType))
        {
            throw TrytonTexts.Setting(
                TrytonSettingsForm.RelationType,
                "Tryton's module party_relationship is not there. Leave this empty, or have it activated.", "Trytons modul party_relationship mangler. Lad feltet stå tomt, eller få det aktiveret.");
        }

        var found = await SearchReadAsync(Models.RelationType, [Domain.Is("name", "=", name)], ["id"], context, cancellationToken);
        return found is [var type] ? type.Id() : throw TrytonTexts.Setting(
            TrytonSettingsForm.RelationType, $"Tryton has no one relation type named \"{name}\".", $"Tryton har ikke netop én relationstype med navnet \"{name}\".");
    }

    private async Task<IReadOnlyDictionary<string, string>> IdentifierTypesAsync(Dictionary<string, object?> context, CancellationToken cancellationToken)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Settings.IdentifierTypes.Count == 0)
        {
            return labels;
        }

        var offered = (await client.ReadAsync($"model.{Models.Identifier}.get_types", cancellationToken, context)).Value;
        foreach (var pair in offered.EnumerateArray().Where(pair => pair.GetArrayLength() == 2 && pair[0].ValueKind == JsonValueKind.String))
        {
            labels[pair[0].GetString()!] = pair[1].GetString() ?? "";
        }

        return Settings.IdentifierTypes.FirstOrDefault(type => !labels.ContainsKey(type)) is { } unknown
            ? throw TrytonTexts.Setting(
                TrytonSettingsForm.IdentifierTypes, $"Tryton has no identifier type \"{unknown}\", or it is not switched on there.", $"Tryton har ingen identifikatortype \"{unknown}\", eller den er ikke slået til.")
            : labels;
    }

    private async Task<IReadOnlyList<JsonElement>> SearchReadAsync(
        string model, object?[] domain, string[] fields, Dictionary<string, object?> context, CancellationToken cancellationToken)
    {
        var rows = (await client.ReadAsync($"model.{model}.search_read", cancellationToken, domain, 0, null, null, fields, context)).Value;
        return [.. rows.EnumerateArray()];
    }
}
