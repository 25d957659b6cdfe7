using System.Globalization;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Linking.Tests.Histories;

/// <summary>What becomes of a link when a run or a user's sync meets it.</summary>
internal enum Fate
{
    Stands,

    /// <summary>It goes on with the actor that its own was merged into, and is decided at once.</summary>
    FollowsActor,

    /// <summary>It goes on with the company that its own was merged into, and the next run decides it.</summary>
    FollowsCompany,

    /// <summary>Another company has the actor that its own was merged into.</summary>
    ActorTaken,

    /// <summary>The company that its own was merged into has a link of its own: a person is asked.</summary>
    CompanyTaken,
    ActorGone,
    CompanyGone,
}

/// <param name="Then">The link as it goes on.</param>
internal sealed record Fated(LinkLook Link, Fate Fate, LinkLook Then)
{
    public bool Follows => Fate is Fate.FollowsActor or Fate.FollowsCompany;

    /// <summary>What the link says is missing; null: nothing.</summary>
    public string? Cause => Fate switch
    {
        Fate.ActorTaken => ProblemCauses.ActorMerged,
        Fate.CompanyTaken => ProblemCauses.EntityMerged,
        Fate.ActorGone => ProblemCauses.ActorGone,
        Fate.CompanyGone => ProblemCauses.EntityGone,
        _ => null,
    };
}

/// <summary>Remembers what became of records, and tells what that means for their links; from the words of the rules, and without the product.</summary>
internal sealed class Merges
{
    /// <summary>Nobody follows more merges of one record than these.</summary>
    private const int Most = 5;

    private readonly Dictionary<Place, Place> became = [];

    public void Add(Place gone, Place survivor) => became[gone] = survivor;

    /// <summary>The system says of one of a link's records that it became another one. An actor is only asked for where the company is there.</summary>
    public bool Concern(Look look, LinkLook link) =>
        look.Records.ContainsKey(link.Crm) ? !look.Records.ContainsKey(link.Erp) && became.ContainsKey(link.Erp) : became.ContainsKey(link.Crm);

    /// <summary>
    /// Links of one connection that are met together: of several that want one survivor, the one that is fewest merges from it has it, and of those the oldest link.
    /// </summary>
    public IReadOnlyList<Fated> Meet(Look look, IReadOnlyList<LinkLook> links)
    {
        var now = look.Links.ToDictionary(link => link.Id);
        var fates = links.ToDictionary(link => link.Id, link =>
            !look.Records.ContainsKey(link.Crm) ? Fate.CompanyGone : !look.Records.ContainsKey(link.Erp) ? Fate.ActorGone : Fate.Stands);
        foreach (var (link, survivor, _) in Wanting(Fate.ActorGone, link => link.Erp))
        {
            var isTaken = now.Values.Any(other => other.Erp == survivor);
            fates[link.Id] = isTaken ? Fate.ActorTaken : Fate.FollowsActor;
            now[link.Id] = isTaken ? link : link with { ErpKey = survivor.Key };
        }

        foreach (var (link, survivor, _) in Wanting(Fate.CompanyGone, link => link.Crm).OrderBy(one => one.Link.Id))
        {
            var isTaken = now.Values.Any(other => other.System == link.System && other.Crm == survivor);
            fates[link.Id] = isTaken ? Fate.CompanyTaken : Fate.FollowsCompany;
            now[link.Id] = isTaken ? link : link with { Company = long.Parse(survivor.Key, CultureInfo.InvariantCulture) };
        }

        return [.. links.Select(link => new Fated(link, fates[link.Id], now[link.Id]))];

        List<(LinkLook Link, Place Survivor, int Merges)> Wanting(Fate gone, Func<LinkLook, Place> lost) =>
            [.. links.Where(link => fates[link.Id] == gone).Select(link => (Link: link, Found: Survivor(look, lost(link)))).Where(one => one.Found is not null)
                .Select(one => (one.Link, one.Found!.Value.Place, one.Found.Value.Merges)).OrderBy(one => one.Merges).ThenBy(one => one.Link.Id)];
    }

    /// <summary>How many rounds of runs do nothing for a link but follow it: one whose company and actor were both merged needs two.</summary>
    public int RoundsToFollow(Look look)
    {
        for (var rounds = 0; ; rounds++)
        {
            var met = look.Links.GroupBy(link => link.System).SelectMany(links => Meet(look, [.. links])).ToList();
            if (!met.Exists(one => one.Follows))
            {
                return rounds;
            }

            look = look with { Links = [.. met.Select(one => one.Then)] };
        }
    }

    /// <summary>What is left of a record after all its merges.</summary>
    public (Place Place, int Merges)? Survivor(Look look, Place gone)
    {
        for (var merges = 1; merges <= Most && became.TryGetValue(gone, out var next); merges++)
        {
            if (look.Records.ContainsKey(next))
            {
                return (next, merges);
            }

            gone = next;
        }

        return null;
    }
}
