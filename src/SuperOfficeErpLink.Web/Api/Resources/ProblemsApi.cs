using System.Globalization;
using System.Security.Claims;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Mapping;
using SuperOfficeErpLink.Core.Problems;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Web.Api.Answers;
using SuperOfficeErpLink.Web.Api.Errors;
using SuperOfficeErpLink.Web.Api.Tokens;
using SuperOfficeErpLink.Web.Issues;
using SuperOfficeErpLink.Web.Linking;

namespace SuperOfficeErpLink.Web.Api.Resources;

/// <summary>Problems: listed by cause, looked into and tried again.</summary>
public static class ProblemsApi
{
    public static void MapProblems(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("").WithTags("Problems");
        group.MapGet("/problems", ListAsync).Is("listProblems", "What cannot be synced and what waits, by cause", ApiScopes.Read).Produces<ProblemsAnswer>();
        group.MapGet("/problems/{id}/records", ListRecordsAsync).Is("listProblemRecords", "The records behind one cause", ApiScopes.Read)
            .Produces<PageOf<ProblemRecordAnswer>>().Fails(404);
        group.MapPost("/problems/{id}/retry", RetryAsync).Is("retryProblem", "Lets a run try the records behind a cause again, or one of them", ApiScopes.Run)
            .Takes<RetryRequest>(isOptional: true).Once().Produces<RunAnswer>(StatusCodes.Status202Accepted).Fails(404);
    }

    /// <param name="mine">Only records that the token's maker linked.</param>
    private static async Task<IResult> ListAsync(bool? mine, ClaimsPrincipal caller, ProblemList problems, ProblemWords words, CancellationToken cancellationToken)
    {
        var open = await problems.ListAsync(caller.ToContext(), mine == true, cancellationToken);
        return TypedResults.Ok(new ProblemsAnswer(
            [.. open.Causes.Select(one => ProblemAnswer.Of(one.Connection, one.Cause, words))], null, [.. open.Troubles.Select(trouble => TroubleAnswer.Of(trouble, words))]));
    }

    private static async Task<IResult> ListRecordsAsync(
        string id, bool? mine, string? after, int? limit, ClaimsPrincipal caller, ProblemList problems, ProblemWords words, CancellationToken cancellationToken)
    {
        if (TextPaging.Parse(after, limit) is not { } paging || (paging.After is not null && ParseKey(paging.After) is null))
        {
            return Operations.BadPaging();
        }

        return ProblemPaths.Parse(id) is { } cause
            && await problems.LoadAsync(caller.ToContext(), cause, mine == true, ParseKey(paging.After), cancellationToken, paging.Limit) is { } page
                ? TypedResults.Ok(TextPaging.Answer(page.Lines, line => ProblemRecordAnswer.Of(line, words), page.Next is { } next ? Write(next) : null))
                : Operations.NotFound("problem");
    }

    private static async Task<IResult> RetryAsync(
        string id, RetryRequest? request, ClaimsPrincipal caller, ProblemList problems, ProblemRetries retries, CancellationToken cancellationToken)
    {
        var user = caller.ToContext();
        if ((request?.CrmField is null) != (request?.ErpField is null) || (request is { Link: null, CrmField: not null }))
        {
            return Problem.BadRequest.Naming("Name a link, and with it both fields or none.", new ProblemField("crmField", "Only with erpField and link."));
        }

        var found = (await problems.ListAsync(user, mine: false, cancellationToken)).Causes.Where(one => ProblemPaths.Key(one.Cause.Ref) == id).Take(1).ToList();
        return found is not [var (connection, cause)] ? Operations.NotFound("problem")
            : !RunOrders.MayOrder(connection, user) ? Operations.RightMissing("connect")
            : await QueueAsync(user, cause.Ref, request, retries, cancellationToken) is { } run ? RunsApi.Accepted(run)
            : Problem.NothingToDo.Answer("It goes on by itself, or is over.");
    }

    /// <summary>Null when there is nothing behind the cause that a run could try.</summary>
    private static Task<Run?> QueueAsync(UserContext user, CauseRef cause, RetryRequest? request, ProblemRetries retries, CancellationToken cancellationToken) =>
        request?.Link is { } link
            ? retries.RetryAsync(
                user, cause, link, request is { CrmField: { } crm, ErpField: { } erp } ? new FieldPair(crm, erp).ToString() : "", cancellationToken)
            : retries.RetryAsync(user, cause, mine: false, cancellationToken);

    private static string Write(LineKey key) => string.Create(CultureInfo.InvariantCulture, $"{key.Number}:{key.Text}");

    private static LineKey? ParseKey(string? text) =>
        text?.Split(':', 2) is [var number, var rest] && long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? new LineKey(value, rest) : null;
}
