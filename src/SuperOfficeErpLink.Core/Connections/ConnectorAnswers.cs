using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Connections;

/// <summary>Whether a connector's answers make sense. Connectors are strangers' code: what cannot be is said clearly before anything is built on it. Pure.</summary>
public static class ConnectorAnswers
{
    /// <summary>Null: the description can be used.</summary>
    public static ConnectorException? Fault(ErpDescription? description)
    {
        if (description is null || description.ActorTypes is null || description.Limits is null)
        {
            return Nonsense("The connector described nothing.", "Connectoren beskrev intet.");
        }

        if (string.IsNullOrWhiteSpace(description.Identity))
        {
            return Nonsense("The connector did not say which ERP client it speaks to.", "Connectoren sagde ikke, hvilket ERP-regnskab den taler med.");
        }

        if (Repeated(description.ActorTypes, type => type.Type.ToString()) is { } twice)
        {
            return Nonsense($"The connector offers {twice} more than once.", $"Connectoren tilbyder {twice} mere end én gang.");
        }

        return description.ActorTypes.Select(Fault).FirstOrDefault(fault => fault is not null);
    }

    /// <summary>Nothing could be linked: harmless in use, but no connection anybody wants to make. Null: it offers something.</summary>
    public static ConnectorException? OffersNothing(ErpDescription description) =>
        description.ActorTypes.Count == 0 ? Nonsense("The connector offers no kind of record.", "Connectoren tilbyder ingen slags poster.") : null;

    /// <summary>Null: the page can be used.</summary>
    public static ConnectorException? Fault(ActorTypeInfo type, FieldSet fields, SearchPage? page)
    {
        if (page?.Records is null)
        {
            return Nonsense($"The connector answered nothing when {type.Type} was read.", $"Connectoren svarede intet, da {type.Type} blev læst.");
        }

        if (page.Records.Any(record => record is null || string.IsNullOrEmpty(record.Key)))
        {
            return Nonsense($"The connector answered with a record of {type.Type} that has no key.", $"Connectoren svarede med en post af typen {type.Type} uden nøgle.");
        }

        return page.Records.Any(record => record.Values is null || record.Values.Length != fields.Keys.Count)
            ? Nonsense($"The connector answered with other fields of {type.Type} than were asked for.", $"Connectoren svarede med andre felter af {type.Type} end dem, der blev spurgt om.")
            : null;
    }

    /// <summary>Null: the list can be used.</summary>
    public static ConnectorException? Fault(string list, IReadOnlyList<ListItem>? items)
    {
        if (items is null || items.Any(item => item is null || string.IsNullOrEmpty(item.Key)))
        {
            return Nonsense($"The connector answered with a list “{list}” that has items without a key.", $"Connectoren svarede med en liste “{list}”, hvis punkter mangler en nøgle.");
        }

        return Repeated(items, item => item.Key) is { } twice
            ? Nonsense($"The list “{list}” has the key “{twice}” more than once.", $"Listen “{list}” har nøglen “{twice}” mere end én gang.")
            : null;
    }

    /// <summary>Null: the form can be shown.</summary>
    public static ConnectorException? Fault(IReadOnlyList<SettingField>? fields)
    {
        if (fields is null || fields.Any(field => field is null || string.IsNullOrEmpty(field.Key) || field.Name is null || field.BoundTo is null || field.Items is null || field.Items.Any(item => item?.Key is null)))
        {
            return Nonsense("The connector's settings form cannot be shown.", "Connectorens indstillinger kan ikke vises.");
        }

        return Repeated(fields, field => field.Key) is { } twice
            ? Nonsense($"The connector's settings form has the setting “{twice}” more than once.", $"Connectorens indstillinger har “{twice}” mere end én gang.")
            : null;
    }

    /// <summary>Null: what is wrong with the settings can be shown.</summary>
    public static ConnectorException? Fault(IReadOnlyList<SettingError>? errors) =>
        errors?.Any(error => error?.Message is null) == true
            ? Nonsense("The connector refused the settings without saying why.", "Connectoren afviste indstillingerne uden at sige hvorfor.")
            : null;

    /// <summary>A connector failed in a way its contract does not have.</summary>
    public static ConnectorException Broken(Exception failure) => new(
        FailureKind.Defect,
        LocalText.Of("The connector failed in a way it must not. Report it to whoever made it; the log says more.", "Connectoren fejlede på en måde, den ikke må. Meld det til den, der har lavet den; loggen siger mere."),
        $"{failure.GetType().Name}: {failure.Message}", innerException: failure);

    /// <summary>True for what a connector must not throw: its contract has only <see cref="ConnectorException"/>, and that it was cancelled when it was.</summary>
    public static bool IsOutsideItsContract(Exception failure, CancellationToken cancellationToken) =>
        failure is not ConnectorException && !(failure is OperationCanceledException && cancellationToken.IsCancellationRequested);

    /// <summary>A call of a connector whose every failure is a <see cref="ConnectorException"/>.</summary>
    public static async Task<T> OrBrokenAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception failure) when (IsOutsideItsContract(failure, cancellationToken))
        {
            throw Broken(failure);
        }
    }

    private static ConnectorException? Fault(ActorTypeInfo type)
    {
        if (type.Type == ActorType.None || string.IsNullOrEmpty(type.KeySpace) || type.Fields is null || type.Fields.Count == 0)
        {
            return Nonsense($"The connector offers {type.Type} without fields.", $"Connectoren tilbyder {type.Type} uden felter.");
        }

        // A vertical bar parts the two keys of a pair.
        if (type.Fields.FirstOrDefault(field => string.IsNullOrEmpty(field.Key) || field.Key.Contains('|', StringComparison.Ordinal) || field.Name is null) is { } unnamed)
        {
            return Nonsense($"{type.Type} has a field whose key “{unnamed.Key}” cannot be used.", $"{type.Type} har et felt, hvis nøgle “{unnamed.Key}” ikke kan bruges.");
        }

        if (Repeated(type.Fields, field => field.Key) is { } twice)
        {
            return Nonsense($"{type.Type} has the field “{twice}” more than once.", $"{type.Type} har feltet “{twice}” mere end én gang.");
        }

        return type.Fields.FirstOrDefault(field => field.Type == FieldType.List && string.IsNullOrEmpty(field.List)) is { } listless
            ? Nonsense($"The field “{listless.Key}” of {type.Type} is of a list that is not named.", $"Feltet “{listless.Key}” i {type.Type} er af en liste, der ikke er nævnt.")
            : null;
    }

    private static string? Repeated<T>(IEnumerable<T> items, Func<T, string> keyOf) =>
        items.GroupBy(keyOf, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any())?.Key;

    private static ConnectorException Nonsense(string english, string danish) => new(
        FailureKind.Defect,
        LocalText.Of($"{english} Nothing was changed. Report it to whoever made the connector.", $"{danish} Intet er ændret. Meld det til den, der har lavet connectoren."), english);
}
