using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Links;

/// <summary>What a connection told the ERP tab.</summary>
/// <param name="Description">Null when the ERP has never said what it offers.</param>
/// <param name="Actor">Null when there is no link.</param>
public sealed record ActorRead(ErpDescription? Description, TabActor? Actor, ConnectorException? Failure);

/// <summary>Reads a linked actor live, and falls back on what was shown last when the ERP does not answer in a page's time.</summary>
public sealed class ActorReader(IConnectionStore connections, ILinkStore links, ErpSessions sessions, ErpListTexts lists, TimeProvider time)
{
    private static readonly TimeSpan NoteUnchangedEvery = TimeSpan.FromHours(1);

    public async Task<ActorRead> ReadAsync(Connection connection, Link? link, CancellationToken cancellationToken)
    {
        try
        {
            var description = await sessions.DescribeAsync(connection, orStored: false, sessions.Timeouts.Page, cancellationToken);
            return new ActorRead(description, link is null ? null : await ReadLiveAsync(connection, link, description, cancellationToken), null);
        }
        catch (ConnectorException failure)
        {
            var stored = await connections.FindDescriptionAsync(connection.Id, cancellationToken);
            return new ActorRead(stored, link is null ? null : await LastKnownAsync(connection, link, stored, cancellationToken), failure);
        }
    }

    private async Task<TabActor> ReadLiveAsync(Connection connection, Link link, ErpDescription description, CancellationToken cancellationToken)
    {
        var fields = await FieldsAsync(connection, link, description, cancellationToken);
        var type = description.Find(link.ActorType);
        var named = type is null ? [] : ActorNames.FieldsOf(type, await MappingAsync(connection, link, cancellationToken));
        var set = new FieldSet([.. fields.Select(info => info.Key), .. named]);
        var answer = await sessions.CallAsync(
            connection, sessions.Timeouts.Page, (session, token) => session.GetAsync(link.ActorType, set, [link.ErpKey], token), cancellationToken);
        if (answer.Found is not [var actor, ..])
        {
            return await LastKnownAsync(connection, link, description, cancellationToken) with { IsGone = answer.Gone.Count > 0 };
        }

        var texts = await lists.ForAsync(connection, fields, cancellationToken);
        var name = ActorNames.Of(link.ErpKey, actor.Values.Skip(fields.Count));
        var shown = fields.Select((info, index) => new TabField(info, texts.Show(info, actor.Values[index]))).ToList();
        var now = time.GetUtcNow();
        await RememberAsync(link, new ShownActor(
            name, actor.IsActive, actor.Address?.ToString(),
            shown.Where(one => one.Value.WasRead).DistinctBy(one => one.Info.Key, StringComparer.Ordinal).ToDictionary(one => one.Info.Key, one => one.Value.Text!, StringComparer.Ordinal), now), cancellationToken);
        return new TabActor(link.ActorType, link.ErpKey, name, actor.IsActive, actor.Address, shown, now, IsLive: true, IsGone: false, actor.Parent);
    }

    private async Task<TabActor> LastKnownAsync(Connection connection, Link link, ErpDescription? description, CancellationToken cancellationToken)
    {
        var fields = description is null ? [] : await FieldsAsync(connection, link, description, cancellationToken);
        var last = link.LastShown ?? await LastAgreedAsync(link, description, cancellationToken);
        return new TabActor(
            link.ActorType, link.ErpKey, last?.Name ?? link.ErpKey, last?.IsActive ?? true,
            last?.Address is { } address && Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri : null,
            [.. fields.Select(info => new TabField(info, last is not null && last.Values.TryGetValue(info.Key, out var text) ? FieldValue.Of(text) : FieldValue.NotRead))],
            last?.At, IsLive: false, IsGone: false);
    }

    /// <summary>An actor that was never shown: the values both sides last agreed on are the last known.</summary>
    private async Task<ShownActor?> LastAgreedAsync(Link link, ErpDescription? description, CancellationToken cancellationToken)
    {
        if (description?.Find(link.ActorType) is not { } type || link.CheckedAt is not { } at)
        {
            return null;
        }

        var document = await connections.GetMappingAsync(link.ConnectionId, link.SnapshotMapping, cancellationToken);
        var pairs = document.Actors.FirstOrDefault(mapping => mapping.Actor == link.ActorType)?.Pairs ?? [];
        var bases = new BasePair?[pairs.Count];
        SnapshotCodec.Decode(link.Snapshot, bases);
        var values = pairs.Zip(bases).Where(one => one.Second is not null)
            .ToDictionary(one => one.First.Erp, one => one.Second!.Value.Erp, StringComparer.Ordinal);
        var name = ActorNames.Of(
            link.ErpKey,
            ActorNames.FieldsOf(type, document.For(link.ActorType)).Select(field => values.TryGetValue(field, out var text) ? FieldValue.Of(text) : FieldValue.NotRead));
        return new ShownActor(name, IsActive: true, null, values, at);
    }

    /// <summary>Only what a reader would see differently is stored, or after an hour that it still stood.</summary>
    private async Task RememberAsync(Link link, ShownActor shown, CancellationToken cancellationToken)
    {
        if (link.LastShown is not { } last || !last.ShowsSameAs(shown) || shown.At - last.At >= NoteUnchangedEvery)
        {
            await links.SaveShownAsync(link.Id, shown, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<FieldInfo>> FieldsAsync(Connection connection, Link link, ErpDescription description, CancellationToken cancellationToken)
    {
        return await MappingAsync(connection, link, cancellationToken) is { } mapping && description.Find(link.ActorType) is { } type
            ? [.. mapping.OnTab.Select(mapped => type.Find(mapped.Erp)).OfType<FieldInfo>()]
            : [];
    }

    private async Task<Mapping.ActorMapping?> MappingAsync(Connection connection, Link link, CancellationToken cancellationToken) =>
        (await connections.GetMappingAsync(connection.Id, connection.MappingVersion, cancellationToken)).For(link.ActorType);
}
