using System.Runtime.CompilerServices;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Linking.Tests.InMemory;

namespace SuperOfficeErpLink.Linking.Tests.Simulator;

/// <summary>The CRM in the same weather; names and lists are told whatever it is.</summary>
internal sealed class StormyCrm(MemoryCrm crm, Records companies, Weather weather) : ICrm
{
    public Task<IReadOnlyList<FieldInfo>> DescribeAsync(EntityType type, CancellationToken cancellationToken) => crm.DescribeAsync(type, cancellationToken);

    public async Task<ReadResult> GetAsync(EntityType type, FieldSet fields, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        await weather.BeforeAsync(cancellationToken);
        return await weather.AnswerAsync(companies.Get(fields, ids));
    }

    public Task<IReadOnlyList<SaveOutcome>> UpdateAsync(EntityType type, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken) =>
        weather.UpdateAsync(companies, returning, updates, cancellationToken);

    public Task<IReadOnlyList<ListItem>> GetListAsync(string list, CancellationToken cancellationToken) => crm.GetListAsync(list, cancellationToken);

    public async IAsyncEnumerable<CrmChanges> ReadChangesAsync(EntityType type, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await weather.BeforeAsync(cancellationToken);
        if (cursor is not null && weather.StrikePage(Trouble.CursorExpired) is not null)
        {
            throw SimulatedSystem.Expired();
        }

        await foreach (var page in crm.ReadChangesAsync(type, cursor, cancellationToken))
        {
            if (!page.IsLast && weather.StrikePage(Trouble.FeedBreaks) is not null)
            {
                throw Weather.Failure(FailureKind.Unreachable, "the feed broke off");
            }

            yield return page;
        }
    }

    public Task<IReadOnlyDictionary<long, string>> GetNamesAsync(EntityType type, IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        crm.GetNamesAsync(type, ids, cancellationToken);

    public Task<IReadOnlyDictionary<long, LastEdit>> GetLastEditsAsync(EntityType type, IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        crm.GetLastEditsAsync(type, ids, cancellationToken);

    public Task<IReadOnlyDictionary<long, long>> GetCompaniesOfAsync(IReadOnlyCollection<long> personIds, CancellationToken cancellationToken) =>
        crm.GetCompaniesOfAsync(personIds, cancellationToken);

    public Task<IReadOnlyList<NamedEntity>> ListPersonsAsync(long companyId, int skip, int atMost, CancellationToken cancellationToken) =>
        crm.ListPersonsAsync(companyId, skip, atMost, cancellationToken);
}
