using System.Globalization;
using Microsoft.Data.Sqlite;
using SuperOfficeErpLink.Connectors;

namespace SuperOfficeErpLink.Web.Demo;

/// <summary>Writes the demo ERP's database. It stands under its own name only when it is whole.</summary>
internal sealed class DemoErpFile(string directory)
{
    public const string Name = "demo-erp.db";
    private static readonly DateTime FirstChange = new(2025, 6, 1, 6, 0, 0, DateTimeKind.Utc);
    private readonly string target = Path.Combine(directory, Name);
    private readonly string temporary = Path.Combine(directory, $"{Name}.new");
    private int changes;

    public void Write(DemoWorld world, int companies, CancellationToken cancellationToken)
    {
        Delete(temporary);
        using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = temporary, Pooling = false }.ToString()))
        {
            connection.Open();

            // A file that is thrown away after a crash needs no journal.
            Execute(connection, null, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;");
            using var transaction = connection.BeginTransaction();
            Fill(connection, transaction, world, companies, cancellationToken);
            transaction.Commit();
        }

        using var stream = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Puts the written file in place.</summary>
    public void Publish()
    {
        Delete(target);
        File.Move(temporary, target);
    }

    /// <summary>With what SQLite may have left beside it: another file's journal would destroy the new one.</summary>
    private static void Delete(string file)
    {
        foreach (var suffix in (string[])["-journal", "-wal", "-shm", ""])
        {
            File.Delete(file + suffix);
        }
    }

    private void Fill(SqliteConnection connection, SqliteTransaction transaction, DemoWorld world, int companies, CancellationToken cancellationToken)
    {
        var script = DemoFiles.Script;

        // Without the triggers rows go in at version 1 and leave no trace in write_log.
        var triggers = script.IndexOf("CREATE TRIGGER", StringComparison.Ordinal);
        Execute(connection, transaction, script[..triggers]);
        Execute(connection, transaction, string.Create(CultureInfo.InvariantCulture, $"UPDATE client SET id = 'demo-{companies}'"));
        WriteLists(connection, transaction);
        using (var rows = new Rows(connection, transaction))
        {
            var erp = new DemoErpSide();
            foreach (var account in world.Companies(erp).SelectMany(company => company.Accounts).Concat(world.Strangers(erp)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                WriteAccount(rows, account);
            }
        }

        Execute(connection, transaction, script[triggers..]);
    }

    private static void WriteLists(SqliteConnection connection, SqliteTransaction transaction)
    {
        using var groups = new BulkInsert(connection, transaction, "customer_group", "code", "name", "inactive");
        using var terms = new BulkInsert(connection, transaction, "payment_term", "code", "name", "inactive");
        using var countries = new BulkInsert(connection, transaction, "country", "code", "name", "inactive");
        Array.ForEach(DemoLists.ErpGroups, item => groups.Run(item.Code, item.Name, item.Inactive));
        Array.ForEach(DemoLists.ErpPaymentTerms, item => terms.Run(item.Code, item.Name, item.Inactive));
        Array.ForEach([.. DemoLists.Countries.Where(item => item.Erp is not null)], item => countries.Run(item.Erp, item.Danish, false));
    }

    private void WriteAccount(Rows rows, DemoAccount account)
    {
        if (account.Type == ActorType.Customer)
        {
            rows.Customers.Run(
                account.No, account.Name, account.VatNo, account.Street, account.Zip, account.City, account.Country, account.Phone, account.Email, account.Web,
                account.Group, account.PaymentTerm, account.CreditLimit, (double)account.Balance, Text(account.LastInvoice), account.Newsletter, account.Inactive, Changed());
        }
        else
        {
            rows.Suppliers.Run(
                account.No, account.Name, account.VatNo, account.Street, account.Zip, account.City, account.Country, account.Phone, account.Email, account.Web,
                account.PaymentTerm, (double)account.Balance, Text(account.LastInvoice), account.Inactive, Changed());
        }

        foreach (var person in account.Persons)
        {
            rows.Persons.Run(
                person.No, account.No, person.FirstName, person.LastName, person.Title, person.Phone, person.Mobile, person.Email, person.Inactive, Changed());
        }

        if (account.Undertaking is { } project)
        {
            rows.Projects.Run(project.No, account.No, project.Name, project.Status, Text(project.Start), Text(project.End), Changed());
        }
    }

    private string Changed() => FirstChange.AddSeconds(changes++).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string? Text(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void Execute(SqliteConnection connection, SqliteTransaction? transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The script is part of this program.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private sealed class Rows(SqliteConnection connection, SqliteTransaction transaction) : IDisposable
    {
        public BulkInsert Customers { get; } = new(
            connection, transaction, "customer", "no", "name", "vat_no", "street", "zip", "city", "country", "phone", "email", "web",
            "customer_group", "payment_term", "credit_limit", "balance", "last_invoice", "newsletter", "inactive", "changed");

        public BulkInsert Suppliers { get; } = new(
            connection, transaction, "supplier", "no", "name", "vat_no", "street", "zip", "city", "country", "phone", "email", "web",
            "payment_term", "balance", "last_invoice", "inactive", "changed");

        public BulkInsert Persons { get; } = new(
            connection, transaction, "person", "no", "customer_no", "first_name", "last_name", "title", "phone", "mobile", "email", "inactive", "changed");

        public BulkInsert Projects { get; } = new(connection, transaction, "project", "no", "customer_no", "name", "status", "start_date", "end_date", "changed");

        public void Dispose()
        {
            Customers.Dispose();
            Suppliers.Dispose();
            Persons.Dispose();
            Projects.Dispose();
        }
    }
}
