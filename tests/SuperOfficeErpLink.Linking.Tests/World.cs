using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Storage;
using SuperOfficeErpLink.Storage.BuiltInCrm;
using SuperOfficeErpLink.Storage.Model;
using SuperOfficeErpLink.Web.Demo;

namespace SuperOfficeErpLink.Linking.Tests;

/// <summary>Our database and a small demo ERP in a folder of their own: what is left when a process dies.</summary>
internal sealed class World : IDisposable
{
    public static readonly Guid Connection = new("11111111-0000-4000-8000-000000000001");
    public static readonly UserContext Ane = new("ane", "Ane", IsAdministrator: false, ["sales"]);
    public static readonly UserContext Bo = new("bo", "Bo", IsAdministrator: false, []);
    private static readonly TestTemplate Template = new(AddOurs);
    private static readonly Lazy<byte[]> ErpTemplate = new(MakeErp);

    public World()
        : this(OwnTestDatabase.Make(Template), ErpTemplate.Value)
    {
    }

    private World(OwnTestDatabase database, byte[] erp)
    {
        Database = database;
        File.WriteAllBytes(ErpFile, erp);
    }

    public OwnTestDatabase Database { get; }

    public ManualTime Time { get; } = new();

    public string Folder => Database.Folder;

    public string OurFile => Database.File;

    public string ErpFile => Path.Combine(Folder, "demo-erp.db");

    public IDbContextFactory<ErpLinkDbContext> Contexts => Database;

    public static EntityRef Company(long id) => new(EntityType.Company, id);

    public static EntityRef Person(long id) => new(EntityType.Person, id);

    /// <summary>A new process on these files.</summary>
    public Node Start(Faults? faults = null) => new(this, faults ?? new Faults());

    /// <summary>The same once more, to try something on.</summary>
    public World Copy()
    {
        Ask(ErpFile, "PRAGMA wal_checkpoint(TRUNCATE)", []);
        return new World(Database.Copy(), File.ReadAllBytes(ErpFile)) { Time = { Now = Time.Now } };
    }

    public object? Erp(string sql, params (string Name, object Value)[] values) => Ask(ErpFile, sql, values);

    public object? Ours(string sql, params (string Name, object Value)[] values) => Database.Ask(sql, values);

    public long Count(string sql) => Convert.ToInt64(Ours(sql), CultureInfo.InvariantCulture);

    public string Customer(string no, string column) => Convert.ToString(Erp($"SELECT {column} FROM customer WHERE no = $no", ("$no", no)), CultureInfo.InvariantCulture) ?? "";

    public string Crm(long id, string column) => Convert.ToString(Ours($"SELECT {column} FROM CrmCompanies WHERE Id = $id", ("$id", id)), CultureInfo.InvariantCulture) ?? "";

    /// <summary>As somebody at the ERP edits it.</summary>
    public void EditErp(string no, string column, string value) => Erp($"UPDATE customer SET {column} = $value WHERE no = $no", ("$value", value), ("$no", no));

    /// <summary>As somebody at the CRM edits it.</summary>
    public void EditCrm(long id, string column, string value) =>
        Ours(
            $"UPDATE CrmCompanies SET {column} = $value, Version = Version + 1, UpdatedAt = $now WHERE Id = $id",
            ("$value", value), ("$now", Time.Now.ToUnixTimeMilliseconds()), ("$id", id));

    /// <summary>Companies from 101 linked to customers K101 and on, in agreement with each other.</summary>
    public void GivenLinked(int count)
    {
        const int first = 101;
        var document = DemoMapping.Document.For(ActorType.Customer)!;
        using (var erp = Open(ErpFile))
        using (var transaction = erp.BeginTransaction())
        {
            for (var id = first; id < first + count; id++)
            {
                using var command = erp.CreateCommand();
                command.CommandText = "INSERT INTO customer (no, name, street, zip, city, country, phone) VALUES ($no, $name, 'Gade 1', '1000', 'By', 'DK', '12 34 56 78')";
                command.Parameters.AddWithValue("$no", $"K{id}");
                command.Parameters.AddWithValue("$name", $"Firma {id}");
                command.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        ForgetWrites();
        using var context = Contexts.CreateDbContext();
        for (var id = first; id < first + count; id++)
        {
            var company = new CompanyRow
            {
                Id = id, Name = $"Firma {id}", Number = $"K{id}", Street = "Gade 1", Zip = "1000", City = "By", Country = "DK", Phone = "12 34 56 78", UpdatedAt = Time.Now,
            };
            context.Companies.Add(company);
            context.Links.Add(new LinkRow
            {
                Id = id, ConnectionId = Connection, EntityType = EntityType.Company, EntityId = id, ActorType = ActorType.Customer, KeySpace = "customer", ErpKey = $"K{id}",
                State = LinkState.Active, SnapshotMapping = 1, RowVersion = 1, CheckedAt = Time.Now,
                Snapshot = SnapshotCodec.Encode([.. document.Pairs.Select(pair => (BasePair?)Agreed(pair.Crm!, company))]),
            });
        }

        context.SaveChanges();
    }

    public long Customers => Convert.ToInt64(Erp("SELECT count(*) FROM customer"), CultureInfo.InvariantCulture);

    public long Writes(string no) => Convert.ToInt64(Erp("SELECT count(*) FROM write_log WHERE no = $no", ("$no", no)), CultureInfo.InvariantCulture);

    public long AllWrites => Convert.ToInt64(Erp("SELECT count(*) FROM write_log"), CultureInfo.InvariantCulture);

    /// <summary>Forgets the writes so far, those made by <see cref="EditErp"/> for example.</summary>
    public void ForgetWrites() => Erp("DELETE FROM write_log");

    public IReadOnlyList<LinkRow> Links()
    {
        using var context = Contexts.CreateDbContext();
        return [.. context.Links.AsNoTracking().OrderBy(row => row.Id)];
    }

    public IReadOnlyList<ChangeRow> Changes()
    {
        using var context = Contexts.CreateDbContext();
        return [.. context.Changes.AsNoTracking().OrderBy(row => row.Id)];
    }

    public IReadOnlyList<OperationRow> OpenOperations()
    {
        using var context = Contexts.CreateDbContext();
        return [.. context.Operations.AsNoTracking().Where(row => row.Open)];
    }

    public Task<StoredDraft?> DraftAsync(UserContext user, long company) => DraftAsync(user, Company(company));

    public async Task<StoredDraft?> DraftAsync(UserContext user, EntityRef entity) =>
        await new Storage.Stores.DraftStore(Contexts, Time).FindAsync(user.Id, entity, CancellationToken.None);

    public string Actor(string no, string column) => Convert.ToString(Erp($"SELECT {column} FROM person WHERE no = $no", ("$no", no)), CultureInfo.InvariantCulture) ?? "";

    public string CrmPerson(long id, string column) => Convert.ToString(Ours($"SELECT {column} FROM CrmPersons WHERE Id = $id", ("$id", id)), CultureInfo.InvariantCulture) ?? "";

    /// <summary>As somebody at the ERP edits a person.</summary>
    public void EditActor(string no, string column, string value) => Erp($"UPDATE person SET {column} = $value WHERE no = $no", ("$value", value), ("$no", no));

    /// <summary>As somebody at the CRM moves a person to another company.</summary>
    public void MovePerson(long id, long company) =>
        Ours("UPDATE CrmPersons SET CompanyId = $company, Version = Version + 1 WHERE Id = $id", ("$company", company), ("$id", id));

    /// <summary>Everything a user could lose, as text: both sides, links and drafts.</summary>
    public string Dump() => string.Join('\n', new[]
    {
        Lines(Database.Rows("SELECT * FROM CrmCompanies ORDER BY Id")),
        Lines(Database.Rows("SELECT Id, EntityType, EntityId, ActorType, ErpKey, State, Snapshot, SnapshotMapping FROM Links ORDER BY Id")),
        Lines(Database.Rows("SELECT UserId, EntityId, Json FROM Drafts ORDER BY UserId, EntityId")),
        Lines(Database.Rows("SELECT * FROM CrmPersons ORDER BY Id")),
        Rows(ErpFile, "SELECT * FROM customer ORDER BY no"),
        Rows(ErpFile, "SELECT * FROM person ORDER BY no"),
        Rows(ErpFile, "SELECT table_name, no, operation FROM write_log ORDER BY id"),
    });

    public void AddMappingVersion(int version, Func<Core.Mapping.MappingDocument, Core.Mapping.MappingDocument> change) =>
        AddMappingVersion(Connection, version, change(DemoMapping.Document));

    public void AddMappingVersion(Guid connection, int version, Core.Mapping.MappingDocument document)
    {
        using var context = Contexts.CreateDbContext();
        context.MappingVersions.Add(new MappingVersionRow
        {
            ConnectionId = connection, Version = version, At = Time.Now, By = "test", Why = "test", Json = document.ToJson(),
        });
        context.Connections.Single(row => row.Id == connection).MappingVersion = version;
        context.SaveChanges();
    }

    /// <summary>Another ERP with the same actors as the first, behind a connection that comes after all others in rank.</summary>
    /// <returns>The ERP's file.</returns>
    public string AddConnection(Guid id)
    {
        using var context = Contexts.CreateDbContext();
        var all = context.Connections.AsNoTracking().OrderBy(row => row.Rank).ToList();
        var (first, number) = (all[0], all.Count + 1);
        var name = $"erp-{number}.db";
        var file = Path.Combine(Folder, name);
        File.Copy(ErpFile, file);
        Ask(file, "UPDATE client SET id = $id", [("$id", $"client {number}")]);
        context.Connections.Add(new ConnectionRow
        {
            Id = id, ConnectorId = first.ConnectorId, Name = $"ERP {number}", Rank = all[^1].Rank + 1, Active = true, MappingVersion = 1, RowVersion = 1,
            Settings = first.Settings.Replace(Path.GetFileName(ErpFile), name, StringComparison.Ordinal),
        });
        context.Access.Add(new AccessRow { ConnectionId = id, Kind = "Everyone", CanConnect = true, CanCreate = true });
        context.SaveChanges();
        return file;
    }

    public void Dispose() => Database.Dispose();

    private static byte[] MakeErp()
    {
        var folder = MemoryFolder.Make("erplink-linking-template-");
        var erp = Path.Combine(folder, "demo-erp.db");
        Ask(erp, Resource("demo-erp.sql"), []);
        Ask(erp, """
            INSERT INTO customer_group (code, name) VALUES ('ERHV', 'Erhverv'), ('NOEGLE', 'Nøglekunder');
            INSERT INTO payment_term (code, name) VALUES ('N8', 'Netto 8 dage'), ('N14', 'Netto 14 dage');
            INSERT INTO country (code, name) VALUES ('DK', 'Danmark');
            INSERT INTO customer (no, name, vat_no, street, zip, city, country, phone, email, web, customer_group, payment_term, credit_limit) VALUES
                ('C1', 'Erp et', '11111111', 'Gade 1', '1000', 'København', 'DK', '11 11 11 11', 'et@erp.example', 'www.et.example', 'ERHV', 'N8', 1000),
                ('C2', 'Erp to', '22222222', 'Gade 2', '2000', 'Frederiksberg', 'DK', '22 22 22 22', 'to@erp.example', '', 'ERHV', 'N8', 2000),
                ('C3', 'Erp tre', '33333333', 'Gade 3', '3000', 'Helsingør', 'DK', '33 33 33 33', 'tre@erp.example', '', 'ERHV', 'N14', 3000),
                ('C4', 'Erp fire', '44444444', 'Gade 4', '4000', 'Roskilde', 'DK', '44 44 44 44', 'fire@erp.example', '', 'NOEGLE', 'N14', 4000);
            INSERT INTO supplier (no, name) VALUES ('S1', 'Erp lev');
            INSERT INTO person (no, customer_no, first_name, last_name, title, phone, mobile, email) VALUES
                ('P11', 'C1', 'Anna', 'Ager', 'Direktør', '', '', 'anna@erp.example'),
                ('P12', 'C1', 'Bent', 'Bro', 'Sælger', '', '', 'bent@crm.example'),
                ('P19', 'C1', 'Carl', 'Carlsen', '', '', '', ''),
                ('P21', 'C2', 'Dorte', 'Dam', '', '', '', '');
            DELETE FROM write_log;
            PRAGMA wal_checkpoint(TRUNCATE);
            """, []);
        var made = File.ReadAllBytes(erp);
        Directory.Delete(folder, recursive: true);
        return made;
    }

    private static void AddOurs(ErpLinkDbContext context)
    {
        for (var id = 1; id <= 4; id++)
        {
            context.Companies.Add(new CompanyRow
            {
                Id = id, Name = $"Crm {id}", OrganisationNumber = new string((char)('0' + id), 8), Street = $"Gade {id}", Zip = $"{id}000", City = $"By {id}", Country = "DK",
                Phone = $"{id}9 99 99 99", Email = $"{id}@crm.example", Category = "customer", PaymentTerm = "net8",
            });
        }

        context.Persons.AddRange(
            new PersonRow { Id = 11, CompanyId = 1, FirstName = "Anna", LastName = "Ager", Title = "Chef", Email = "anna@crm.example" },
            new PersonRow { Id = 12, CompanyId = 1, FirstName = "Bent", LastName = "Bro", Title = "Sælger", Email = "bent@crm.example" },
            new PersonRow { Id = 21, CompanyId = 2, FirstName = "Dorte", LastName = "Dam" });
        context.CrmListItems.AddRange(
            Item("country", "DK"), Item("category", "customer"), Item("category", "vip"), Item("paymentterm", "net8"), Item("paymentterm", "net14"));
        context.Connections.Add(new ConnectionRow
        {
            Id = Connection, ConnectorId = "sql", Name = "Demo ERP", Rank = 1, Active = true, MappingVersion = 1, RowVersion = 1,
            Settings = JsonSerializer.Serialize(new Dictionary<string, string>
            {
                ["dialect"] = "sqlite", ["file"] = "demo-erp.db", ["definition"] = Resource("demo-erp.definition.json"),
            }),
        });
        context.Access.Add(new AccessRow { ConnectionId = Connection, Kind = "Everyone", CanConnect = true, CanCreate = true });
        context.MappingVersions.Add(new MappingVersionRow { ConnectionId = Connection, Version = 1, By = "test", Why = "test", Json = DemoMapping.Document.ToJson() });
        context.SaveChanges();
    }

    private static BasePair Agreed(string field, CompanyRow company) => field switch
    {
        // What the demo's tables fill in by themselves.
        "creditlimit" => new BasePair("", ""),
        _ => new BasePair(CrmTables.Companies.Find(field)!.Get(company), CrmTables.Companies.Find(field)!.Get(company)),
    };

    private static CrmListItemRow Item(string list, string key) => new() { List = list, Key = key, NameEn = key, NameDa = key };

    private static string Resource(string name)
    {
        using var stream = typeof(DemoMapping).Assembly.GetManifestResourceStream($"SuperOfficeErpLink.Web.Demo.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static object? Ask(string file, string sql, (string Name, object Value)[] values)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command.ExecuteScalar();
    }

    private static string Rows(string file, string sql)
    {
        using var connection = Open(file);
        return Lines(OwnTestDatabase.Rows(connection, sql));
    }

    private static string Lines(IEnumerable<object[]> rows) => string.Join(
        '\n', rows.Select(row => string.Join('|', row.Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture)))));

    internal static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }
}
