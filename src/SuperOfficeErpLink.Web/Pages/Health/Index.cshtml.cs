using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SuperOfficeErpLink.Core.Alerts;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Web.Linking;
using SuperOfficeErpLink.Web.Localization;
using SuperOfficeErpLink.Web.Operating;

namespace SuperOfficeErpLink.Web.Pages.Health;

/// <summary>How connections fare; for administrators also who is told of it.</summary>
public sealed class IndexModel(
    ConnectionHealths healths, HealthWords words, RunTexts runTexts, AlertWords alertWords, AlertRound alerts, IAlertStore stored, IConnectionStore connections, HistoryAge age,
    TimeProvider time)
    : PageModel
{
    private const string TestedKey = "TestedChannels";

    public IReadOnlyList<HealthCard> Cards { get; private set; } = [];

    public HealthWords Words => words;

    public string State(RunState state) => runTexts[$"State.{state}"];

    public AlertWords AlertWords => alertWords;

    public DateTimeOffset Now => time.GetUtcNow();

    public bool IsAdministrator { get; private set; }

    public IReadOnlyList<(string Name, ChannelState State)> Channels { get; private set; } = [];

    public IReadOnlyList<(StoredAlert Alert, string? Connection)> Open { get; private set; } = [];

    /// <summary>What the channels said to a test, once.</summary>
    public IReadOnlyList<TestedChannel> Tested { get; private set; } = [];

    public HistoryAge Age => age;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var user = User.ToContext();
        Cards = await healths.ListAsync(user, cancellationToken);
        IsAdministrator = user.IsAdministrator;
        if (IsAdministrator)
        {
            await LoadAlertsAsync(cancellationToken);
        }
    }

    /// <summary>"Send a test message".</summary>
    public async Task<IActionResult> OnPostTestAsync(CancellationToken cancellationToken)
    {
        TempData[TestedKey] = JsonSerializer.Serialize(await alerts.TestAsync(User.ToContext(), cancellationToken));
        return RedirectToPage();
    }

    private async Task LoadAlertsAsync(CancellationToken cancellationToken)
    {
        var channels = new List<(string Name, ChannelState State)>();
        foreach (var name in alerts.Channels)
        {
            channels.Add((name, await stored.FindChannelAsync(name, cancellationToken)));
        }

        Channels = channels;
        var names = (await connections.ListAsync(cancellationToken)).ToDictionary(connection => connection.Id, connection => connection.Name);
        Open = [.. (await stored.ListOpenAsync(cancellationToken)).Select(alert => (alert, names.GetValueOrDefault(alert.ConnectionId)))];
        Tested = TempData[TestedKey] is string json ? JsonSerializer.Deserialize<List<TestedChannel>>(json) ?? [] : [];
    }
}
