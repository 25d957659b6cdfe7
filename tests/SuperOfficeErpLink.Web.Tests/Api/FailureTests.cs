using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Web.Api.Errors;
using SuperOfficeErpLink.Web.Tests.Hosting;

namespace SuperOfficeErpLink.Web.Tests.Api;

/// <summary>What fails behind the API is told to the caller as what it is, and to the operator with where it happened and no value.</summary>
public sealed class FailureTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Value = "Zebrasen";

    [Theory]
    [InlineData(5, 503, "unavailable")]
    [InlineData(6, 503, "unavailable")]
    [InlineData(10, 503, "unavailable")]
    [InlineData(13, 503, "unavailable")]
    [InlineData(14, 503, "unavailable")]
    [InlineData(1, 500, "internal")]
    [InlineData(19, 500, "internal")]
    public async Task A_failure_of_the_database_is_logged_and_only_one_that_passes_is_answered_as_such(int code, int status, string problem)
    {
        var (answered, answer, log) = await HandleAsync(() => throw new DbUpdateException("Saved not.", new SqliteException($"SQLite Error {code}.", code)));

        (answered, answer["type"]!.GetValue<string>()).ShouldBe((status, $"docs/api.md#{problem}"));
        log.ShouldHaveSingleItem().Level.ShouldBe(LogLevel.Error);
        log[0].Text.ShouldContain("SqliteException");
        log[0].Text.ShouldContain(nameof(FailureTests));
        (answer["trace"] is not null).ShouldBe(status == 500);
    }

    [Fact]
    public async Task A_trouble_of_the_database_is_logged_without_what_it_says()
    {
        var (_, _, log) = await HandleAsync(() => throw new SqliteException($"locked by {Value}", 5));
        log.ShouldHaveSingleItem().Text.ShouldNotContain(Value);
    }

    [Theory]
    [InlineData(FailureKind.Defect, 1)]
    [InlineData(FailureKind.Unreachable, 0)]
    public async Task A_defect_of_a_connector_is_logged(FailureKind kind, int logged)
    {
        var (answered, _, log) = await HandleAsync(() => throw new ConnectorException(kind, LocalText.Of("Down.", "Nede."), Value));

        answered.ShouldBe(kind == FailureKind.Defect ? 502 : 503);
        log.Count.ShouldBe(logged);
        log.ShouldAllBe(line => line.Level == LogLevel.Error && line.Text.Contains(nameof(ConnectorException)) && !line.Text.Contains(Value));
    }

    private async Task<(int Status, JsonNode Answer, List<(LogLevel Level, string Text)> Log)> HandleAsync(Action fails)
    {
        var failure = Should.Throw<Exception>(fails);
        var log = new Lines();
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = app.Services, Response = { Body = body } };
        context.Features.Set<IExceptionHandlerPathFeature>(new ExceptionHandlerFeature { Error = failure, Path = "/api/v1/links" });

        (await new ApiExceptionHandler(log).TryHandleAsync(context, failure, CancellationToken.None)).ShouldBeTrue();

        return (context.Response.StatusCode, JsonNode.Parse(body.ToArray())!, log.Written);
    }

    private sealed class Lines : ILogger<ApiExceptionHandler>
    {
        public List<(LogLevel Level, string Text)> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add((logLevel, $"{formatter(state, exception)}\n{exception}"));
    }
}
