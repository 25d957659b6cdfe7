using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.BuiltInCrm;

/// <summary>Saves a card as a person edited it, only on the version he saw.</summary>
public sealed class CardEditor(ErpLinkDbContext database, TimeProvider time)
{
    /// <param name="values">Canonical text by field key; only what <see cref="CrmField{TRow}.Refuse"/> accepts.</param>
    public async Task<CardSave> SaveAsync<TRow>(
        CrmTable<TRow> table, long id, long version, IReadOnlyDictionary<string, string> values, string by, CancellationToken cancellationToken)
        where TRow : CrmRow
    {
        var row = await database.Set<TRow>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (row is null)
        {
            return new CardSave.Gone();
        }

        var changed = table.Fields.Where(field => values.TryGetValue(field.Key, out var text) && field.Get(row) != text).ToList();
        if (row.Version != version)
        {
            return new CardSave.ChangedMeanwhile();
        }

        if (changed.Count == 0)
        {
            return new CardSave.Saved();
        }

        changed.ForEach(field => field.Set(row, values[field.Key]));
        table.Touch(row, time.GetUtcNow(), by);
        return await TrySaveAsync(cancellationToken) ? new CardSave.Saved() : new CardSave.ChangedMeanwhile();
    }

    private async Task<bool> TrySaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            database.ChangeTracker.Clear();
            return false;
        }
    }
}

public abstract record CardSave
{
    private CardSave()
    {
    }

    public sealed record Saved : CardSave;

    public sealed record ChangedMeanwhile : CardSave;

    public sealed record Gone : CardSave;
}
