using System.Security.Claims;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.History;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Core.Runs;
using SuperOfficeErpLink.Core.Sync;
using SuperOfficeErpLink.Web.Api.Answers;
using SuperOfficeErpLink.Web.Api.Errors;
using SuperOfficeErpLink.Web.Api.Tokens;
using SuperOfficeErpLink.Web.Linking;

namespace SuperOfficeErpLink.Web.Api.Resources;

/// <summary>What was written and linked, and how it is taken back.</summary>
public static class HistoryApi
{
    public static void MapHistory(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("").WithTags("History");
        group.MapGet("/history", ListAsync).Is("listHistory", "What was written, the newest first", ApiScopes.Read).Produces<PageOf<ChangeAnswer>>().Fails(404);
        group.MapGet("/history/links", ListLinksAsync).Is("listLinkHistory", "What was linked and unlinked, the newest first", ApiScopes.Read)
            .Produces<PageOf<LinkEventAnswer>>().Fails(404);
        group.MapPost("/undo", UndoAsync).Is("undo", "Prepares putting old values back: the run shows its list and waits to be released", ApiScopes.Write)
            .Takes<UndoRequest>().Once().Produces<RunAnswer>(StatusCodes.Status202Accepted).Fails(404);
    }

    /// <param name="user">The id of whom it was done for.</param>
    /// <param name="until">Before this.</param>
    private static async Task<IResult> ListAsync(
        Guid? connection, Named<EntityType>? entityType, long? entityId, string? crmField, string? erpField, Named<Side>? side, string? cause, Named<ChangeState>? state, string? user,
        long? run, DateTimeOffset? from, DateTimeOffset? until, string? after, int? limit, ClaimsPrincipal caller, ConnectionList connections, HistoryReader history,
        CancellationToken cancellationToken)
    {
        if (TextPaging.Parse(after, limit) is not { } paging || (paging.After is not null && HistoryPlace.Parse(paging.After) is null))
        {
            return Operations.BadPaging();
        }

        if (entityId is not null && entityType is null)
        {
            return Problem.BadRequest.Naming("An entity is its type and its id.", new ProblemField("entityType", "Missing."));
        }

        if (connection is { } id && await connections.FindAsync(caller.ToContext(), id, cancellationToken) is null)
        {
            return Operations.NotFound("connection");
        }

        var filter = new HistoryFilter
        {
            ConnectionId = connection, Type = entityType?.Value, Entity = entityType is { } type && entityId is { } entity ? new EntityRef(type.Value, entity) : null,
            CrmField = crmField, ErpField = erpField, Side = side?.Value, Cause = cause, State = state?.Value, UserId = user, RunId = run, From = from, Until = until,
        };
        var page = (await history.LoadAsync(caller.ToContext(), filter, HistoryPlace.Parse(paging.After), cancellationToken, paging.Limit)).Page;
        return TypedResults.Ok(TextPaging.Answer(page.Lines, ChangeAnswer.Of, page.Next?.ToString()));
    }

    private static async Task<IResult> ListLinksAsync(
        Guid? connection, Named<EntityType>? entityType, long? entityId, Named<LinkEventKind>? kind, DateTimeOffset? from, DateTimeOffset? until, string? after, int? limit,
        ClaimsPrincipal caller, ConnectionList connections, HistoryReader history, CancellationToken cancellationToken)
    {
        if (Paging.Parse(after, limit) is not { } paging)
        {
            return Operations.BadPaging();
        }

        if ((entityId is null) != (entityType is null))
        {
            return Problem.BadRequest.Naming("An entity is its type and its id.", new ProblemField("entityType", "With entityId."));
        }

        if (connection is { } id && await connections.FindAsync(caller.ToContext(), id, cancellationToken) is null)
        {
            return Operations.NotFound("connection");
        }

        var entity = entityType is { } type && entityId is { } number ? new EntityRef(type.Value, number) : (EntityRef?)null;
        var filter = new LinkEventFilter(connection, entity, kind?.Value, From: from, Until: until);
        var found = await history.ListEventsAsync(caller.ToContext(), filter, paging.After == 0 ? null : paging.After, cancellationToken, paging.Limit);
        return TypedResults.Ok(paging.Answer(found, LinkEventAnswer.Of, line => line.Event.Id));
    }

    private static async Task<IResult> UndoAsync(UndoRequest request, ClaimsPrincipal caller, RunOrders orders, CancellationToken cancellationToken)
    {
        if (new object?[] { request.Change, request.Operation, request.Run, request.Since }.Count(given => given is not null) != 1)
        {
            return Problem.BadRequest.Naming("Name one of change, operation, run and since.", new ProblemField("change", "Exactly one is named."));
        }

        var (user, subject) = (caller.ToContext(), new RunSubject.Undo(request.Change, request.Operation, request.Run, request.Since));
        return await orders.FindConnectionAsync(user, subject, cancellationToken) is not { } connection ? Operations.NotFound("change that can be taken back")
            : !RunOrders.MayOrder(connection, user) ? Operations.RightMissing("connect")
            : await orders.UndoAsync(user, subject, cancellationToken) is { } run ? RunsApi.Accepted(run)
            : Problem.NothingToDo.Answer("There is nothing to take back.");
    }
}
