using Microsoft.Data.SqlClient;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.SqlServer;

namespace SuperOfficeErpLink.Storage.Tests.Databases;

public sealed class SqlServerDatabaseTests
{
    private static readonly BulkTable Table = new("T", ["Id", "Name", "Day"]);

    [Theory]
    [InlineData(1205, 13, DatabaseFault.TakenBack)] // chosen as the victim of a deadlock
    [InlineData(3960, 16, DatabaseFault.TakenBack)] // changed by another since the snapshot
    [InlineData(2601, 14, DatabaseFault.Duplicate)]
    [InlineData(2627, 14, DatabaseFault.Duplicate)]
    [InlineData(1222, 16, DatabaseFault.Busy)] // a lock was waited for too long
    [InlineData(-2, 11, DatabaseFault.Busy)] // no answer in time
    [InlineData(1105, 17, DatabaseFault.Full)]
    [InlineData(9002, 17, DatabaseFault.Full)]
    [InlineData(4060, 11, DatabaseFault.Unreachable)] // the database cannot be opened
    [InlineData(18456, 14, DatabaseFault.Unreachable)] // the login failed
    [InlineData(40613, 17, DatabaseFault.Unreachable)] // Azure: not available now
    [InlineData(53, 20, DatabaseFault.Unreachable)]
    [InlineData(10054, 20, DatabaseFault.Unreachable)]
    [InlineData(823, 24, DatabaseFault.Unreachable)] // whatever it is, the connection is gone
    [InlineData(102, 15, DatabaseFault.None)] // a syntax error
    [InlineData(547, 16, DatabaseFault.None)] // a row that others need
    [InlineData(8152, 16, DatabaseFault.None)] // a text too long
    public void A_fault_is_known_by_its_number_or_by_its_severity(int number, int severity, DatabaseFault fault) =>
        SqlServerDatabase.FaultOf(number, (byte)severity).ShouldBe(fault);

    [Fact]
    public void The_place_says_nothing_secret() =>
        new SqlServerDatabase("Server=db1;Database=erplink;User Id=sa;Password=hemmeligt").Place.ShouldBe("db1/erplink");

    [Fact]
    public void Several_answers_at_once_are_never_asked_for_and_the_product_says_its_name()
    {
        var settings = new SqlConnectionStringBuilder(new SqlServerDatabase("Server=db1;MultipleActiveResultSets=true").ConnectionString);
        (settings.MultipleActiveResultSets, settings.ApplicationName).ShouldBe((false, "SuperOffice ERP Link"));
        new SqlConnectionStringBuilder(new SqlServerDatabase("Server=db1;Application Name=Own").ConnectionString).ApplicationName.ShouldBe("Own");
    }

    [Fact]
    public void Rows_are_read_one_at_a_time_and_a_day_as_the_server_takes_it()
    {
        var made = 0;
        IEnumerable<object?[]> rows = Enumerable.Range(1, 3).Select(number => new object?[] { (long)(made = number), number == 2 ? null : "Navn", new DateOnly(2026, 1, number) });
        using var reader = new RowReader(Table, rows);

        reader.Read().ShouldBeTrue();
        made.ShouldBe(1);
        (reader.FieldCount, reader.GetName(1), reader.GetOrdinal("Day")).ShouldBe((3, "Name", 2));
        (reader.GetInt64(0), reader.GetString(1), reader.GetDateTime(2)).ShouldBe((1L, "Navn", new DateTime(2026, 1, 1)));
        reader.Read().ShouldBeTrue();
        (reader.IsDBNull(0), reader.IsDBNull(1), reader.GetValue(1)).ShouldBe((false, true, DBNull.Value));
        reader.Read().ShouldBeTrue();
        (reader.Read(), reader.NextResult()).ShouldBe((false, false));
    }

    [Fact]
    public void A_column_that_is_not_among_them_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() => new RowReader(Table, []).GetOrdinal("Other"));

    [Fact]
    public void Rows_are_given_back_when_the_copy_ends()
    {
        var given = false;
        new RowReader(Table, Rows(() => given = true)).Dispose();
        given.ShouldBeFalse();
        var reader = new RowReader(Table, Rows(() => given = true));
        reader.Read();
        reader.Dispose();
        given.ShouldBeTrue();
    }

    private static IEnumerable<object?[]> Rows(Action atEnd)
    {
        try
        {
            yield return [1L, "a", null];
            yield return [2L, "b", null];
        }
        finally
        {
            atEnd();
        }
    }
}
