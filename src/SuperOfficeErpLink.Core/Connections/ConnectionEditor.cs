using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Mapping;

namespace SuperOfficeErpLink.Core.Connections;

/// <summary>What an administrator entered about a connection.</summary>
/// <param name="SecretKeys">Of the settings, as the connector describes them.</param>
public sealed record ConnectionEntry(string Name, string Description, Settings Settings, IReadOnlySet<string> SecretKeys);

/// <summary>What came of switching a connection on.</summary>
/// <param name="Test">Null: there was no connector to test with.</param>
public sealed record Activation(ActivationVerdict Verdict, ConnectionTestResult? Test)
{
    public bool Refused => Verdict.Reasons.Count > 0;
}

/// <summary>Makes, changes, orders, deletes and switches connections. All of it is for administrators.</summary>
public sealed class ConnectionEditor(
    IConnectionEditStore store, IConnectionStore connections, ConnectionTester tester, ErpSessions sessions, ICrm crm, TimeProvider time)
{
    public const int LongestName = 100;
    public const int LongestDescription = 2_000;

    /// <param name="tested">What a passed test of exactly these settings found; null: it is saved without.</param>
    /// <param name="copyOf">Whose mappings, schedule and access the new one gets.</param>
    /// <exception cref="AccessDeniedException">When he is no administrator, or the connection to copy does not exist.</exception>
    public async Task<EditOutcome> AddAsync(
        UserContext by, string connectorId, ConnectionEntry entry, EnteredSettings? tested, bool untestedAnyway, Guid? copyOf, CancellationToken cancellationToken)
    {
        Demand(by);
        if (Fault(entry) is { } fault)
        {
            return fault;
        }

        var description = ProofOf(entry, tested);
        if (description is null && !untestedAnyway)
        {
            return new EditOutcome.NotTested();
        }

        var model = copyOf is { } id ? await store.FindAsync(id, cancellationToken) ?? throw new AccessDeniedException($"Connection {id} does not exist.") : null;
        var mapping = model is not null
            ? await connections.GetMappingAsync(model.Connection.Id, model.Connection.MappingVersion, cancellationToken)
            : description is null ? new MappingDocument([]) : await ProposeAsync(description, cancellationToken);
        var added = new NewConnection(
            Guid.NewGuid(), connectorId, entry.Name.Trim(), entry.Description.Trim(), SplitSettings.Of(entry.Settings, entry.SecretKeys), description?.Identity, mapping,
            model?.Connection.AutomaticSync ?? true, model?.Schedule ?? SyncSchedule.Default, copyOf);
        var outcome = await store.AddAsync(added, Now(by), cancellationToken);
        if (outcome is EditOutcome.Saved && description is not null)
        {
            await connections.SaveDescriptionAsync(added.Id, description, time.GetUtcNow(), cancellationToken);
        }

        return outcome;
    }

    /// <param name="tested">What a passed test of exactly these settings found.</param>
    /// <param name="untestedAnyway">Settings that passed no test are saved too, and the connection is switched off.</param>
    /// <exception cref="AccessDeniedException">When he is no administrator.</exception>
    public async Task<EditOutcome> SaveAsync(
        UserContext by, Guid id, long rowVersion, ConnectionEntry entry, EnteredSettings? tested, bool untestedAnyway, CancellationToken cancellationToken)
    {
        Demand(by);
        if (Fault(entry) is { } fault)
        {
            return fault;
        }

        if (await store.FindAsync(id, cancellationToken) is not { DeletedAt: null } details)
        {
            return new EditOutcome.Gone();
        }

        var isChanged = !SettingsForm.Same(details.Editable, entry.Settings);
        var description = ProofOf(entry, tested);
        if (isChanged && description is null && !untestedAnyway)
        {
            return new EditOutcome.NotTested();
        }

        // Saved without a passed test means switched off, also where the settings are the old ones.
        var change = new ConnectionChange(
            rowVersion, entry.Name.Trim(), entry.Description.Trim(), isChanged || (untestedAnyway && description is null) ? SplitSettings.Of(entry.Settings, entry.SecretKeys) : null, description?.Identity);
        var outcome = await store.SaveAsync(id, change, Now(by), cancellationToken);
        if (outcome is EditOutcome.Saved && isChanged && description is not null)
        {
            await LearnAsync(by, id, description, cancellationToken);
        }

        return outcome;
    }

    /// <summary>Switches a connection on unless something stands against it; all reasons are found at once.</summary>
    /// <exception cref="AccessDeniedException">When he is no administrator, or it does not exist.</exception>
    public async Task<Activation> ActivateAsync(UserContext by, Guid id, CancellationToken cancellationToken)
    {
        var activation = await CheckAsync(by, id, cancellationToken);
        if (!activation.Refused)
        {
            await LearnAsync(by, id, activation.Test!.Description!, cancellationToken);
            await connections.SetActiveAsync(id, active: true, by.Name, time.GetUtcNow(), cancellationToken);
        }

        return activation;
    }

    /// <summary>What would stand against switching it on, its settings tested.</summary>
    /// <exception cref="AccessDeniedException">When he is no administrator, or it does not exist.</exception>
    public async Task<Activation> CheckAsync(UserContext by, Guid id, CancellationToken cancellationToken)
    {
        Demand(by);
        var connection = await connections.DemandAsync(id, cancellationToken);
        var document = await connections.GetMappingAsync(id, connection.MappingVersion, cancellationToken);
        var stored = await connections.FindDescriptionAsync(id, cancellationToken);
        if (!sessions.HasConnector(connection.ConnectorId))
        {
            return new Activation(ActivationCheck.Judge(document, await OffersAsync(document, stored, null, cancellationToken), new ActivationReason.NoConnector(connection.ConnectorId)), null);
        }

        var test = await tester.TestAsync(connection.ConnectorId, id, connection.Settings, await BoundToAsync(connection, cancellationToken), cancellationToken);
        var offers = await OffersAsync(document, test.Description ?? stored, test, cancellationToken);
        return new Activation(ActivationCheck.Judge(document, offers, test.Failure is { } why ? new ActivationReason.TestFailed(why) : null), test);
    }

    /// <summary>What stands against switching it on as far as it is known without asking the ERP.</summary>
    public async Task<ActivationVerdict> LookAsync(Connection connection, CancellationToken cancellationToken)
    {
        var document = await connections.GetMappingAsync(connection.Id, connection.MappingVersion, cancellationToken);
        var stored = await connections.FindDescriptionAsync(connection.Id, cancellationToken);
        return ActivationCheck.Judge(
            document, await OffersAsync(document, stored, null, cancellationToken),
            sessions.HasConnector(connection.ConnectorId) ? null : new ActivationReason.NoConnector(connection.ConnectorId));
    }

    /// <exception cref="AccessDeniedException">When he is no administrator, or it does not exist.</exception>
    public async Task DeactivateAsync(UserContext by, Guid id, CancellationToken cancellationToken)
    {
        Demand(by);
        await connections.DemandAsync(id, cancellationToken);
        await connections.SetActiveAsync(id, active: false, by.Name, time.GetUtcNow(), cancellationToken);
        await sessions.CloseAsync(id);
    }

    /// <returns>Null: saved; else what is wrong.</returns>
    /// <exception cref="AccessDeniedException">When he is no administrator.</exception>
    public async Task<EditOutcome> SaveScheduleAsync(UserContext by, Guid id, long rowVersion, bool automatic, SyncSchedule schedule, CancellationToken cancellationToken)
    {
        Demand(by);
        return SyncClock.Faults(schedule).Count > 0
            ? throw new ArgumentException("A schedule with faults is not saved.", nameof(schedule))
            : await store.SaveScheduleAsync(id, rowVersion, automatic, schedule, Now(by), cancellationToken);
    }

    /// <exception cref="AccessDeniedException">When he is no administrator.</exception>
    public async Task<bool> DeleteAsync(UserContext by, Guid id, CancellationToken cancellationToken)
    {
        Demand(by);
        var deleted = await store.DeleteAsync(id, Now(by), cancellationToken);
        await sessions.CloseAsync(id);
        return deleted;
    }

    /// <exception cref="AccessDeniedException">When he is no administrator.</exception>
    public Task<bool> RestoreAsync(UserContext by, Guid id, CancellationToken cancellationToken)
    {
        Demand(by);
        return store.RestoreAsync(id, Now(by), cancellationToken);
    }

    /// <exception cref="AccessDeniedException">When he is no administrator.</exception>
    public Task<bool> MoveAsync(UserContext by, Guid id, bool up, CancellationToken cancellationToken)
    {
        Demand(by);
        return store.MoveAsync(id, up, Now(by), cancellationToken);
    }

    /// <summary>Reads anew what the ERP offers.</summary>
    /// <exception cref="AccessDeniedException">When he is no administrator, or it does not exist.</exception>
    /// <exception cref="ConnectorException">It cannot be read; what was known stays.</exception>
    public async Task<ErpDescription> RefreshAsync(UserContext by, Guid id, CancellationToken cancellationToken)
    {
        Demand(by);
        var connection = await connections.DemandAsync(id, cancellationToken);
        var description = await tester.DescribeAsync(connection with { Identity = await BoundToAsync(connection, cancellationToken) }, cancellationToken);
        await LearnAsync(by, id, description, cancellationToken);

        // The session that is open knows the fields of before.
        await sessions.CloseAsync(id);
        return description;
    }

    private static void Demand(UserContext by)
    {
        if (!by.IsAdministrator)
        {
            throw new AccessDeniedException($"User {by.Id} may not change connections.");
        }
    }

    private static EditOutcome? Fault(ConnectionEntry entry) =>
        string.IsNullOrWhiteSpace(entry.Name) ? new EditOutcome.NameMissing()
        : entry.Name.Trim().Length > LongestName ? new EditOutcome.TooLong(nameof(entry.Name))
        : entry.Description.Trim().Length > LongestDescription ? new EditOutcome.TooLong(nameof(entry.Description))
        : null;

    /// <summary>The client it must speak to: without linked records nothing ties it to the one it spoke to before.</summary>
    private async Task<string?> BoundToAsync(Connection connection, CancellationToken cancellationToken) =>
        await store.FindAsync(connection.Id, cancellationToken) is { Links: > 0 } ? connection.Identity : null;

    private static ErpDescription? ProofOf(ConnectionEntry entry, EnteredSettings? tested) =>
        tested is { Passed: { } description } && SettingsForm.Same(tested.Settings, entry.Settings) ? description : null;

    private Editor Now(UserContext by) => new(by.Name, time.GetUtcNow());

    /// <summary>A connection that was saved before its ERP could be asked gets its first proposal with the first answer.</summary>
    private async Task LearnAsync(UserContext by, Guid id, ErpDescription description, CancellationToken cancellationToken)
    {
        await store.LearnIdentityAsync(id, description.Identity, cancellationToken);
        await connections.SaveDescriptionAsync(id, description, time.GetUtcNow(), cancellationToken);
        var connection = await connections.DemandAsync(id, cancellationToken);
        if ((await connections.GetMappingAsync(id, connection.MappingVersion, cancellationToken)).Actors.Count == 0)
        {
            await connections.PublishAsync(
                id, connection.MappingVersion, await ProposeAsync(description, cancellationToken), by.Name, AutomaticMapping.Why, time.GetUtcNow(), cancellationToken);
        }
    }

    private async Task<MappingDocument> ProposeAsync(ErpDescription description, CancellationToken cancellationToken)
    {
        var fields = await CrmFieldsAsync(description.ActorTypes.Select(type => type.Type), cancellationToken);
        return AutomaticMapping.DocumentFor(description, type => fields[type]);
    }

    private async Task<Dictionary<ActorType, IReadOnlyList<FieldInfo>>> CrmFieldsAsync(IEnumerable<ActorType> types, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<ActorType, IReadOnlyList<FieldInfo>>();
        foreach (var type in types.Distinct())
        {
            fields[type] = EntityTypes.For(type) is var entity and not EntityType.None ? await crm.DescribeAsync(entity, cancellationToken) : [];
        }

        return fields;
    }

    private async Task<BothOffers> OffersAsync(MappingDocument document, ErpDescription? description, ConnectionTestResult? test, CancellationToken cancellationToken)
    {
        var fields = await CrmFieldsAsync(document.Actors.Select(mapping => mapping.Actor), cancellationToken);
        var lists = new Dictionary<string, IReadOnlyList<ListItem>>(StringComparer.Ordinal);

        // Counts of list items belong together: without the ERP's the CRM's say little.
        foreach (var list in test is null ? [] : fields.Values.SelectMany(some => some).Select(field => field.List).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            lists[list] = await crm.GetListAsync(list, cancellationToken);
        }

        var systems = description is null ? null : new MappedSystems(description, fields.DistinctBy(one => EntityTypes.For(one.Key)).ToDictionary(one => EntityTypes.For(one.Key), one => one.Value));
        return new BothOffers(systems, test?.Lists ?? new Dictionary<string, IReadOnlyList<ListItem>>(), lists);
    }
}
