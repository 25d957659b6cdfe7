using System.Reflection;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Storage.Databases;
using SuperOfficeErpLink.Storage.SqlServer;
using SuperOfficeErpLink.Storage.Stores;

namespace SuperOfficeErpLink.Storage.Tests.Databases;

/// <summary>
/// Every method of every store is called with many made-up arguments and on many made-up answers, and what it sends to SQL Server is Transact-SQL.
/// Whether the server would do what is meant is another matter: the stores' own tests say that, where there is a server to run them on.
/// </summary>
public sealed class SqlServerStatementTests
{
    private const int Rounds = 24;
    private const int MostStatements = 40;
    private const int RoundsForAll = 150;

    // They answer without asking the database.
    private static readonly string[] Silent = ["BuiltInCrm.DescribeAsync"];

    public static TheoryData<string> Stores => [.. StoreTypes.Select(type => type.Name)];

    private static IEnumerable<Type> StoreTypes => typeof(LinkStore).Assembly.GetExportedTypes()
        .Where(type => type is { IsAbstract: false } && (type.Name.EndsWith("Store", StringComparison.Ordinal) || typeof(ICrm).IsAssignableFrom(type)));

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_a_store_sends_is_Transact_SQL(string store)
    {
        var type = StoreTypes.Single(one => one.Name == store);
        var silent = new List<string>();
        foreach (var method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Where(method => !method.IsSpecialName && IsWork(method)))
        {
            var sent = new HashSet<string>(StringComparer.Ordinal);
            for (var round = 0; round < Rounds; round++)
            {
                sent.UnionWith(await CallAsync(type, method, round));
            }

            foreach (var text in sent)
            {
                TransactSql.Parse(text);
            }

            if (sent.Count == 0)
            {
                silent.Add($"{store}.{method.Name}");
            }
        }

        silent.Except(Silent, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public async Task Statements_written_by_hand_are_among_them()
    {
        var orders = await AllAsync(typeof(RunStore), nameof(RunStore.QueueAsync));
        foreach (var part in new[] { "FROM \"Changes\" c JOIN", "FROM \"Conflicts\" c JOIN", "FROM \"Problems\" p JOIN", "c.\"Side\" = ", "t.\"WholeRecord\" = " })
        {
            orders.ShouldContain(text => text.StartsWith("INSERT INTO \"RunTargets\"", StringComparison.Ordinal) && text.Contains(part, StringComparison.Ordinal), part);
        }

        (await AllAsync(typeof(ConflictStore), nameof(ConflictStore.DecideOthersAsync))).ShouldContain(text => text.StartsWith("INSERT INTO \"Retries\"", StringComparison.Ordinal));
        var records = await AllAsync(typeof(Storage.BuiltInCrm.BuiltInCrm), nameof(ICrm.GetAsync));
        records.ShouldContain(text => text.StartsWith("SELECT [Id], [Version], ", StringComparison.Ordinal) && text.Contains("WHERE [Id] BETWEEN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_database_s_own_statements_are_too()
    {
        TransactSql.Parse(SqlServerDatabase.TakeLock);
        TransactSql.Parse(SqlServerDatabase.ReadClock);
        var server = new RecordingServer(new Random(3), MostStatements, rows: 1);
        await using var context = server.CreateDbContext();
        var database = new SqlServerDatabase("Server=recorded");
        for (var round = 0; round < 10; round++)
        {
            await database.PrepareAsync(context, mayChange: true, default);
        }

        foreach (var text in server.Statements)
        {
            TransactSql.Parse(text);
        }

        server.Statements.ShouldContain("ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON");
    }

    [Fact]
    public void What_is_no_statement_is_noticed() => Should.Throw<ShouldAssertException>(() => TransactSql.Parse("SELECT [a] FROM [t] LIMIT 1"));

    private static bool IsWork(MethodInfo method) => typeof(Task).IsAssignableFrom(method.ReturnType) || IsStream(method.ReturnType);

    private static bool IsStream(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>);

    private static async Task<HashSet<string>> AllAsync(Type type, string method)
    {
        var sent = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < RoundsForAll; round++)
        {
            sent.UnionWith(await CallAsync(type, type.GetMethod(method)!, round));
        }

        return sent;
    }

    private static async Task<IReadOnlyList<string>> CallAsync(Type type, MethodInfo method, int round)
    {
        var random = new Random(round);
        var server = new RecordingServer(random, MostStatements);
        await using var context = server.CreateDbContext();
        var values = new MadeUp(random, new Dictionary<Type, object>
        {
            [typeof(IDbContextFactory<ErpLinkDbContext>)] = server, [typeof(ErpLinkDbContext)] = context, [typeof(TimeProvider)] = TimeProvider.System,
            [typeof(CancellationToken)] = CancellationToken.None, [typeof(OwnDatabase)] = new SqlServerDatabase("Server=recorded"),
            [typeof(UserContext)] = new UserContext("1", "Navn", IsAdministrator: true, []), [typeof(IDataProtectionProvider)] = new EphemeralDataProtectionProvider(),
        });
        try
        {
            var store = values.Of(type);
            await FinishAsync(method.Invoke(store, BindingFlags.DoNotWrapExceptions, null, values.For(method), null)!);
        }
        catch (Exception failure)
        {
            // A made-up value or row is often none that a store can go on with; what it had sent by then counts.
            failure.Message.ShouldNotContain("could not be translated");
        }

        return server.Statements;
    }

    private static async Task FinishAsync(object answer)
    {
        if (answer is Task task)
        {
            await task;
            return;
        }

        var rows = answer.GetType().GetInterfaces().Single(IsStream).GetGenericArguments()[0];
        await (Task)typeof(SqlServerStatementTests).GetMethod(nameof(ReadAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(rows).Invoke(null, [answer])!;
    }

    private static async Task ReadAsync<T>(IAsyncEnumerable<T> rows)
    {
        await foreach (var row in rows)
        {
            _ = row;
        }
    }
}
