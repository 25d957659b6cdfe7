using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Mapping;

/// <summary>A check before publishing.</summary>
/// <param name="Records">How many records were looked at, on both sides together.</param>
public sealed record LintReport(IReadOnlyList<MappingFault> Faults, IReadOnlyList<LintFinding> Findings, int Records);

/// <summary>Checks a configuration against what both systems say of themselves, and against some of their records.</summary>
public sealed class MappingLinter(
    MappingDrafts drafts, IConnectionStore connections, ISweepStore sweep, SideReader reader, ErpSessions sessions, ICrm crm)
{
    /// <summary>So many linked records of a type are looked at; where there are none, so many of each side.</summary>
    private const int SampleSize = 200;

    /// <exception cref="AccessDeniedException">When the user is no administrator.</exception>
    /// <exception cref="ConnectorException">When the ERP cannot be read.</exception>
    public async Task<LintReport> CheckAsync(UserContext user, Guid connectionId, CancellationToken cancellationToken)
    {
        var opened = await drafts.OpenAsync(user, connectionId, cancellationToken);
        var systems = await drafts.DescribeAsync(opened.Connection, cancellationToken);
        var samples = new List<LintSample>();
        foreach (var mapping in opened.Document.Actors.Where(mapping => mapping.Enabled))
        {
            if (systems.Erp.Find(mapping.Actor) is { } actor)
            {
                samples.Add(await SampleAsync(opened.Connection, new RecordRules(mapping, -1, actor, systems.CrmFields(mapping.Actor)), cancellationToken));
            }
        }

        return new LintReport(
            MappingCheck.Faults(opened.Document, systems), MappingLint.Check(opened.Document, systems, samples, await OthersAsync(opened.Connection, cancellationToken)),
            samples.Sum(sample => sample.Crm.Count + sample.Erp.Count));
    }

    private async Task<IReadOnlyList<OtherFeeder>> OthersAsync(Connection connection, CancellationToken cancellationToken)
    {
        var others = new List<OtherFeeder>();
        foreach (var other in (await connections.ListAsync(cancellationToken)).Where(other => other.Active && other.Id != connection.Id))
        {
            others.Add(new OtherFeeder(
                other.Name, await connections.GetMappingAsync(other.Id, other.MappingVersion, cancellationToken), other.Rank < connection.Rank));
        }

        return others;
    }

    private async Task<LintSample> SampleAsync(Connection connection, RecordRules rules, CancellationToken cancellationToken)
    {
        var links = await sweep.ReadAsync(connection.Id, rules.Mapping.Actor, 0, SampleSize, cancellationToken);
        if (links.Count > 0)
        {
            var read = await reader.ReadAsync(
                new LinkContext(connection, rules), [.. links.Select(link => new RecordPair(new EntityRef(rules.EntityType, link.EntityId), link.ErpKey))], cancellationToken);
            return new LintSample(rules, [.. read.Select(both => both.Crm?.Values).OfType<FieldValue[]>()], [.. read.Select(both => both.Erp?.Values).OfType<FieldValue[]>()]);
        }

        var found = await sessions.CallAsync(
            connection, (session, token) => session.SearchAsync(rules.Mapping.Actor, rules.ErpFields, new SearchRequest(null, null, [], null, SampleSize), token), cancellationToken);
        return new LintSample(rules, await SomeOfCrmAsync(rules, cancellationToken), [.. found.Records.Select(record => record.Values)]);
    }

    /// <summary>Records of the CRM, whichever its feed tells first.</summary>
    private async Task<IReadOnlyList<FieldValue[]>> SomeOfCrmAsync(RecordRules rules, CancellationToken cancellationToken)
    {
        await foreach (var page in crm.ReadChangesAsync(rules.EntityType, null, cancellationToken))
        {
            var ids = page.Ids.Take(SampleSize).Select(id => new EntityRef(rules.EntityType, id).Key).ToList();
            return ids.Count == 0 ? [] : [.. (await crm.GetAsync(rules.EntityType, rules.CrmFields, ids, cancellationToken)).Found.Select(record => record.Values)];
        }

        return [];
    }
}
