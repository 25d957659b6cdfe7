using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.Moves;

/// <summary>The base of a link that goes on with another record, from what is stored.</summary>
internal static class MovedBaseReader
{
    /// <param name="survivor">Read with the fields of the rules.</param>
    /// <param name="side">The side that became another record.</param>
    public static async Task<MovedBase> ReadAsync(
        LinkContexts contexts, LinkContext context, Link link, ErpRecord survivor, Side side, CancellationToken cancellationToken)
    {
        var bases = await contexts.BasesAsync(link, context.Rules, cancellationToken);
        return new MovedBase(SnapshotCodec.Encode(MovedBases.Of(context.Rules, bases, survivor.Values, side)), context.Rules.Version);
    }
}
