using System.Security.Claims;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Web.Api.Answers;
using SuperOfficeErpLink.Web.Api.Errors;
using SuperOfficeErpLink.Web.Api.Tokens;
using SuperOfficeErpLink.Web.Linking;

namespace SuperOfficeErpLink.Web.Api.Resources;

/// <summary>Runs: started, looked at, stopped and released.</summary>
public static class RunsApi
{
    private const int MostEntities = 1000;

    public static void MapRuns(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("").WithTags("Runs");
        group.MapGet("/runs", ListAsync).Is("listRuns", "Lists runs, the newest first", ApiScopes.Read).Produces<PageOf<RunAnswer>>().Fails(404);
        group.MapGet("/runs/{id:long}", GetAsync).Is("getRun", "One run: how far it is, and what it did", ApiScopes.Read).Produces<RunAnswer>().Fails(404);
        group.MapPost("/runs", StartAsync).Is("startRun", "Starts a run; one over changes or everything that is open is joined", ApiScopes.Run)
            .Takes<RunRequest>().Once().Produces<RunAnswer>(StatusCodes.Status202Accepted).Fails(404);
        group.MapPost("/runs/{id:long}/cancel", CancelAsync).Is("cancelRun", "Asks a run to stop", ApiScopes.Run).Produces<RunAnswer>(StatusCodes.Status202Accepted).Fails(404);
        group.MapPost("/runs/{id:long}/release", ReleaseAsync).Is("releaseRun", "Lets a run go on that waits for its list to be looked at", ApiScopes.Run)
            .Takes<ReleaseRequest>(isOptional: true).Produces<RunAnswer>(StatusCodes.Status202Accepted).Fails(404, 409);
    }

    private static async Task<IResult> ListAsync(
        Guid? connection, string? after, int? limit, ClaimsPrincipal caller, ConnectionList connections, RunControl runs, CancellationToken cancellationToken)
    {
        if (Paging.Parse(after, limit) is not { } paging)
        {
            return Operations.BadPaging();
        }

        if (connection is { } id && await connections.FindAsync(caller.ToContext(), id, cancellationToken) is null)
        {
            return Operations.NotFound("connection");
        }

        var found = await runs.ListAsync(caller.ToContext(), paging.Limit, cancellationToken, connection, paging.After == 0 ? null : paging.After);
        return TypedResults.Ok(paging.Answer(found, RunAnswer.Of, run => run.Id));
    }

    private static async Task<IResult> GetAsync(long id, ClaimsPrincipal caller, RunControl runs, CancellationToken cancellationToken) =>
        await runs.FindAsync(caller.ToContext(), id, cancellationToken) is { } run ? TypedResults.Ok(RunAnswer.Of(run)) : Operations.NotFound("run");

    private static async Task<IResult> StartAsync(
        RunRequest request, ClaimsPrincipal caller, ConnectionList connections, LinkList links, RunControl runs, CancellationToken cancellationToken)
    {
        var user = caller.ToContext();
        if (await connections.FindAsync(user, request.Connection, cancellationToken) is not { } connection)
        {
            return Operations.NotFound("connection");
        }

        var entities = request.Entities ?? [];
        if (request.Kind switch { RunOver.Selected => entities.Count is 0 or > MostEntities, RunOver.One => entities.Count != 1, _ => entities.Count > 0 })
        {
            return Problem.BadRequest.Naming(
                $"Name 1 to {MostEntities} entities for selected, one for one, and none else.", new ProblemField("entities", "Not as many as the kind takes."));
        }

        if (MissingRight(user, connection, request.Kind) is { } right)
        {
            return Operations.RightMissing(right);
        }

        return await QueueAsync(user, request, entities, links, runs, cancellationToken) is { } run
            ? Accepted(run)
            : Problem.NothingToDo.Answer("None of the records is linked on this connection.");
    }

    /// <summary>Null when none of the records is linked there.</summary>
    private static async Task<Run?> QueueAsync(
        UserContext user, RunRequest request, IReadOnlyList<EntityAnswer> entities, LinkList links, RunControl runs, CancellationToken cancellationToken)
    {
        switch (request.Kind)
        {
            case RunOver.Selected:
                return await runs.SyncSelectedAsync(user, [.. entities.Select(entity => entity.ToRef())], cancellationToken, request.Connection) is [var queued, ..] ? queued.Run : null;
            case RunOver.One:
                var filter = new LinkFilter(request.Connection, entities[0].Type, entities[0].Id);
                var found = await links.ListAsync(user, filter, after: 0, atMost: 2, cancellationToken);
                return found.FirstOrDefault(link => link.State == LinkState.Active) is { } link ? (await runs.SyncOneAsync(user, link, cancellationToken)).Run : null;
            default:
                var kind = request.Kind == RunOver.Everything ? RunKind.Everything : RunKind.Changes;
                return (await runs.OrderSweepAsync(user, request.Connection, kind, cancellationToken)).Run;
        }
    }

    private static async Task<IResult> CancelAsync(long id, ClaimsPrincipal caller, ConnectionList connections, RunControl runs, CancellationToken cancellationToken)
    {
        var user = caller.ToContext();
        if (await HindranceAsync(user, id, connections, runs, cancellationToken) is { } hindrance)
        {
            return hindrance;
        }

        await runs.CancelAsync(user, id, cancellationToken);
        return await LookAsync(user, id, runs, cancellationToken);
    }

    private static async Task<IResult> ReleaseAsync(
        long id, ReleaseRequest? request, ClaimsPrincipal caller, ConnectionList connections, RunControl runs, CancellationToken cancellationToken)
    {
        var user = caller.ToContext();
        if (request?.First is < 1)
        {
            return Problem.BadRequest.Naming("first is at least 1, or is left out for all.", new ProblemField("first", "At least 1."));
        }

        return await HindranceAsync(user, id, connections, runs, cancellationToken, isRelease: true)
            ?? (await runs.ReleaseBrakeAsync(user, id, request?.First, cancellationToken)
                ? await LookAsync(user, id, runs, cancellationToken)
                : Problem.NotBraked.Answer("It goes on already, has ended, or has not got that far."));
    }

    private static async Task<IResult?> HindranceAsync(
        UserContext user, long id, ConnectionList connections, RunControl runs, CancellationToken cancellationToken, bool isRelease = false) =>
        await runs.FindAsync(user, id, cancellationToken) is not { } run ? Operations.NotFound("run")
        : isRelease && run.Kind.NeedsAdministrator() && !user.IsAdministrator ? Operations.RightMissing("administrator")
        : await connections.FindAsync(user, run.ConnectionId, cancellationToken) is { } connection && (user.IsAdministrator || connection.RightsOf(user).CanConnect) ? null
        : Operations.RightMissing("connect");

    private static string? MissingRight(UserContext user, Connection connection, RunOver kind) =>
        kind == RunOver.Everything && !user.IsAdministrator ? "administrator"
        : !connection.Active || !(connection.RightsOf(user).CanUse || (user.IsAdministrator && kind is RunOver.Changes or RunOver.Everything)) ? "use"
        : null;

    private static async Task<IResult> LookAsync(UserContext user, long id, RunControl runs, CancellationToken cancellationToken) =>
        await runs.FindAsync(user, id, cancellationToken) is { } run ? Accepted(run) : Operations.NotFound("run");

    internal static IResult Accepted(Run run) => TypedResults.Accepted(ApiPaths.Run(run.Id), RunAnswer.Of(run));
}
