using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage.Databases;

namespace SuperOfficeErpLink.Benchmarks.Running;

/// <summary>Our database and the demo ERP's file with as many linked companies as wanted, all in agreement; and both sides read and written by plain ADO.NET.</summary>
internal sealed class SyncFiles
{
    private const long FirstCompany = 1_000_001;
    private readonly ActorMapping customers;

    private SyncFiles(string folder, OurSide ours, int links, ActorMapping customers)
    {
        (Folder, Ours, Links, this.customers) = (folder, ours, links, customers);
        CrmColumns = [.. customers.Pairs.Select(pair => CrmColumn(pair.Crm!))];
        ErpColumns = [.. customers.Pairs.Select(pair => pair.Erp)];
    }

    public string Folder { get; }

    public OurSide Ours { get; }

    public int Links { get; }

    private string[] CrmColumns { get; }

    private string[] ErpColumns { get; }

    private string ErpFile => Path.Combine(Folder, "erp", "demo-erp.db");

    /// <param name="mapping">Null: the demo's.</param>
    public static async Task<SyncFiles> MakeAsync(
        string folder, int links, CancellationToken cancellationToken, Func<MappingDocument, MappingDocument>? mapping = null)
    {
        var ours = OurSide.Of(folder);
        using (await WebApp.StartAsync(folder, 40, cancellationToken, [.. ours.Settings]))
        {
            // It makes the files and the demo's connection.
        }

        if (mapping is not null)
        {
            await using var database = ours.CreateDbContext();
            var version = await database.MappingVersions.SingleAsync(cancellationToken);
            var changed = mapping(MappingDocument.Parse(version.Json)).ToJson();
            await database.MappingVersions.ExecuteUpdateAsync(set => set.SetProperty(row => row.Json, changed), cancellationToken);

            // The demo's own links have no base for the added pairs.
            await database.Links.ExecuteDeleteAsync(cancellationToken);
        }

        var files = await OpenAsync(folder, links, cancellationToken);
        await files.FillAsync(cancellationToken);
        return files;
    }

    public static async Task<SyncFiles> OpenAsync(string folder, int links, CancellationToken cancellationToken)
    {
        var ours = OurSide.Of(folder);
        await using var database = ours.CreateDbContext();
        var document = MappingDocument.Parse((await database.MappingVersions.SingleAsync(cancellationToken)).Json);
        return new SyncFiles(folder, ours, links, document.For(ActorType.Customer)!);
    }

    /// <summary>One full scan of each side, one after the other, with every mapped column of every linked row in hand.</summary>
    public long Scan() => Scan(Ours.Open, "\"CrmCompanies\"", CrmColumns, $"WHERE \"Id\" >= {FirstCompany}") + Scan(OpenErp, "customer", ErpColumns, "WHERE no LIKE 'B%'");

    /// <summary>Every hundredth record edited on each side, none on both.</summary>
    public (IReadOnlyList<long> Crm, IReadOnlyList<string> Erp) Edit(int every, string value)
    {
        var crm = Enumerable.Range(0, Links / every).Select(index => FirstCompany + (index * every)).ToList();
        var erp = Enumerable.Range(0, Links / every).Select(index => Key((index * every) + 1)).ToList();
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        Update(Ours.Open, "\"CrmCompanies\"", "\"Id\"", crm.Select(id => (object)id), $"\"Phone\" = '{value}', \"Version\" = \"Version\" + 1, \"UpdatedAt\" = {now}", together: true);
        Update(OpenErp, "customer", "no", erp, $"phone = '{value}'", together: true);
        return (crm, erp);
    }

    /// <summary>So many records edited, half of them on each side and none on both; others each time.</summary>
    /// <returns>How many.</returns>
    public int EditSome(int time, int oneIn, string value)
    {
        var numbers = Enumerable.Range(0, Links / oneIn).Select(index => ((index * oneIn) + (time * 37)) % Links).Distinct().ToList();
        var crm = numbers.Where((_, index) => (index + time) % 2 == 0).Select(number => (object)(FirstCompany + number)).ToList();
        var erp = numbers.Where((_, index) => (index + time) % 2 == 1).Select(Key).ToList();

        // Later than all that the product has written: for it each run is a day of its own.
        var now = DateTimeOffset.UtcNow.AddYears(1).AddHours(26 * time).ToUnixTimeMilliseconds();
        Update(Ours.Open, "\"CrmCompanies\"", "\"Id\"", crm, string.Create(CultureInfo.InvariantCulture, $"\"Phone\" = '{value}', \"Version\" = \"Version\" + 1, \"UpdatedAt\" = {now}"), together: true);
        Update(OpenErp, "customer", "no", erp, $"phone = '{value}'", together: true);
        return crm.Count + erp.Count;
    }

    /// <summary>Linked records whose phone numbers are not the same on both sides.</summary>
    public long Differences()
    {
        using var connection = (SqliteConnection)Ours.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            ATTACH DATABASE $erp AS erp;
            SELECT count(*) FROM Links l JOIN CrmCompanies c ON c.Id = l.EntityId LEFT JOIN erp.customer e ON e.no = l.ErpKey
            WHERE l.KeySpace = 'customer' AND l.EntityType = 1 AND l.ErpKey LIKE 'B%' AND c.Phone IS NOT e.phone;
            """;
        command.Parameters.AddWithValue("$erp", ErpFile);
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>All changes lie back so far that no feed overlaps them.</summary>
    public void Settle()
    {
        using var connection = OpenErp();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE customer SET changed = '2020-01-01T00:00:00'";
        command.ExecuteNonQuery();
    }

    /// <summary>The first so many records edited at the CRM, and the next so many at the ERP.</summary>
    public void EditFirst(int count, string value)
    {
        var now = DateTimeOffset.UtcNow.AddYears(1).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        Update(
            Ours.Open, "\"CrmCompanies\"", "\"Id\"", Enumerable.Range(0, count).Select(number => (object)(FirstCompany + number)),
            $"\"Phone\" = '{value}', \"Version\" = \"Version\" + 1, \"UpdatedAt\" = {now}", together: true);
        Update(OpenErp, "customer", "no", Enumerable.Range(count, count).Select(Key), $"phone = '{value}'", together: true);
    }

    /// <summary>The writes that carry such edits over, each in a transaction of its own.</summary>
    public void WriteRaw(IReadOnlyList<long> crm, IReadOnlyList<string> erp, string value)
    {
        Update(OpenErp, "customer", "no", crm.Select(id => Key((int)(id - FirstCompany))), $"phone = '{value}'", together: false);
        Update(Ours.Open, "\"CrmCompanies\"", "\"Id\"", erp.Select(key => (object)(FirstCompany + Number(key))), $"\"Phone\" = '{value}', \"Version\" = \"Version\" + 1", together: false);
    }

    private static string Key(int number) => $"B{number:D7}";

    private static long Number(string key) => long.Parse(key.AsSpan(1), CultureInfo.InvariantCulture);

    private static long Scan(Func<DbConnection> open, string table, string[] columns, string where)
    {
        using var connection = open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", columns)} FROM {table} {where}";
        using var reader = command.ExecuteReader();
        var seen = 0L;
        while (reader.Read())
        {
            var values = new object[columns.Length];
            reader.GetValues(values);
            seen += values.Length;
        }

        return seen;
    }

    private static void Update(Func<DbConnection> open, string table, string key, IEnumerable<object> keys, string set, bool together)
    {
        using var connection = open();
        using var transaction = together ? connection.BeginTransaction() : null;
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"UPDATE {table} SET {set} WHERE {key} = @key";
        var parameter = command.CreateParameter();
        parameter.ParameterName = "@key";
        command.Parameters.Add(parameter);
        foreach (var one in keys)
        {
            parameter.Value = one;
            command.ExecuteNonQuery();
        }

        transaction?.Commit();
    }

    private DbConnection OpenErp()
    {
        var connection = new SqliteConnection($"Data Source={ErpFile}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout=10000";
        command.ExecuteNonQuery();
        return connection;
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        using (var erp = (SqliteConnection)OpenErp())
        {
            Insert(erp, "customer", ["no", "name", "vat_no", "street", "zip", "city", "country", "phone", "email", "web", "customer_group", "payment_term", "credit_limit", "last_invoice"],
                number => [Key(number), .. Texts(number), "ERHV", "N8", 1000 + number, "2026-01-31"]);
            using var forget = erp.CreateCommand();
            forget.CommandText = "DELETE FROM write_log";
            forget.ExecuteNonQuery();
        }

        await using var context = Ours.CreateDbContext();
        var connection = (await context.Connections.SingleAsync(cancellationToken)).Id;
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await Ours.Own.InsertAsync(
            context,
            new BulkTable(
                "CrmCompanies",
                [
                    "Id", "Number", "Name", "OrganisationNumber", "Street", "Zip", "City", "Country", "Phone", "Email", "Web", "Category", "PaymentTerm", "CreditLimit", "LastInvoice",
                    "NoMailings", "Note", "Version", "UpdatedAt", "UpdatedBy", "Folded",
                ]),
            Enumerable.Range(0, Links).Select(number => (object?[])
            [
                FirstCompany + number, Key(number), .. Texts(number), "customer", "net8", 1000m + number, new DateOnly(2026, 1, 31), false, "", 1L, 0L, "", "",
            ]),
            cancellationToken);
        await Ours.Own.InsertAsync(
            context,
            new BulkTable(
                "Links", ["Id", "ConnectionId", "EntityType", "EntityId", "ActorType", "KeySpace", "ErpKey", "State", "Snapshot", "SnapshotMapping", "RowVersion", "CheckedAt"]),
            Enumerable.Range(0, Links).Select(number => (object?[])
            [
                FirstCompany + number, connection, 1, FirstCompany + number, (int)ActorType.Customer, "customer", Key(number), 2, Snapshot(number), 1, 1L, 0L,
            ]),
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private void Insert(SqliteConnection connection, string table, string[] columns, Func<int, object[]> values)
    {
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, index) => $"${index}"))})";
        var parameters = columns.Select((_, index) => command.Parameters.Add(new SqliteParameter($"${index}", DBNull.Value))).ToList();
        for (var number = 0; number < Links; number++)
        {
            var row = values(number);
            for (var index = 0; index < row.Length; index++)
            {
                parameters[index].Value = row[index];
            }

            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static object[] Texts(int number) =>
    [
        $"Firma nr. {number} ÆØÅ A/S", (20_000_000 + number).ToString(CultureInfo.InvariantCulture), $"Nørregade {number % 300}", (1000 + (number % 8999)).ToString(CultureInfo.InvariantCulture), "København",
        "DK", $"+45 {10_000_000 + number}", $"kontakt{number}@firma{number}.example", $"www.firma{number}.example",
    ];

    private byte[] Snapshot(int number)
    {
        var texts = Texts(number).Cast<string>().ToArray();
        return SnapshotCodec.Encode([.. customers.Pairs.Select(pair => (BasePair?)(pair.Crm switch
        {
            "number" => Same(Key(number)), "name" => Same(texts[0]), "orgnr" => Same(texts[1]), "street" => Same(texts[2]), "zip" => Same(texts[3]), "city" => Same(texts[4]),
            "country" => Same(texts[5]), "phone" => Same(texts[6]), "email" => Same(texts[7]), "web" => Same(texts[8]), "category" => new BasePair("customer", "ERHV"),
            "paymentterm" => new BasePair("net8", "N8"), "creditlimit" => Same((1000 + number).ToString(CultureInfo.InvariantCulture)), "lastinvoice" => Same("2026-01-31"),
            _ => Same(""),
        }))]);

        static BasePair Same(string text) => new(text, text);
    }

    private static string CrmColumn(string field) => $"\"{ColumnOf(field)}\"";

    private static string ColumnOf(string field) => field switch
    {
        "orgnr" => "OrganisationNumber",
        "paymentterm" => "PaymentTerm",
        "creditlimit" => "CreditLimit",
        "lastinvoice" => "LastInvoice",
        "nomailings" => "NoMailings",
        _ => char.ToUpperInvariant(field[0]) + field[1..],
    };
}
