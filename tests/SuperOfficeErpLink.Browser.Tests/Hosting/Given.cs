namespace SuperOfficeErpLink.Browser.Tests.Hosting;

/// <summary>Records put in place, and changed behind our back, by SQL.</summary>
internal sealed class Given(RunningProduct running)
{
    private Sqlite Ours => running.Ours;

    private Sqlite Erp => running.Erp;

    /// <summary>A customer like the company to the letter, but for what is said.</summary>
    public void Customer(string no, long like, params (string Column, object? Value)[] but) => Actor("customer", no, like, but);

    /// <summary>A supplier like the company to the letter, but for what is said.</summary>
    public void Supplier(string no, long like, params (string Column, object? Value)[] but) => Actor("supplier", no, like, but);

    public void CompanyHas(long id, string column, object? value) =>
        Ours.Do($"UPDATE CrmCompanies SET {column} = @value, Version = Version + 1 WHERE Id = @id", ("@value", value), ("@id", id)).ShouldBe(1);

    public void CustomerHas(string no, string column, object? value) =>
        Erp.Do($"UPDATE customer SET {column} = @value WHERE no = @no", ("@value", value), ("@no", no)).ShouldBe(1);

    public void PersonHas(long id, string column, object? value) =>
        Ours.Do($"UPDATE CrmPersons SET {column} = @value, Version = Version + 1 WHERE Id = @id", ("@value", value), ("@id", id)).ShouldBe(1);

    public void ErpPersonHas(string no, string column, object? value) =>
        Erp.Do($"UPDATE person SET {column} = @value WHERE no = @no", ("@value", value), ("@no", no)).ShouldBe(1);

    private void Actor(string table, string no, long like, (string Column, object? Value)[] but)
    {
        var company = Ours.Rows("SELECT Name, OrganisationNumber, Street, Zip, City, Phone, Email, Web FROM CrmCompanies WHERE Id = @id", ("@id", like))[0].Split('|');
        Erp.Do(
            $"INSERT INTO {table} (no, name, vat_no, street, zip, city, country, phone, email, web) VALUES (@no, @name, @vat, @street, @zip, @city, 'DK', @phone, @email, @web)",
            ("@no", no), ("@name", company[0]), ("@vat", company[1]), ("@street", company[2]), ("@zip", company[3]), ("@city", company[4]), ("@phone", company[5]),
            ("@email", company[6]), ("@web", company[7]));
        foreach (var (column, value) in but)
        {
            Erp.Do($"UPDATE {table} SET {column} = @value WHERE no = @no", ("@value", value), ("@no", no)).ShouldBe(1);
        }
    }
}

/// <summary>Questions tests ask of the files.</summary>
internal static class Answers
{
    // As EntityType and ChangeState are stored.
    private const int Company = 1;
    private const int Dropped = 7;

    public static string? CompanyOf(this Sqlite ours, long id, string column) => ours.Ask($"SELECT {column} FROM CrmCompanies WHERE Id = @id", ("@id", id));

    public static string? CustomerOf(this Sqlite erp, string no, string column) => erp.Ask($"SELECT {column} FROM customer WHERE no = @no", ("@no", no));

    public static string? SupplierOf(this Sqlite erp, string no, string column) => erp.Ask($"SELECT {column} FROM supplier WHERE no = @no", ("@no", no));

    /// <summary>Key of the actor the company is linked to; null: none.</summary>
    public static string? LinkOf(this Sqlite ours, long id) =>
        ours.Ask("SELECT group_concat(ErpKey) FROM Links WHERE KeySpace IN ('customer', 'supplier') AND EntityId = @id", ("@id", id));

    /// <summary>Keys of the actors that these persons, or projects, are linked to.</summary>
    public static IReadOnlyList<string> LinksOf(this Sqlite ours, string keySpace, params long[] ids) =>
        ours.Rows($"SELECT ErpKey FROM Links WHERE KeySpace = @space AND EntityId IN ({string.Join(", ", ids)}) ORDER BY EntityId", ("@space", keySpace));

    public static string? PersonOf(this Sqlite ours, long id, string column) => ours.Ask($"SELECT {column} FROM CrmPersons WHERE Id = @id", ("@id", id));

    public static string? ErpPersonOf(this Sqlite erp, string no, string column) => erp.Ask($"SELECT {column} FROM person WHERE no = @no", ("@no", no));

    /// <summary>How often anyone has written to the actor.</summary>
    public static string? WritesOf(this Sqlite erp, string no) => erp.Ask("SELECT count(*) FROM write_log WHERE no = @no", ("@no", no));

    public static string? Writes(this Sqlite erp) => erp.Ask("SELECT count(*) FROM write_log");

    /// <summary>What was written of a company in either system: field, old and new value.</summary>
    public static IReadOnlyList<string> HistoryOf(this Sqlite ours, long id) =>
        ours.Rows("SELECT Field, Old, Sent FROM Changes WHERE EntityType = @company AND EntityId = @id AND State <> @dropped ORDER BY Id", ("@company", Company), ("@id", id), ("@dropped", Dropped));
}
