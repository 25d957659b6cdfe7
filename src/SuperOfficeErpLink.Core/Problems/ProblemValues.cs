using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Comparison;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Problems;

/// <summary>A line with its value.</summary>
/// <param name="Name">The field that people know the pair by, the CRM's where there is one; null where neither side describes it.</param>
/// <param name="From">The side whose value it is.</param>
/// <param name="Field">That side's field.</param>
/// <param name="Value">What cannot go over; null where that is not known now.</param>
public sealed record ShownLine(ProblemLine Line, FieldInfo? Name, Side From, FieldInfo? Field, string? Value);

/// <param name="Answered">No system failed to answer.</param>
public sealed record ReadLines(IReadOnlyList<ShownLine> Lines, bool Answered);

/// <summary>Finds the values that cannot go over: as they were to be written, or else as they stand on the side they come from.</summary>
public sealed class ProblemValues(LinkContexts contexts, ErpSessions sessions, ICrm crm)
{
    /// <summary>One per line, in the same order; as many calls for many lines as for one. A system that does not answer leaves values unknown.</summary>
    /// <param name="mayAsk">False: no system is asked, as after one that did not answer.</param>
    /// <param name="isFile">Nobody waits for a page: the ERP has the time of a call.</param>
    public async Task<ReadLines> ReadAsync(
        Connection connection, ProblemCause cause, IReadOnlyList<ProblemLine> lines, bool mayAsk, bool isFile, CancellationToken cancellationToken)
    {
        var shown = new Dictionary<LineKey, ShownLine>();
        var limit = isFile ? sessions.Timeouts.Call : sessions.Timeouts.Page;
        foreach (var group in lines.GroupBy(line => line.Type))
        {
            var (found, answered) = await OfTypeAsync(connection, ProblemCauses.SideThatCannotHold(cause.Key), group.Key, [.. group], mayAsk ? limit : null, cancellationToken);
            mayAsk &= answered;
            foreach (var line in found)
            {
                shown[line.Line.Key] = line;
            }
        }

        return new ReadLines([.. lines.Select(line => shown[line.Key])], mayAsk);
    }

    private async Task<ReadLines> OfTypeAsync(
        Connection connection, Side? cannotHold, ActorType type, IReadOnlyList<ProblemLine> lines, TimeSpan? limit, CancellationToken cancellationToken)
    {
        var rules = await RulesAsync(connection, type, cancellationToken);
        if (rules is null || cannotHold is not { } target)
        {
            return new ReadLines([.. lines.Select(line => Stored(rules, line))], Answered: true);
        }

        var read = limit is { } time ? await ReadAsync(connection, rules, target.Other(), lines, time, cancellationToken) : null;
        var values = read ?? new Dictionary<(string, string), string>();
        return new ReadLines([.. lines.Select(line => line.Pair is { } pair && rules.Find(pair) is { } rule
            ? new ShownLine(line, rule.Crm, target.Other(), rule[target.Other()], values.GetValueOrDefault((KeyOf(target.Other(), line), rule[target.Other()].Key)))
            : Stored(rules, line))], Answered: read is not null);
    }

    /// <summary>A value as it was to be written is the written side's. A field that only the ERP has is known by its name there.</summary>
    private static ShownLine Stored(RecordRules? rules, ProblemLine line)
    {
        if (line.Pair is not { } pair)
        {
            return new ShownLine(line, null, Side.Crm, null, null);
        }

        var side = line.Target ?? Side.Crm;
        return rules?.Find(pair) is { } rule
            ? new ShownLine(line, rule.Crm, side, rule[side], line.Value)
            : new ShownLine(line, rules?.Actor.Find(pair.Erp), Side.Erp, rules?.Actor.Find(pair.Erp), line.Value);
    }

    /// <summary>Null when the system does not answer.</summary>
    private async Task<IReadOnlyDictionary<(string Record, string Field), string>?> ReadAsync(
        Connection connection, RecordRules rules, Side side, IReadOnlyList<ProblemLine> lines, TimeSpan limit, CancellationToken cancellationToken)
    {
        var keys = lines.Select(line => KeyOf(side, line)).Distinct(StringComparer.Ordinal).ToList();
        var fields = new FieldSet([.. lines.Select(line => line.Pair).OfType<Mapping.FieldPair>().Select(pair => side == Side.Crm ? pair.Crm : pair.Erp).Distinct(StringComparer.Ordinal)]);
        try
        {
            var read = side == Side.Crm
                ? await crm.GetAsync(rules.EntityType, fields, keys, cancellationToken)
                : await sessions.CallAsync(connection, limit, (session, token) => session.GetAsync(rules.Mapping.Actor, fields, keys, token), cancellationToken);
            return read.Found
                .SelectMany(record => fields.Keys.Select((field, index) => (Key: (record.Key, field), record.Values[index].Text)).Where(value => value.Text is not null))
                .ToDictionary(value => value.Key, value => value.Text!);
        }
        catch (ConnectorException failure) when (failure.Kind != FailureKind.Defect)
        {
            return null;
        }
    }

    private static string KeyOf(Side side, ProblemLine line) => side == Side.Crm ? line.Entity.Key : line.ErpKey;

    /// <summary>Null when the type is not synced any more, or the ERP has never said what it offers.</summary>
    private async Task<RecordRules?> RulesAsync(Connection connection, ActorType type, CancellationToken cancellationToken)
    {
        try
        {
            return (await contexts.FindAsync(connection, type, orStored: true, cancellationToken))?.Rules;
        }
        catch (ConnectorException failure) when (failure.Kind != FailureKind.Defect)
        {
            return null;
        }
    }
}
