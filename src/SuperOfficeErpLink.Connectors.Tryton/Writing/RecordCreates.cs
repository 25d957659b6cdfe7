using SuperOfficeErpLink.Connectors.Tryton.Fields;
using SuperOfficeErpLink.Connectors.Tryton.Reading;
using SuperOfficeErpLink.Connectors.Tryton.Wire;

namespace SuperOfficeErpLink.Connectors.Tryton.Writing;

/// <summary>Creates records, many in one call. One whose reference is there already is given back and not made twice.</summary>
internal sealed class RecordCreates(TrytonClient client, Installation installation, RecordReader reader, ListReader lists, References references)
{
    public const int Batch = 100;

    private readonly NewRecord newRecord = new(installation);

    private sealed record Ready(int Index, IReadOnlyList<FieldWrite> Writes, Dictionary<string, object?> Values);

    public async Task<IReadOnlyList<SaveOutcome>> RunAsync(ActorShape shape, FieldSet returning, IReadOnlyList<NewActor> actors, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!shape.Can.HasFlag(Abilities.Create))
        {
            throw TrytonTexts.NotOffered(shape.Type);
        }

        var outcomes = new SaveOutcome[actors.Count];
        var check = new WriteCheck(lists);
        var isBegun = false;
        foreach (var chunk in Rounds.Of(actors.Count, Batch, index => actors[index].Reference.Length > 0 ? actors[index].Reference : "\n" + Models.Key(index)))
        {
            try
            {
                isBegun |= await ChunkAsync(shape, returning, actors, chunk, outcomes, check, isBegun ? CancellationToken.None : cancellationToken);
            }
            catch (ConnectorException failure) when (isBegun)
            {
                foreach (var index in chunk)
                {
                    outcomes[index] ??= new SaveOutcome.NotTried(failure);
                }
            }
        }

        return outcomes;
    }

    /// <returns>True when anything was sent.</returns>
    private async Task<bool> ChunkAsync(
        ActorShape shape, FieldSet returning, IReadOnlyList<NewActor> actors, IReadOnlyList<int> chunk, SaveOutcome[] outcomes, WriteCheck check, CancellationToken cancellationToken)
    {
        var made = await references.MadeAsync(shape, returning, [.. chunk.Select(index => actors[index].Reference).Where(reference => reference.Length > 0)], cancellationToken);
        var parents = await ParentsAsync([.. chunk.Select(index => actors[index].Parent).OfType<ActorRef>()], cancellationToken);
        var ready = new List<Ready>(chunk.Count);
        foreach (var index in chunk)
        {
            var actor = actors[index];
            var (writes, errors) = await check.CheckAsync(shape, actor.Values, cancellationToken);
            errors.AddRange(WriteCheck.LackingInNew(shape, actor.Values));
            errors.AddRange(ParentErrors(shape, actor, parents));
            outcomes[index] = made.TryGetValue(actor.Reference, out var before) ? new SaveOutcome.Saved(reader.Record(shape, returning, before), Exact: false)
                : errors.Count > 0 ? new SaveOutcome.Rejected(errors)
                : null!;
            if (outcomes[index] is null)
            {
                ready.Add(new Ready(index, writes, newRecord.Values(shape, actor, writes)));
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (ready.Count > 0)
        {
            await SendAsync(shape, returning, ready, outcomes);
        }

        return ready.Count > 0;
    }

    private async Task SendAsync(ActorShape shape, FieldSet returning, List<Ready> ready, SaveOutcome[] outcomes)
    {
        var written = await new Batch(client).RunAsync(
            ready.Count, null,
            part => client.WriteAsync($"model.{shape.Model}.create", part.Select(index => ready[index].Values).ToArray(), installation.WriteContext([])));
        var back = new ReadBack(client, installation, reader);
        await back.ReadAsync(shape, returning, [.. written.OfType<Written.Done>().Select(done => done.Id)]);
        for (var index = 0; index < ready.Count; index++)
        {
            outcomes[ready[index].Index] = written[index] switch
            {
                Written.Done(var id) => back.Created(shape, returning, id),
                Written.Refused(var error) => Refusal.Outcome(installation, shape, ready[index].Writes, error),
                Written.Unknown(var cause) => new SaveOutcome.Unknown(cause),
                Written.NotTried(var cause) => new SaveOutcome.NotTried(cause),
                _ => throw new InvalidOperationException("An outcome of a kind of its own."),
            };
        }
    }

    private static IEnumerable<FieldError> ParentErrors(ActorShape shape, NewActor actor, HashSet<int> parents)
    {
        if (actor.Parent is not { } parent)
        {
            return shape.Type == ActorType.Person ? [new FieldError(null, TrytonErrors.NoParent)] : [];
        }

        var isThere = shape.Parent is not null && ActorShapes.IsPartyType(parent.Type) && Models.Id(parent.Key) is { } id && parents.Contains(id);
        return isThere ? [] : [new FieldError(null, TrytonErrors.NoParent)];
    }

    private async Task<HashSet<int>> ParentsAsync(IReadOnlyList<ActorRef> wanted, CancellationToken cancellationToken)
    {
        var ids = wanted.Select(parent => Models.Id(parent.Key)).OfType<int>().Distinct().ToArray();
        if (ids.Length == 0)
        {
            return [];
        }

        var found = await client.ReadAsync(
            $"model.{Models.Party}.search", cancellationToken, Domain.All(Domain.Is("id", "in", ids), Domain.Is("replaced_by", "=", null)), 0, null, null, installation.ReadContext);
        return [.. found.Value.EnumerateArray().Select(id => id.GetInt32())];
    }
}
