using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.PersonalData;

/// <summary>
/// Deletes what this product holds of a record, for administrators. Neither the CRM nor the ERP is written to, and the record need not
/// exist in either of them any more.
/// </summary>
public sealed class Erasure(IPersonalDataStore store, Claims claims)
{
    public Task<HeldData> FindAsync(UserContext user, EntityRef entity, CancellationToken cancellationToken)
    {
        Demand(user);
        return store.CountAsync(entity, cancellationToken);
    }

    /// <summary>Under the record's claim, so that no Save and no run puts back what goes.</summary>
    public async Task<ErasureOutcome> EraseAsync(UserContext user, EntityRef entity, CancellationToken cancellationToken)
    {
        Demand(user);
        var answer = await claims.TakeAsync(entity, user.Name, cancellationToken);
        if (answer.Claim is not { } claim)
        {
            return new ErasureOutcome.Busy(answer.HeldBy);
        }

        try
        {
            return await store.EraseAsync(claim, user, cancellationToken);
        }
        catch (ClaimLostException)
        {
            return new ErasureOutcome.Busy(null);
        }
        finally
        {
            await claims.ReleaseAsync(claim);
        }
    }

    private static void Demand(UserContext user)
    {
        if (!user.IsAdministrator)
        {
            throw new AccessDeniedException($"User {user.Id} is no administrator.");
        }
    }
}
