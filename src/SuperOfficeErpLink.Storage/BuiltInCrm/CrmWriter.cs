using System.Data;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Model;

namespace SuperOfficeErpLink.Storage.BuiltInCrm;

/// <summary>Writes rows of one kind, each in a transaction of its own and only where it still holds what was expected.</summary>
internal sealed class CrmWriter<TRow>(ErpLinkDbContext context, CrmTable<TRow> table, CrmReader<TRow> reader, TimeProvider time, string writer)
    where TRow : CrmRow
{
    private const int Attempts = 5;
    private readonly CrmLists lists = new(context);

    /// <summary>One record's outcome. A failure of the database means that it was not written.</summary>
    public async Task<SaveOutcome> UpdateAsync(ActorUpdate update, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            context.ChangeTracker.Clear();
            if (CrmReader<TRow>.Id(update.Key) is not { } id
                || await context.Set<TRow>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } row)
            {
                return new SaveOutcome.Missing(null);
            }

            // Someone else's version alone is no reason to refuse: the fields decide.
            if (attempt > Attempts || !HoldsExpected(row, update))
            {
                return new SaveOutcome.Stale(reader.Record(row));
            }

            var errors = await CheckAsync(update, cancellationToken);
            if (errors.Count > 0)
            {
                return new SaveOutcome.Rejected(errors);
            }

            if (await TrySaveAsync(row, update, cancellationToken) is { } outcome)
            {
                return outcome;
            }
        }
    }

    private bool HoldsExpected(TRow row, ActorUpdate update) =>
        update.Changes.All(change => !change.Expected.WasRead
            || table.Find(change.Field) is not { } field
            || string.Equals(field.Get(row), change.Expected.Text, StringComparison.Ordinal));

    private async Task<List<FieldError>> CheckAsync(ActorUpdate update, CancellationToken cancellationToken)
    {
        var errors = new List<FieldError>();
        foreach (var change in update.Changes)
        {
            var refusal = table.Find(change.Field) switch
            {
                null => LocalText.Of($"SuperOffice has no field \"{change.Field}\".", $"SuperOffice har ikke feltet \"{change.Field}\"."),
                var field when change.New.Text is not { } text => field.Say("was not given a value", "fik ingen værdi"),
                var field => field.Refuse(change.New.Text) ?? await lists.RefuseAsync(field, change.New.Text, cancellationToken),
            };
            if (refusal is not null)
            {
                errors.Add(new FieldError(change.Field, refusal));
            }
        }

        return errors;
    }

    /// <summary>Null when someone else saved the row in between.</summary>
    private async Task<SaveOutcome?> TrySaveAsync(TRow row, ActorUpdate update, CancellationToken cancellationToken)
    {
        var changes = update.Changes
            .Select(change => (Field: table.Find(change.Field)!, Text: change.New.Text!))
            .Where(change => !string.Equals(change.Field.Get(row), change.Text, StringComparison.Ordinal)).ToList();
        if (changes.Count == 0)
        {
            return new SaveOutcome.Saved(reader.Record(row), Exact: true);
        }

        changes.ForEach(change => change.Field.Set(row, change.Text));
        table.Touch(row, time.GetUtcNow(), writer);
        await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return null;
        }

        try
        {
            await transaction.CommitAsync(CancellationToken.None);
            return new SaveOutcome.Saved(reader.Record(row), Exact: true);
        }
        catch (Exception failure) when (OwnDatabaseFailure.Is(failure))
        {
            // A server may have done it before it fell silent.
            return new SaveOutcome.Unknown(BuiltInCrm.Unreachable(failure));
        }
    }
}
