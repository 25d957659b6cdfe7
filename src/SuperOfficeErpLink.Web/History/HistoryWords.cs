using System.Globalization;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;
using SuperOfficeErpLink.Web.Runs;

namespace SuperOfficeErpLink.Web.History;

/// <summary>The history in words: fields and records by name, values as people read them, causes in sentences.</summary>
public sealed class HistoryWords(
    ICrm crm, IConnectionStore connections, ErpListTexts erpLists, HistoryTexts texts, ErpTexts erp, CrmTexts crmTexts, RunWords runs, TimeProvider time)
{
    private readonly Dictionary<EntityType, IReadOnlyList<FieldInfo>> crmFields = [];
    private readonly Dictionary<Guid, Known> known = [];
    private readonly Dictionary<EntityRef, string> names = [];
    private readonly ValueTexts plain = new(crm, erpLists, crmTexts, time);

    public string CrmName => erp["Crm.Name"];

    /// <summary>What naming these connections' fields and values needs; an ERP that does not answer leaves its list items shown by key.</summary>
    public async Task LoadAsync(IEnumerable<Connection> used, CancellationToken cancellationToken)
    {
        foreach (var type in new[] { EntityType.Company, EntityType.Person, EntityType.Project }.Where(type => !crmFields.ContainsKey(type)))
        {
            crmFields[type] = await crm.DescribeAsync(type, cancellationToken);
        }

        foreach (var connection in used.Where(connection => !known.ContainsKey(connection.Id)))
        {
            var actors = (await connections.FindDescriptionAsync(connection.Id, cancellationToken))?.ActorTypes ?? [];
            var fields = actors.SelectMany(actor => actor.Fields.Select(field => (Type: EntityTypes.For(actor.Type), Field: field))).ToLookup(one => (one.Type, one.Field.Key), one => one.Field);
            var values = new ValueTexts(crm, erpLists, crmTexts, time);
            await values.LoadAsync(connection, crmFields.Values.SelectMany(all => all), connection.Active ? fields.SelectMany(all => all) : [], cancellationToken);
            known[connection.Id] = new Known(connection, fields, values);
        }
    }

    public async Task NameAsync(IEnumerable<EntityRef> entities, CancellationToken cancellationToken)
    {
        foreach (var (entity, name) in await crm.GetNamesAsync(entities.Where(entity => !names.ContainsKey(entity)), cancellationToken))
        {
            names[entity] = name;
        }
    }

    /// <summary>Null for a connection that the user may not see, or that is deleted.</summary>
    public Connection? Find(Guid connectionId) => known.GetValueOrDefault(connectionId)?.Connection;

    public string At(DateTimeOffset at) => plain.Show(at);

    public string Connection(Guid connectionId) => Find(connectionId)?.Name ?? texts["Connection.Deleted"];

    public string System(Guid connectionId, Side side) => side == Side.Crm ? CrmName : Connection(connectionId);

    public string Record(EntityRef entity) => names.GetValueOrDefault(entity) ?? texts["Record.Deleted", Kind(entity.Type), entity.Key];

    public string Kind(EntityType type) => type switch
    {
        EntityType.Company => crmTexts["Company.One"],
        EntityType.Person => crmTexts["Person.One"],
        _ => crmTexts["Project.One"],
    };

    public string Actor(ActorType type) => erp[$"Type.{type}"];

    /// <summary>By the name the field has in the CRM; one of the ERP alone by that one's.</summary>
    public string Field(Change change) => Info(change, Side.Crm) is { } info ? In(info.Name)
        : Info(change, Side.Erp) is { } other ? In(other.Name)
        : change.Pair.Crm.Length > 0 ? change.Pair.Crm : change.Pair.Erp;

    public string In(LocalText text) => text.In(CultureInfo.CurrentUICulture);

    public string Old(Change change) => change.IsErased ? texts["Value.Erased"] : Value(change, change.Side, change.Old);

    /// <summary>What the side holds since, or would have got.</summary>
    public string New(Change change) => change.IsErased ? texts["Value.Erased"]
        : LeftAlone.Is(change.Cause) ? Value(change, change.Side, change.Sent)
        : Value(change, change.Side, change.Stored ?? change.Sent);

    public string Value(Change change, Side side, string text) => Show(change.ConnectionId, side, Info(change, side), text);

    public string Value(Guid connectionId, Side side, FieldInfo info, string text) => Show(connectionId, side, info, text);

    public string Cause(Change change) => texts[$"Cause.{change.Cause}", System(change.ConnectionId, change.Side), System(change.ConnectionId, change.Side.Other())];

    public string State(Change change) => LeftAlone.Is(change.Cause) ? texts["State.LeftAlone"] : texts[$"State.{change.State}"];

    public static string Badge(Change change) => change.State switch
    {
        ChangeState.Done => "badge",
        ChangeState.Rejected or ChangeState.Stale or ChangeState.Unknown => "badge badge-warning",
        _ => "badge badge-quiet",
    };

    /// <summary>What the change was part of.</summary>
    public string Part(HistoryLine line) => line switch
    {
        { Change.RunId: { } run, Run: { } kind } => texts["Part.RunOf", run, runs.Kind(kind)],
        { Change.RunId: { } run } => texts["Part.Run", run],
        { Change.OperationId: not null } => texts["Part.Save"],
        _ => texts["Part.Own"],
    };

    /// <summary>"Linked as Customer C1001 on Demo ERP".</summary>
    public string Event(LinkEvent happened) => happened.Kind is LinkEventKind.Renumbered or LinkEventKind.Moved
        ? texts[$"Event.{happened.Kind}", Actor(happened.ActorType), happened.ErpKey, happened.Before ?? ""]
        : texts[$"Event.{happened.Kind}", Actor(happened.ActorType), happened.ErpKey];

    /// <summary>Where the value came from, by what rule, and for whom.</summary>
    public IEnumerable<string> Story(LinkStory link, FieldStory field)
    {
        var (connection, last) = (link.Connection, field.Last);
        if (last is null)
        {
            yield return texts[field.IsCut ? "Why.Deeper" : "Why.Never", HistoryReader.Deep.ToString("N0", CultureInfo.CurrentCulture)];
        }
        else
        {
            yield return Origin(last);
            yield return texts["Why.Because", Cause(last.Change)];
        }

        if (field.Agreed is { } agreed && (last is null || !field.StillStands))
        {
            yield return texts[
                last is null ? "Why.Agreed" : "Why.ChangedSince", CrmName, Show(connection.Id, Side.Crm, field.Rule.Crm, agreed.Crm), connection.Name,
                Show(connection.Id, Side.Erp, field.Rule.Erp, agreed.Erp)];
        }

        yield return Rule(connection, field.Then ?? field.Rule.Mapping, last?.Change.MappingVersion ?? connection.MappingVersion);
        if (last is not null)
        {
            yield return texts["Why.By", Part(last), last.By, At(last.Change.At)];
        }
    }

    private string Origin(HistoryLine line)
    {
        var change = line.Change;
        var (side, other) = (System(change.ConnectionId, change.Side), System(change.ConnectionId, change.Side.Other()));
        if (change.IsErased)
        {
            return texts["Why.Erased", side];
        }

        var (written, source) = (New(change), Value(change, change.Side.Other(), change.Source));
        return texts[change.Cause switch
        {
            ChangeCauses.KeptBoth => "Why.KeptBoth",
            ChangeCauses.Undone => "Why.PutBack",
            _ when change.Pair.Crm.Length == 0 => "Why.Entered",
            _ => "Why.Written",
        }, written, side, other, source];
    }

    private string Rule(Connection connection, FieldMapping mapping, int version)
    {
        var rule = mapping.Direction == Direction.Both
            ? texts["Rule.Both", texts[$"OnConflict.{mapping.OnConflict}", CrmName, connection.Name]]
            : mapping.Direction == Direction.ErpToCrm ? texts["Rule.Owner", connection.Name, CrmName] : texts["Rule.Owner", CrmName, connection.Name];
        var blank = mapping.WhenBlank == WhenBlank.Clears ? "" : $" {texts[$"WhenBlank.{mapping.WhenBlank}"]}";
        return $"{rule}{blank} {texts["Rule.Version", version]}";
    }

    private string Show(Guid connectionId, Side side, FieldInfo? info, string text) =>
        text.Length == 0 ? erp["Value.Blank"] : info is null ? text : (known.GetValueOrDefault(connectionId)?.Values ?? plain).Show(side, info, text);

    private FieldInfo? Info(Change change, Side side) => side == Side.Crm
        ? crmFields.GetValueOrDefault(change.Entity.Type, []).FirstOrDefault(info => info.Key == change.Pair.Crm)
        : known.GetValueOrDefault(change.ConnectionId)?.Fields[(change.Entity.Type, change.Pair.Erp)].FirstOrDefault();

    /// <summary>CRM fields to choose among, by the kind of record.</summary>
    public IEnumerable<(EntityType Type, IReadOnlyList<(string Key, string Name)> Fields)> FieldChoices() =>
        crmFields.Select(type => (type.Key, (IReadOnlyList<(string, string)>)[.. type.Value.Select(info => (info.Key, In(info.Name))).OrderBy(one => one.Item2, StringComparer.CurrentCulture)]));

    private sealed record Known(Connection Connection, ILookup<(EntityType Type, string Key), FieldInfo> Fields, ValueTexts Values);
}
