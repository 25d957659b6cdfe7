using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;

namespace SuperOfficeErpLink.Core.Sync;

/// <summary>Both sides as read; values in the order of the rules. A side that is null was not found.</summary>
/// <param name="CrmGone">The CRM says the record does not exist.</param>
/// <param name="ErpGone">The ERP says the actor does not exist; null with no record means it did not say.</param>
public sealed record BothSides(ErpRecord? Crm, ErpRecord? Erp, bool CrmGone, Gone? ErpGone)
{
    private static readonly IReadOnlyDictionary<string, FieldValue> NothingElse = new Dictionary<string, FieldValue>(StringComparer.Ordinal);

    /// <summary>The id of the record that the CRM says the gone one was merged into; null when it does not say.</summary>
    public string? CrmReplacedBy { get; init; }

    /// <summary>ERP fields that were read besides those of the rules, by key.</summary>
    public IReadOnlyDictionary<string, FieldValue> Also { get; init; } = NothingElse;

    public ErpRecord? this[Side side] => side == Side.Crm ? Crm : Erp;
}

/// <summary>The two records of a link.</summary>
public readonly record struct RecordPair(EntityRef Entity, string ErpKey);

/// <summary>Reads both sides of links, at once.</summary>
public sealed class SideReader(ErpSessions sessions, ICrm crm)
{
    /// <exception cref="ConnectorException">When either system cannot be read.</exception>
    public async Task<BothSides> ReadAsync(LinkContext context, EntityRef entity, string erpKey, CancellationToken cancellationToken) =>
        (await ReadAsync(context, [new RecordPair(entity, erpKey)], cancellationToken))[0];

    /// <summary>With ERP fields that are not in the rules; see <see cref="BothSides.Also"/>.</summary>
    /// <exception cref="ConnectorException">When either system cannot be read.</exception>
    public async Task<BothSides> ReadAsync(
        LinkContext context, EntityRef entity, string erpKey, IReadOnlyCollection<string> also, CancellationToken cancellationToken)
    {
        var (rules, fields) = (context.Rules.ErpFields, context.Rules.ErpFieldsWith(also));
        var read = (await ReadAsync(context, [new RecordPair(entity, erpKey)], fields, cancellationToken))[0];
        return ReferenceEquals(fields, rules) || read.Erp is not { } erp ? read : read with
        {
            Erp = erp with { Values = erp.Values[..rules.Keys.Count] },
            Also = fields.Keys.Skip(rules.Keys.Count).Zip(erp.Values.Skip(rules.Keys.Count)).ToDictionary(one => one.First, one => one.Second, StringComparer.Ordinal),
        };
    }

    /// <summary>One answer per pair, in the same order.</summary>
    /// <exception cref="ConnectorException">When either system cannot be read.</exception>
    public Task<IReadOnlyList<BothSides>> ReadAsync(LinkContext context, IReadOnlyList<RecordPair> pairs, CancellationToken cancellationToken) =>
        ReadAsync(context, pairs, context.Rules.ErpFields, cancellationToken);

    private async Task<IReadOnlyList<BothSides>> ReadAsync(
        LinkContext context, IReadOnlyList<RecordPair> pairs, FieldSet erpFields, CancellationToken cancellationToken)
    {
        if (pairs.Count == 0)
        {
            return [];
        }

        var keys = pairs.Select(pair => pair.ErpKey).ToList();
        var ids = pairs.Select(pair => pair.Entity.Key).ToList();

        // A provider that answers without ever waiting must not keep the other side from being asked meanwhile.
        var ofErp = Task.Run(
            () => sessions.CallAsync(
                context.Connection, (session, token) => session.GetAsync(context.ActorType, erpFields, keys, token), cancellationToken),
            cancellationToken);
        var ofCrm = Task.Run(() => crm.GetAsync(context.Rules.EntityType, context.Rules.CrmFields, ids, cancellationToken), cancellationToken);
        await Task.WhenAll(ofErp, ofCrm);
        var erp = new SideAnswer(await ofErp);
        var entities = new SideAnswer(await ofCrm);
        var read = new BothSides[pairs.Count];
        for (var index = 0; index < read.Length; index++)
        {
            var crmGone = entities.FindGone(ids[index]);
            read[index] = new BothSides(entities.Find(ids[index]), erp.Find(keys[index]), crmGone is not null, erp.FindGone(keys[index])) { CrmReplacedBy = crmGone?.ReplacedBy };
        }

        return read;
    }

    /// <summary>An answer by key. Most systems answer in the order they were asked in: then nothing needs to be looked up.</summary>
    private sealed class SideAnswer(ReadResult answer)
    {
        private Dictionary<string, ErpRecord>? byKey;
        private int next;

        public ErpRecord? Find(string key)
        {
            if (next < answer.Found.Count && string.Equals(answer.Found[next].Key, key, StringComparison.Ordinal))
            {
                return answer.Found[next++];
            }

            byKey ??= answer.Found.ToDictionary(record => record.Key, StringComparer.Ordinal);
            return byKey.GetValueOrDefault(key);
        }

        public Gone? FindGone(string key) => answer.Gone.Count == 0 ? null : answer.Gone.FirstOrDefault(gone => string.Equals(gone.Key, key, StringComparison.Ordinal));
    }
}
