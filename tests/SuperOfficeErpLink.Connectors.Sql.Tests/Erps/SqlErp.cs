using System.Globalization;
using SuperOfficeErpLink.Connectors.Conformance;

namespace SuperOfficeErpLink.Connectors.Sql.Tests;

/// <summary>The demo ERP's tables in one kind of database; what a test does to them by SQL of that kind stands here, so that the tests themselves are shared.</summary>
public abstract class SqlErp : ErpUnderTest
{
    public const int Customers = 12;

    public override IErpConnector Connector { get; } = new SqlConnector();

    public override ConnectionContext Connection => Context(DefinitionText);

    public override ActorType Type => ActorType.Customer;

    public override string TextField => "street";

    public override IReadOnlyList<string> Keys { get; } =
        [.. Enumerable.Range(1, Customers).Select(number => string.Create(CultureInfo.InvariantCulture, $"C{1000 + number}"))];

    public override FieldChange Refused { get; } = new("name", FieldValue.NotRead, FieldValue.Blank);

    public override IReadOnlyList<FieldChange> NewRecord { get; } =
        [new("name", FieldValue.NotRead, FieldValue.Of("Ny kunde")), new("street", FieldValue.NotRead, FieldValue.Of("Nyvej 1"))];

    public override Family Family { get; } = new(new ActorRef(ActorType.Customer, "C1001"), ActorType.Person, ["P1001", "P1002", "P1003"]);

    public override IReadOnlyDictionary<string, string> Samples { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["name"] = "Ærø A/S", ["country"] = "SE", ["credit_limit"] = "1000.25", ["credit_check"] = "2026-01-31", ["discount"] = "12", ["newsletter"] = "1",
    };

    /// <summary>The demo's definition, as it fits this kind of database.</summary>
    public abstract string DefinitionText { get; }

    /// <summary>As the identity begins.</summary>
    public abstract string DialectId { get; }

    public abstract ConnectionContext Context(string definition);

    /// <summary>Runs SQL outside the connector; the first value of its answer.</summary>
    public abstract Task<object?> SqlAsync(string sql);

    /// <summary>Makes updates fail by a trigger that says a text; only the update of one record where one is named.</summary>
    public abstract Task RefuseUpdatesAsync(string text, string? key = null);

    /// <summary>Makes a trigger let updates of a record pass without doing them.</summary>
    public abstract Task IgnoreUpdatesAsync(string key);

    /// <summary>Holds a lock that keeps a record from being written until disposed.</summary>
    public abstract Task<IAsyncDisposable> LockAsync(string key);

    /// <summary>A table "task" whose key the database makes; one of letters, "name".</summary>
    public abstract Task MakeTasksAsync();

    /// <summary>The tables of <see cref="SqlOperatorSpecification{TErp}"/>, with columns of the database's own types.</summary>
    public abstract Task MakeThingsAsync();

    /// <summary>Gives records a time of change some seconds ago.</summary>
    public abstract Task AgeAsync(string? key, int seconds);

    public Task InsertCustomersAsync(IEnumerable<(string Key, string Name)> customers) =>
        SqlAsync($"INSERT INTO customer (no, name, country) VALUES {string.Join(", ", customers.Select(one => $"({Text(one.Key)}, {Text(one.Name)}, 'DK')"))}");

    public override Task EditOutsideAsync(string key, string field, string value) =>
        SqlAsync($"UPDATE customer SET {field} = {Text(value)} WHERE no = {Text(key)}");

    public override Task DeleteOutsideAsync(string key) => SqlAsync($"DELETE FROM customer WHERE no = {Text(key)}");

    public async Task<long> CountAsync(string sql) => Convert.ToInt64(await SqlAsync(sql), CultureInfo.InvariantCulture);

    protected virtual string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>What a flag is written as.</summary>
    protected virtual string Flag(bool value) => value ? "1" : "0";

    protected async Task FillAsync()
    {
        await SqlAsync($"INSERT INTO country (code, name) VALUES ('DK', 'Danmark'), ('SE', 'Sverige')");
        await SqlAsync($"INSERT INTO customer_group (code, name, inactive) VALUES ('A', 'Stamkunder', {Flag(false)}), ('Z', {Text("Udgået")}, {Flag(true)})");
        await SqlAsync("INSERT INTO payment_term (code, name) VALUES ('N30', 'Netto 30')");
        var rows = Keys.Select(key => $"('{key}', 'Kunde {key[3..]}', 'DK', 12.50, {Flag(key is "C1002" or "C1005")})");
        await SqlAsync($"INSERT INTO customer (no, name, country, credit_limit, inactive) VALUES {string.Join(", ", rows)}");
        await SqlAsync(
            "INSERT INTO person (no, last_name, customer_no) VALUES ('P1001', 'Person 001', 'C1001'), ('P1002', 'Person 002', 'C1001'), ('P1003', 'Person 003', 'C1001'), ('P1004', 'Person 004', 'C1002')");
        await SqlAsync("DELETE FROM write_log");
    }
}
