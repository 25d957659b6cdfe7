using System.Collections.ObjectModel;

namespace SuperOfficeErpLink.Connectors.Sql.Definition;

/// <summary>What a connection may see of a database, and under which names: the JSON an administrator writes, read and checked.</summary>
internal sealed record SqlDefinition(ColumnRef? Identity, IReadOnlyDictionary<string, ListSource> Lists, IReadOnlyList<ActorSource> Actors)
{
    public static SqlDefinition Empty { get; } = new(null, ReadOnlyDictionary<string, ListSource>.Empty, []);

    public ActorSource? Find(ActorType type) => Actors.FirstOrDefault(actor => actor.Type == type);
}

internal sealed record ColumnRef(string Table, string Column, string Path);

/// <summary>A column whose one value tells that a record is out of use (or, the other way round, in use).</summary>
internal sealed record ActiveRule(string Column, string When, bool MeansActive);

internal sealed record ListSource(string Name, string Table, string Key, string ItemName, ActiveRule? Active, string Path);

internal sealed record ParentSource(ActorType Type, string Column);

/// <summary>Where the key of a new record comes from.</summary>
internal enum KeyOrigin
{
    /// <summary>The greatest number in use plus one.</summary>
    Next,

    /// <summary>The database itself.</summary>
    Database,
}

/// <summary>What a column that tells of changes counts by.</summary>
internal enum ChangeOrder
{
    /// <summary>When each record was written.</summary>
    Time,

    /// <summary>SQL Server's count of writes.</summary>
    RowVersion,

    /// <summary>The number of the transaction that wrote, as PostgreSQL counts them.</summary>
    Transaction,
}

internal sealed record CreateRule(KeyOrigin Key, string Prefix, long Start, int Digits);

internal sealed record FieldSource(
    string Key, string Column, LocalText Name, LocalText? Help, FieldType Type, FieldAccess Access, int MaxLength, int? Decimals,
    string? List, string? Default, bool DefaultForced, string? Group, string? Encoding, string Path);

internal sealed record ActorSource(
    ActorType Type, string KeySpace, string Table, string Key, string? Version, string? Changed, ChangeOrder ChangedBy, ActiveRule? Active, ParentSource? Parent,
    string? Address, string? Reference, CreateRule? Create, IReadOnlyList<string> SearchIn, IReadOnlyList<FieldSource> Fields, string Path)
{
    public FieldSource? Find(string key) => Fields.FirstOrDefault(field => string.Equals(field.Key, key, StringComparison.Ordinal));

    public FieldSource? FindColumn(string column) =>
        Fields.FirstOrDefault(field => string.Equals(field.Column, column, StringComparison.OrdinalIgnoreCase));
}
