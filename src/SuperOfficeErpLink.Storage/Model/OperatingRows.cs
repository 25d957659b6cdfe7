namespace SuperOfficeErpLink.Storage.Model;

/// <summary>Something that people are told of by e-mail or webhook: once per cause and day while it lasts, and when it is over.</summary>
public sealed class AlertRow
{
    public long Id { get; set; }

    public Guid ConnectionId { get; set; }

    public string CauseKey { get; set; } = "";

    public DateTimeOffset Since { get; set; }

    /// <summary>Null: nobody has been told yet.</summary>
    public DateTimeOffset? ToldAt { get; set; }

    public DateTimeOffset? OverAt { get; set; }

    /// <summary>Lasting, or over and not yet told.</summary>
    public bool Open { get; set; }
}

/// <summary>One day of one connection in figures, for the charts.</summary>
public sealed class DailyFigureRow
{
    public Guid ConnectionId { get; set; }

    /// <summary>In UTC.</summary>
    public DateOnly Day { get; set; }

    public int ToErp { get; set; }

    public int ToCrm { get; set; }

    /// <summary>Open when the day was last looked at.</summary>
    public int Problems { get; set; }

    /// <summary>Open when the day was last looked at.</summary>
    public int Conflicts { get; set; }
}
