using System.Globalization;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Linking.Tests.Histories;

/// <summary>A record: a company of the CRM (system 0) or an actor of a connection (1, 2, 3).</summary>
internal readonly record struct Place(int System, string Key)
{
    public Side Side => System == 0 ? Side.Crm : Side.Erp;
}

/// <param name="Values">In the order of <see cref="Field.All"/>.</param>
internal sealed record Record(IReadOnlyList<string> Values, bool IsActive)
{
    public string this[Field field] => Values[field.Index];

    public Record With(Field field, string value) => this with { Values = [.. Values.Select((held, index) => index == field.Index ? value : held)] };
}

/// <summary>What both sides of a pair hold, or held.</summary>
internal readonly record struct Pair(string Crm, string Erp)
{
    public string this[Side side] => side == Side.Crm ? Crm : Erp;

    public Pair With(Side side, string value) => side == Side.Crm ? this with { Crm = value } : this with { Erp = value };
}

/// <param name="Shared">The fields of the version that the bases were stored under.</param>
/// <param name="Bases">As stored; fields without are absent.</param>
internal sealed record LinkLook(
    long Id, int System, long Company, string ErpKey, bool IsActive, IReadOnlySet<Field> Shared, IReadOnlyDictionary<Field, Pair> Bases,
    string CheckedAt)
{
    public Place Crm => new(0, Company.ToString(CultureInfo.InvariantCulture));

    public Place Erp => new(System, ErpKey);
}

internal sealed record ChangeLook(
    long Id, int System, long Company, Side Side, string Field, string Old, string New, ChangeState State, string Cause, long? Link = null, long? Run = null, Guid? Operation = null)
{
    /// <summary>It only tells of a decision.</summary>
    public bool IsNote => Cause == ChangeCauses.KeptBoth;

    /// <summary>The actor was created with it.</summary>
    public bool MadeTheActor => Side == Side.Erp && Cause == ChangeCauses.Created;
}

/// <summary>All that the stores hold at one moment.</summary>
/// <param name="Conflicts">Link and field to kind.</param>
/// <param name="Problems">Link and CRM field.</param>
/// <param name="Missing">Links whose whole record is a problem, and why.</param>
internal sealed record Look(
    IReadOnlyDictionary<Place, Record> Records, IReadOnlyList<LinkLook> Links, IReadOnlyDictionary<long, ChangeLook> Changes,
    IReadOnlyDictionary<(long Link, string Field), ConflictKind> Conflicts, IReadOnlySet<(long Link, string Field)> Problems,
    IReadOnlyDictionary<long, string> Missing, int OpenOperations)
{
    public IEnumerable<LinkLook> LinksOf(int system) => Links.Where(link => link.System == system && link.IsActive);

    public LinkLook? Find(int system, long company)
    {
        foreach (var link in Links)
        {
            if (link.System == system && link.Company == company && link.IsActive)
            {
                return link;
            }
        }

        return null;
    }
}
