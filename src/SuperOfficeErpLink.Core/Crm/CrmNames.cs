namespace SuperOfficeErpLink.Core.Crm;

public static class CrmNames
{
    /// <summary>The name people know a record by; null when it does not exist.</summary>
    public static async Task<string?> FindNameAsync(this ICrm crm, EntityRef entity, CancellationToken cancellationToken) =>
        (await crm.GetNamesAsync(entity.Type, [entity.Id], cancellationToken)).GetValueOrDefault(entity.Id);

    /// <summary>The names of records of any kind, in as many calls as there are kinds; those that do not exist are absent from the answer.</summary>
    public static async Task<IReadOnlyDictionary<EntityRef, string>> GetNamesAsync(this ICrm crm, IEnumerable<EntityRef> entities, CancellationToken cancellationToken)
    {
        var names = new Dictionary<EntityRef, string>();
        foreach (var ofType in entities.Distinct().GroupBy(entity => entity.Type))
        {
            foreach (var (id, name) in await crm.GetNamesAsync(ofType.Key, [.. ofType.Select(entity => entity.Id)], cancellationToken))
            {
                names[new EntityRef(ofType.Key, id)] = name;
            }
        }

        return names;
    }
}
