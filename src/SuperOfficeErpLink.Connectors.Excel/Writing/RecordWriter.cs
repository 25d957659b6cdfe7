using System.Collections.Concurrent;
using System.Text;
using System.Xml;
using SuperOfficeErpLink.Connectors.Excel.Model;

namespace SuperOfficeErpLink.Connectors.Excel.Writing;

/// <summary>
/// Writes a batch in one go: plans it against the workbook as it is, makes a new file, reads that back, and swaps it for the old one if that
/// is still the one the plan was made for. Until the swap nothing has happened; with it all has. So no answer can be lost.
/// </summary>
internal sealed class RecordWriter(WorkbookFile file, TimeProvider time) : IDisposable
{
    private const int Attempts = 5;

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly ConcurrentDictionary<string, long> givenKeys = new(StringComparer.Ordinal);

    public Task<IReadOnlyList<SaveOutcome>> UpdateAsync(
        ActorType type, FieldSet returning, IReadOnlyList<ActorUpdate> updates, CancellationToken cancellationToken) =>
        RunAsync(
            workbook =>
            {
                var plan = new WritePlan(workbook, type, returning);
                return (plan, updates.Select(plan.Update).ToList(), () => { });
            },
            cancellationToken);

    public Task<IReadOnlyList<SaveOutcome>> CreateAsync(
        ActorType type, FieldSet returning, IReadOnlyList<NewActor> actors, CancellationToken cancellationToken) =>
        RunAsync(
            workbook =>
            {
                var plan = new WritePlan(workbook, type, returning);
                var keys = new NewKeys(plan.Edit, givenKeys);
                var references = new NewReferences(plan.Edit.Sheet);
                return (plan, actors.Select(actor => plan.Create(actor, keys, references)).ToList(), keys.Settle);
            },
            cancellationToken);

    public void Dispose() => turn.Dispose();

    private async Task<IReadOnlyList<SaveOutcome>> RunAsync(
        Func<Workbook, (WritePlan Plan, List<Planned> Planned, Action Settle)> make, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await turn.WaitAsync(cancellationToken);
        try
        {
            using var swap = await SwapFile.TakeAsync(file, time, cancellationToken);
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var (bytes, before) = await file.ReadBytesAsync(cancellationToken);
                var (plan, planned, settle) = make(before);
                if (plan.Edit.IsEmpty)
                {
                    return plan.Conclude(planned, before);
                }

                swap.RequireFree();
                var after = await Task.Run(() => Make(swap, bytes, before, plan.Edit, cancellationToken), cancellationToken);
                var outcomes = plan.Conclude(planned, after);
                swap.RequireFree();
                if (await file.IsStillAsync(before))
                {
                    if (swap.Swap() is not { } replaced || WorkbookFile.HashOf(replaced) == before.Hash)
                    {
                        file.Keep(after);
                        settle();
                        return outcomes;
                    }

                    swap.Restore();
                }

                swap.Discard();
            }

            throw WorkbookFailure.Busy(file.Name);
        }
        finally
        {
            turn.Release();
        }
    }

    private Workbook Make(SwapFile swap, byte[] bytes, Workbook before, SheetEdit edit, CancellationToken cancellationToken)
    {
        try
        {
            return file.Parse(swap.Write(stream => WorkbookWriter.Write(bytes, before, edit, stream)), isFresh: false, cancellationToken);
        }
        catch (Exception cannot) when (cannot is InvalidDataException or XmlException or EncoderFallbackException)
        {
            throw new ConnectorException(
                FailureKind.Defect,
                LocalText.Of(
                    "This workbook cannot be changed from here; it is as it was. The technical text in the log says why.",
                    "Dette regneark kan ikke ændres herfra; det er som før. Den tekniske tekst i loggen siger hvorfor."),
                $"Workbook '{file.Name}': {cannot.Message}",
                innerException: cannot);
        }
    }
}
