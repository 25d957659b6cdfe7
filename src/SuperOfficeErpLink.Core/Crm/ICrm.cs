using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Core.Crm;

/// <summary>
/// The CRM side: SuperOffice's web API or the built-in CRM. It uses the connector contract's record and outcome types, so that one
/// planner and one writer serve both sides. A record's key is the entity's id in invariant digits.
/// </summary>
public interface ICrm
{
    /// <summary>The fields of a kind of record, in the order of its card.</summary>
    Task<IReadOnlyList<FieldInfo>> DescribeAsync(EntityType type, CancellationToken cancellationToken);

    /// <exception cref="ConnectorException">When the CRM cannot be reached.</exception>
    Task<ReadResult> GetAsync(EntityType type, FieldSet fields, IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>Conditional on each change's expected value; one outcome per update, in the same order.</summary>
    Task<IReadOnlyList<SaveOutcome>> UpdateAsync(EntityType type, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken);

    Task<IReadOnlyList<ListItem>> GetListAsync(string list, CancellationToken cancellationToken);

    /// <summary>
    /// Pages of changed records by id. Cursor null means everything; cursors are opaque and inclusive: a record may come again, none is
    /// skipped. Any page's <see cref="CrmChanges.Next"/> may be stored and resumed from.
    /// </summary>
    /// <exception cref="ConnectorException">CursorExpired when the cursor can no longer be resumed.</exception>
    IAsyncEnumerable<CrmChanges> ReadChangesAsync(EntityType type, string? cursor, CancellationToken cancellationToken);

    /// <summary>The name people know a record by; ids that do not exist are absent from the answer.</summary>
    Task<IReadOnlyDictionary<long, string>> GetNamesAsync(EntityType type, IReadOnlyCollection<long> ids, CancellationToken cancellationToken);

    /// <summary>Who changed each record last, and when; ids that do not exist are absent from the answer.</summary>
    /// <exception cref="ConnectorException">When the CRM cannot be reached.</exception>
    Task<IReadOnlyDictionary<long, LastEdit>> GetLastEditsAsync(EntityType type, IReadOnlyCollection<long> ids, CancellationToken cancellationToken);

    /// <summary>The company each person belongs to, by the person's id; persons that do not exist or belong to none are absent from the answer.</summary>
    /// <exception cref="ConnectorException">When the CRM cannot be reached.</exception>
    Task<IReadOnlyDictionary<long, long>> GetCompaniesOfAsync(IReadOnlyCollection<long> personIds, CancellationToken cancellationToken);

    /// <summary>
    /// Persons of a company with their names, in an order that does not depend on what is linked: by name, persons of one name by id.
    /// Fewer than <paramref name="atMost"/> means that there are no more.
    /// </summary>
    /// <param name="skip">How many of them to pass over.</param>
    /// <exception cref="ConnectorException">When the CRM cannot be reached.</exception>
    Task<IReadOnlyList<NamedEntity>> ListPersonsAsync(long companyId, int skip, int atMost, CancellationToken cancellationToken);
}

/// <summary>A page of the CRM's change feed.</summary>
public sealed record CrmChanges(IReadOnlyList<long> Ids, string Next, bool IsLast);

/// <summary>The last change of a record as a whole, whoever made it.</summary>
public sealed record LastEdit(DateTimeOffset At, string By);

/// <param name="Name">What people know the record by.</param>
public sealed record NamedEntity(EntityRef Entity, string Name);
