using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.BuiltInCrm;

/// <summary>
/// The declared fields of one kind of record. Cards and <see cref="BuiltInCrm"/> read and write rows through it, so that both
/// have the same names, limits and bookkeeping.
/// </summary>
public sealed class CrmTable<TRow>
    where TRow : CrmRow
{
    private readonly Dictionary<string, CrmField<TRow>> byKey;
    private readonly Func<TRow, string> folded;

    internal CrmTable(IReadOnlyList<CrmField<TRow>> fields, Func<TRow, string> name, Func<TRow, ActorRef?> parent, Func<TRow, string> folded)
    {
        Fields = fields;
        Infos = [.. fields.Select(field => field.Info)];
        Name = name;
        Parent = parent;
        this.folded = folded;
        byKey = fields.ToDictionary(field => field.Key, StringComparer.Ordinal);
    }

    /// <summary>In the order of the card.</summary>
    public IReadOnlyList<CrmField<TRow>> Fields { get; }

    public IReadOnlyList<FieldInfo> Infos { get; }

    /// <summary>The name people know a record by.</summary>
    public Func<TRow, string> Name { get; }

    /// <summary>The company a record belongs to, as an actor reference without a type: the CRM has no actor types.</summary>
    public Func<TRow, ActorRef?> Parent { get; }

    public CrmField<TRow>? Find(string key) => byKey.GetValueOrDefault(key);

    /// <summary>To be called once for every change of a row, after its fields are set and before it is saved.</summary>
    public void Touch(TRow row, DateTimeOffset now, string by)
    {
        row.Version++;
        row.UpdatedAt = now;
        row.UpdatedBy = by;
        Fold(row);
    }

    /// <summary>Sets the text searches look in.</summary>
    public void Fold(TRow row) => row.Folded = folded(row);
}
