using System.Globalization;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Sync;

namespace SuperOfficeErpLink.Core.History;

/// <summary>Which changes are asked for; what is null does not matter.</summary>
public sealed record HistoryFilter
{
    public static HistoryFilter All { get; } = new();

    public Guid? ConnectionId { get; init; }

    public EntityRef? Entity { get; init; }

    public EntityType? Type { get; init; }

    public string? CrmField { get; init; }

    public string? ErpField { get; init; }

    /// <summary>The side that was written.</summary>
    public Side? Side { get; init; }

    public string? Cause { get; init; }

    /// <summary>Null: what happened, and not what is only planned or was given up before anything was sent.</summary>
    public ChangeState? State { get; init; }

    public string? UserId { get; init; }

    public long? RunId { get; init; }

    public DateTimeOffset? From { get; init; }

    /// <summary>Before this.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>A place in the history: the next page begins behind it. It stays where it is, whatever is written meanwhile.</summary>
public sealed record HistoryPlace(DateTimeOffset At, long Id)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.ToUnixTimeMilliseconds()}-{Id}");

    /// <summary>Null when the text names no place.</summary>
    public static HistoryPlace? Parse(string? text) =>
        text?.Split('-') is [var at, var id]
        && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new HistoryPlace(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), number)
            : null;
}
