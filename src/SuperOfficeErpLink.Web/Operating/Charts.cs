using System.Globalization;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Health;
using SuperOfficeErpLink.Web.Localization;

namespace SuperOfficeErpLink.Web.Operating;

/// <summary>Bars over days, drawn as SVG by the server.</summary>
/// <param name="Id">For the page's element ids.</param>
/// <param name="Total">The figure that stands over it.</param>
public sealed record Chart(string Id, string Title, string Total, IReadOnlyList<string> Series, IReadOnlyList<ChartDay> Days)
{
    /// <summary>In the drawing's own units.</summary>
    public const int Width = 600;
    public const int Height = 120;

    private const double Gap = 0.25;

    /// <summary>The greatest sum of a day; at least one, so that days without anything are flat.</summary>
    public int Top => Math.Max(1, Days.Max(day => day.Values.Sum()));

    public string TopText => Top.ToString("N0", CultureInfo.CurrentCulture);

    public string From => Days[0].Label;

    public string To => Days[^1].Label;

    /// <summary>Rectangles from the ground up; series of one day stand on each other.</summary>
    public IEnumerable<ChartBar> Bars()
    {
        var step = (double)Width / Days.Count;
        for (var day = 0; day < Days.Count; day++)
        {
            var below = 0.0;
            for (var series = 0; series < Series.Count; series++)
            {
                var height = Height * (double)Days[day].Values[series] / Top;
                if (height > 0)
                {
                    // What is there can be seen, however small it is beside the others.
                    height = Math.Max(height, 1.5);
                    yield return new ChartBar(series, Text((day * step) + (step * Gap / 2)), Text(Height - below - height), Text(step * (1 - Gap)), Text(height));
                    below += height;
                }
            }
        }
    }

    private static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}

/// <param name="Values">One for each series.</param>
public sealed record ChartDay(string Label, IReadOnlyList<int> Values);

public sealed record ChartBar(int Series, string X, string Y, string Width, string Height);

/// <summary>The charts of the start page: thirty days of the connections a user may use.</summary>
public sealed class StartFigures(IConnectionStore connections, IFigureStore figures, OperatingTexts texts, ErpTexts erp, TimeProvider time)
{
    private const int Days = 30;

    /// <summary>Empty when the user may use no connection.</summary>
    public async Task<IReadOnlyList<Chart>> ListAsync(UserContext user, CancellationToken cancellationToken)
    {
        var usable = (await connections.ListAsync(cancellationToken)).Where(one => ConnectionList.MaySee(one, user)).Select(one => one.Id).ToList();
        if (usable.Count == 0)
        {
            return [];
        }

        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var days = DailyFigure.Fill(await figures.ListAsync(usable, today.AddDays(1 - Days), cancellationToken), today, Days);
        return
        [
            Make("changes", texts["Chart.Changes"], days.Sum(day => day.ToErp + day.ToCrm), [texts["Chart.ToErp"], texts["Chart.ToCrm", erp["Crm.Name"]]], days, day => [day.ToErp, day.ToCrm]),
            Make("problems", texts["Chart.Problems"], days[^1].Problems, [texts["Chart.Problems"]], days, day => [day.Problems]),
            Make("conflicts", texts["Chart.Conflicts"], days[^1].Conflicts, [texts["Chart.Conflicts"]], days, day => [day.Conflicts]),
        ];
    }

    private static Chart Make(string id, string title, int total, IReadOnlyList<string> series, IReadOnlyList<DailyFigure> days, Func<DailyFigure, IReadOnlyList<int>> values) => new(
        id, title, total.ToString("N0", CultureInfo.CurrentCulture), series,
        [.. days.Select(day => new ChartDay(day.Day.ToString("d", CultureInfo.CurrentCulture), values(day)))]);
}
