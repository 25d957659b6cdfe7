using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.BuiltInCrm;

/// <summary>The CRM that comes with the product: companies, persons and projects in our own database.</summary>
/// <param name="writer">Stands as the one who changed a record.</param>
public sealed class BuiltInCrm(IDbContextFactory<ErpLinkDbContext> contexts, TimeProvider time, string writer = BuiltInCrm.SyncWriter) : ICrm
{
    public const string SyncWriter = "ERP-synkronisering";

    public Task<IReadOnlyList<FieldInfo>> DescribeAsync(EntityType type, CancellationToken cancellationToken) => Task.FromResult(type switch
    {
        EntityType.Company => CrmTables.Companies.Infos,
        EntityType.Person => CrmTables.Persons.Infos,
        EntityType.Project => CrmTables.Projects.Infos,
        _ => [],
    });

    public Task<ReadResult> GetAsync(EntityType type, FieldSet fields, IReadOnlyList<string> ids, CancellationToken cancellationToken) => type switch
    {
        EntityType.Company => ReadAsync(CrmTables.Companies, fields, ids, cancellationToken),
        EntityType.Person => ReadAsync(CrmTables.Persons, fields, ids, cancellationToken),
        EntityType.Project => ReadAsync(CrmTables.Projects, fields, ids, cancellationToken),
        _ => throw NoSuch(type),
    };

    public Task<IReadOnlyList<SaveOutcome>> UpdateAsync(
        EntityType type, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken) => type switch
        {
            EntityType.Company => WriteAsync(CrmTables.Companies, returning, updates, cancellationToken),
            EntityType.Person => WriteAsync(CrmTables.Persons, returning, updates, cancellationToken),
            EntityType.Project => WriteAsync(CrmTables.Projects, returning, updates, cancellationToken),
            _ => throw NoSuch(type),
        };

    public Task<IReadOnlyList<ListItem>> GetListAsync(string list, CancellationToken cancellationToken) =>
        UseAsync(context => CrmLists.ReadAsync(context, list, cancellationToken), cancellationToken);

    public Task<IReadOnlyDictionary<long, string>> GetNamesAsync(EntityType type, IReadOnlyCollection<long> ids, CancellationToken cancellationToken) => type switch
    {
        EntityType.Company => NamesAsync(CrmTables.Companies, ids, cancellationToken),
        EntityType.Person => NamesAsync(CrmTables.Persons, ids, cancellationToken),
        EntityType.Project => NamesAsync(CrmTables.Projects, ids, cancellationToken),
        _ => throw NoSuch(type),
    };

    public Task<IReadOnlyDictionary<long, LastEdit>> GetLastEditsAsync(EntityType type, IReadOnlyCollection<long> ids, CancellationToken cancellationToken) => type switch
    {
        EntityType.Company => LastEditsAsync<CompanyRow>(ids, cancellationToken),
        EntityType.Person => LastEditsAsync<PersonRow>(ids, cancellationToken),
        EntityType.Project => LastEditsAsync<ProjectRow>(ids, cancellationToken),
        _ => throw NoSuch(type),
    };

    public IAsyncEnumerable<CrmChanges> ReadChangesAsync(EntityType type, string? cursor, CancellationToken cancellationToken) => type switch
    {
        EntityType.Company => new CrmFeed<CompanyRow>(contexts, time).ReadAsync(cursor, cancellationToken),
        EntityType.Person => new CrmFeed<PersonRow>(contexts, time).ReadAsync(cursor, cancellationToken),
        EntityType.Project => new CrmFeed<ProjectRow>(contexts, time).ReadAsync(cursor, cancellationToken),
        _ => throw NoSuch(type),
    };

    public Task<IReadOnlyDictionary<long, long>> GetCompaniesOfAsync(IReadOnlyCollection<long> personIds, CancellationToken cancellationToken) =>
        UseAsync<IReadOnlyDictionary<long, long>>(
            async context =>
            {
                var companies = new Dictionary<long, long>(personIds.Count);
                foreach (var batch in personIds.Chunk(500))
                {
                    await foreach (var row in context.Persons.AsNoTracking().Where(row => batch.Contains(row.Id)).Select(row => new { row.Id, row.CompanyId })
                        .AsAsyncEnumerable().WithCancellation(cancellationToken))
                    {
                        companies.Add(row.Id, row.CompanyId);
                    }
                }

                return companies;
            },
            cancellationToken);

    public Task<IReadOnlyList<NamedEntity>> ListPersonsAsync(long companyId, int skip, int atMost, CancellationToken cancellationToken) =>
        UseAsync<IReadOnlyList<NamedEntity>>(
            async context =>
            {
                var rows = await context.Persons.AsNoTracking().Where(row => row.CompanyId == companyId)
                    .OrderBy(row => row.LastName).ThenBy(row => row.FirstName).ThenBy(row => row.Id).Skip(skip).Take(atMost).ToListAsync(cancellationToken);
                return [.. rows.Select(row => new NamedEntity(new EntityRef(EntityType.Person, row.Id), CrmTables.Persons.Name(row)))];
            },
            cancellationToken);

    private static ArgumentOutOfRangeException NoSuch(EntityType type) => new(nameof(type), type, "The built-in CRM has no such records.");

    private Task<ReadResult> ReadAsync<TRow>(CrmTable<TRow> table, FieldSet fields, IReadOnlyList<string> ids, CancellationToken cancellationToken)
        where TRow : CrmRow =>
        UseAsync(context => new CrmReader<TRow>(table, fields).ReadAsync(context, ids, cancellationToken), cancellationToken);

    private Task<IReadOnlyDictionary<long, string>> NamesAsync<TRow>(CrmTable<TRow> table, IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
        where TRow : CrmRow =>
        UseAsync<IReadOnlyDictionary<long, string>>(
            async context =>
            {
                var names = new Dictionary<long, string>(ids.Count);
                foreach (var batch in ids.Chunk(500))
                {
                    await foreach (var row in context.Set<TRow>().AsNoTracking().Where(row => batch.Contains(row.Id)).AsAsyncEnumerable().WithCancellation(cancellationToken))
                    {
                        names.Add(row.Id, table.Name(row));
                    }
                }

                return names;
            },
            cancellationToken);

    private Task<IReadOnlyDictionary<long, LastEdit>> LastEditsAsync<TRow>(IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
        where TRow : CrmRow =>
        UseAsync<IReadOnlyDictionary<long, LastEdit>>(
            async context => await context.Set<TRow>().AsNoTracking().Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, row.UpdatedAt, row.UpdatedBy })
                .ToDictionaryAsync(row => row.Id, row => new LastEdit(row.UpdatedAt, row.UpdatedBy), cancellationToken),
            cancellationToken);

    private async Task<IReadOnlyList<SaveOutcome>> WriteAsync<TRow>(
        CrmTable<TRow> table, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken)
        where TRow : CrmRow
    {
        var outcomes = new List<SaveOutcome>(updates.Count);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var rows = new CrmWriter<TRow>(context, table, new CrmReader<TRow>(table, returning), time, writer);
            foreach (var update in updates)
            {
                outcomes.Add(await rows.UpdateAsync(update, cancellationToken));
                if (outcomes[^1] is SaveOutcome.Unknown(var lost))
                {
                    outcomes.AddRange(Enumerable.Repeat(new SaveOutcome.NotTried(lost), updates.Count - outcomes.Count));
                    break;
                }
            }
        }
        catch (Exception failure) when (OwnDatabaseFailure.Is(failure))
        {
            var cause = Unreachable(failure);
            if (!outcomes.OfType<SaveOutcome.Saved>().Any())
            {
                throw cause;
            }

            outcomes.AddRange(Enumerable.Repeat(new SaveOutcome.NotTried(cause), updates.Count - outcomes.Count));
        }

        return outcomes;
    }

    private async Task<T> UseAsync<T>(Func<ErpLinkDbContext, Task<T>> use, CancellationToken cancellationToken)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            return await use(context);
        }
        catch (Exception failure) when (OwnDatabaseFailure.Is(failure))
        {
            throw Unreachable(failure);
        }
    }

    internal static ConnectorException Unreachable(Exception failure) => new(
        FailureKind.Unreachable,
        LocalText.Of("The CRM database does not answer. It is tried again.", "CRM-databasen svarer ikke. Der prøves igen."),
        failure.GetBaseException().Message,
        innerException: failure);
}
