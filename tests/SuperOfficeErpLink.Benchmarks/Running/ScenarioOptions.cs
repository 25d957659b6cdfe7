using System.Globalization;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>What the command line asks for.</summary>
internal sealed class ScenarioOptions
{
    /// <summary>For scenarios that have it: where our own database is; 1 is a throw-away PostgreSQL.</summary>
    public const string Database = "--database";

    private const string KeepOption = "--keep";
    private static readonly string[] Databases = ["sqlite", "postgresql"];

    private readonly Dictionary<string, int> numbers;

    private ScenarioOptions(IScenario scenario)
    {
        Scenario = scenario;
        numbers = new Dictionary<string, int>(scenario.Options, StringComparer.Ordinal);
    }

    public IScenario Scenario { get; }

    /// <summary>Where the databases are left; null: nowhere.</summary>
    public string? Keep { get; private set; }

    public int this[string option] => numbers[option];

    /// <exception cref="CannotRunException">The command line asks for something there is not.</exception>
    public static ScenarioOptions Read(IReadOnlyList<string> arguments, IReadOnlyList<IScenario> scenarios)
    {
        var known = string.Join(", ", scenarios.Select(one => one.Name));
        var options = new ScenarioOptions(
            scenarios.FirstOrDefault(one => arguments.Count > 0 && string.Equals(one.Name, arguments[0], StringComparison.Ordinal))
            ?? throw new CannotRunException(arguments.Count == 0 ? $"Name a scenario: {known}." : $"There is no scenario \"{arguments[0]}\"; there is {known}."));
        for (var index = 1; index < arguments.Count; index += 2)
        {
            options.Set(arguments[index], index + 1 < arguments.Count ? arguments[index + 1] : null);
        }

        return options;
    }

    private void Set(string option, string? value)
    {
        if (option == KeepOption && !string.IsNullOrWhiteSpace(value))
        {
            Keep = Path.GetFullPath(value);
        }
        else if (option == Database && numbers.ContainsKey(option) && Array.IndexOf(Databases, value) is >= 0 and var database)
        {
            numbers[option] = database;
        }
        else if (option != Database && numbers.ContainsKey(option) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            numbers[option] = number;
        }
        else
        {
            throw new CannotRunException($"\"{option} {value}\" is not an option of {Scenario.Name}; there is {KeepOption} DIR, {string.Join(", ", numbers.Select(one => one.Key == Database ? $"{one.Key} {string.Join('|', Databases)}" : $"{one.Key} {one.Value}"))}.");
        }
    }
}
