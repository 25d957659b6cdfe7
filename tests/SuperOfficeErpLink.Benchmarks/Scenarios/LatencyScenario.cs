using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SuperOfficeErpLink.Benchmarks.Running;

namespace SuperOfficeErpLink.Benchmarks.Scenarios;

/// <summary>From an edit in the ERP, made by its own means, to the value in the CRM: the application looks for changes every second.</summary>
internal sealed class LatencyScenario : IScenario
{
    private const string Edits = "--edits";

    /// <summary>So few records that a day's writes do not stop at the brake.</summary>
    private const int Records = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5);

    public string Name => "latency";

    public IReadOnlyDictionary<string, int> Options { get; } = new Dictionary<string, int>(StringComparer.Ordinal) { [Edits] = 50 };

    public async Task RunAsync(ScenarioOptions options, Report report, CancellationToken cancellationToken)
    {
        const string Case = "erp-to-crm";
        using var folder = new WorkFolder(options.Keep);
        using var application = await WebApp.StartAsync(folder.Path, 40, cancellationToken, ("ErpLink__Sync__ChangesEverySeconds", "1"));
        var (ours, erp) = (Path.Combine(folder.Path, "erplink.db"), Path.Combine(folder.Path, "erp", "demo-erp.db"));
        var links = Linked(ours);
        var latencies = new Latencies();
        for (var edit = -2; edit < options[Edits]; edit++)
        {
            var (company, key) = links[(edit + 2) % links.Count];
            var phone = string.Create(CultureInfo.InvariantCulture, $"+45 70 {edit + 2:0000 00}");

            // Not in step with the clock that looks for changes.
            await Task.Delay(Random.Shared.Next(1000), cancellationToken);
            Do(erp, "UPDATE customer SET phone = $value WHERE no = $key", phone, key);
            var watch = Stopwatch.StartNew();
            while (!string.Equals(Do(ours, "SELECT Phone FROM CrmCompanies WHERE Id = $key", phone, company), phone, StringComparison.Ordinal))
            {
                if (watch.Elapsed > Patience)
                {
                    throw new IncompleteException($"Edit {edit} of {key} has not come to company {company} after {Patience}.");
                }

                await Task.Delay(LookEvery, cancellationToken);
            }

            // The first two only warm up.
            if (edit >= 0)
            {
                latencies.Add(watch.Elapsed);
            }
        }

        report.Milliseconds(Case, "p50Ms", latencies.Percentile(50));
        report.Milliseconds(Case, "p95Ms", latencies.Percentile(95));
    }

    private static List<(long Company, string Key)> Linked(string ours)
    {
        using var connection = Open(ours);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT EntityId, ErpKey FROM Links WHERE KeySpace = 'customer' AND EntityType = 1 ORDER BY Id LIMIT {Records}";
        using var reader = command.ExecuteReader();
        var links = new List<(long, string)>();
        while (reader.Read())
        {
            links.Add((reader.GetInt64(0), reader.GetString(1)));
        }

        return links.Count > 0 ? links : throw new IncompleteException("The demo has no linked companies.");
    }

    private static string? Do(string file, string sql, string value, object key)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$value", value);
        command.Parameters.AddWithValue("$key", key);
        return command.ExecuteScalar() as string;
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Default Timeout=10");
        connection.Open();
        return connection;
    }
}
