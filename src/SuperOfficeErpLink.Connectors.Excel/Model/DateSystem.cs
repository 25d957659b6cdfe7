namespace SuperOfficeErpLink.Connectors.Excel.Model;

/// <summary>
/// How a workbook counts days: from 1900, as Excel for Windows, or from 1904, as old ones for the Mac. From 1900 there is a day that
/// never was, 29 February 1900, and the days before it are counted one short.
/// </summary>
internal sealed class DateSystem
{
    private const double FirstAfterLeapDay = 61;
    private const double MostDays = 3_000_000;
    private const double MillisecondsADay = 86_400_000;

    private readonly DateTime zero;
    private readonly bool hasLeapDay;

    private DateSystem(DateTime zero, bool hasLeapDay)
    {
        this.zero = zero;
        this.hasLeapDay = hasLeapDay;
    }

    public static DateSystem From1900 { get; } = new(new DateTime(1899, 12, 30, 0, 0, 0, DateTimeKind.Utc), hasLeapDay: true);

    public static DateSystem From1904 { get; } = new(new DateTime(1904, 1, 1, 0, 0, 0, DateTimeKind.Utc), hasLeapDay: false);

    /// <summary>To the millisecond; null for a time without a day, for the day that never was, and beyond the year 9999.</summary>
    public DateTime? Read(double serial)
    {
        var shift = 0;
        if (hasLeapDay && serial < FirstAfterLeapDay)
        {
            if (serial is < 1 or >= FirstAfterLeapDay - 1)
            {
                return null;
            }

            shift = 1;
        }

        if (serial is < 0 or > MostDays)
        {
            return null;
        }

        var ticks = zero.AddDays(shift).Ticks + ((long)Math.Round(serial * MillisecondsADay) * TimeSpan.TicksPerMillisecond);
        return ticks > DateTime.MaxValue.Ticks ? null : new DateTime(ticks, DateTimeKind.Utc);
    }

    /// <summary>Null for a time no cell can hold.</summary>
    public double? Write(DateTime moment)
    {
        var serial = (moment - zero).TotalMilliseconds / MillisecondsADay;
        if (hasLeapDay && serial < FirstAfterLeapDay)
        {
            serial--;
        }

        return Read(serial) is { } read && Math.Abs((read - moment).TotalMilliseconds) < 1 ? serial : null;
    }
}
