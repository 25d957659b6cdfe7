using System.Security.Claims;
using SuperOfficeErpLink.Connectors;
using SuperOfficeErpLink.Core.Access;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Core.Crm;
using SuperOfficeErpLink.Core.Links;
using SuperOfficeErpLink.Web.Api.Answers;
using SuperOfficeErpLink.Web.Api.Errors;
using SuperOfficeErpLink.Web.Api.Tokens;
using SuperOfficeErpLink.Web.Linking;

namespace SuperOfficeErpLink.Web.Api.Resources;

/// <summary>Links: listed, compared, made and given up.</summary>
public static class LinksApi
{
    private const string Connect = "connect";

    public static void MapLinks(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("").WithTags("Links");
        group.MapGet("/links", ListAsync).Is("listLinks", "Lists links in the order they were made", ApiScopes.Read).Produces<PageOf<LinkAnswer>>().Fails(404);
        group.MapGet("/links/{id:long}", GetAsync).Is("getLink", "One link", ApiScopes.Read).Produces<LinkAnswer>().Fails(404);
        group.MapGet("/links/compare", CompareAsync).Is("compare", "Both sides of a link, or of a record and an actor that may be linked", ApiScopes.Read)
            .Produces<ComparisonAnswer>().Fails(404, 422, 502);
        group.MapPost("/links", LinkAsync).Is("createLink", "Links a record and an actor, with the values you decide for", ApiScopes.Write)
            .Takes<LinkRequest>().Once(isRequired: true).Produces<LinkMade>(StatusCodes.Status201Created).Produces<LinkMade>(StatusCodes.Status202Accepted).Fails(404, 502);
        group.MapDelete("/links/{id:long}", UnlinkAsync).Is("deleteLink", "Gives a link up; nothing is deleted or changed in either system", ApiScopes.Write)
            .Produces(StatusCodes.Status204NoContent).Fails(404, 409);
    }

    private static async Task<IResult> ListAsync(
        Guid? connection, Named<EntityType>? entityType, long? entityId, string? erpKey, string? after, int? limit, ClaimsPrincipal caller, ConnectionList connections, LinkList links,
        CancellationToken cancellationToken)
    {
        if (Paging.Parse(after, limit) is not { } paging)
        {
            return Operations.BadPaging();
        }

        if (connection is { } id && await connections.FindAsync(caller.ToContext(), id, cancellationToken) is null)
        {
            return Operations.NotFound("connection");
        }

        var found = await links.ListAsync(caller.ToContext(), new LinkFilter(connection, entityType?.Value, entityId, erpKey), paging.After, paging.Limit, cancellationToken);
        return TypedResults.Ok(paging.Answer(found, LinkAnswer.Of, link => link.Id));
    }

    private static async Task<IResult> GetAsync(long id, ClaimsPrincipal caller, LinkList links, CancellationToken cancellationToken) =>
        await links.FindAsync(caller.ToContext(), id, cancellationToken) is { } link ? TypedResults.Ok(LinkAnswer.Of(link)) : Operations.NotFound("link");

    /// <param name="link">A link; or else the connection, the entity and the actor.</param>
    private static async Task<IResult> CompareAsync(
        long? link, Guid? connection, Named<EntityType>? entityType, long? entityId, Named<ActorType>? actorType, string? erpKey, ClaimsPrincipal caller, ConnectionList connections,
        LinkList links, Comparer comparer, CancellationToken cancellationToken)
    {
        var user = caller.ToContext();
        var held = link is { } linkId ? await links.FindAsync(user, linkId, cancellationToken) : null;
        if (link is not null && held is not { State: LinkState.Active })
        {
            return Operations.NotFound("link");
        }

        var request = held is not null ? new CompareRequest(held.Entity, held.ConnectionId, ActorType.None, null)
            : connection is { } id && entityType is { } type && entityId is { } entity && actorType is { } actor && erpKey is { Length: > 0 }
                ? new CompareRequest(new EntityRef(type.Value, entity), id, actor.Value, erpKey)
                : null;
        if (request is null)
        {
            return Problem.BadRequest.Naming("Name a link; or connection, entityType, entityId, actorType and erpKey.", new ProblemField("link", "Missing."));
        }

        return await HindranceAsync(user, request.ConnectionId, connections, cancellationToken)
            ?? (await comparer.CompareAsync(user, request, cancellationToken) is { } compared
                ? TypedResults.Ok(ComparisonAnswer.Of(request.Entity, compared))
                : Problem.NotLinkable.Answer("The record or the actor does not exist, or the type is not synced."));
    }

    private static async Task<IResult> LinkAsync(
        LinkRequest request, HttpContext context, ClaimsPrincipal caller, ConnectionList connections, Linker linker, LinkProblems problems, CancellationToken cancellationToken)
    {
        var user = caller.ToContext();
        if (request.ToOrder(Idempotency.MarkOf(context)) is not { } order || request.Actor.Key.Length == 0)
        {
            return Problem.BadRequest.Naming("A field is chosen twice, or the actor has no key.", new ProblemField("choices", "Each field once."), new ProblemField("actor.key", "Not blank."));
        }

        return await HindranceAsync(user, order.ConnectionId, connections, cancellationToken)
            ?? (await linker.LinkAsync(user, order, RepeatedRequest.Is(context), cancellationToken) is var outcome && outcome is LinkOrderOutcome.Linked linked
                ? linked.Link.State == LinkState.Active
                    ? TypedResults.Created(ApiPaths.Link(linked.Link.Id), LinkMade.Of(linked))
                    : TypedResults.Accepted(ApiPaths.Link(linked.Link.Id), LinkMade.Of(linked))
                : problems.Of(context, outcome));
    }

    /// <param name="withPersons">Persons linked below a company go with it.</param>
    private static async Task<IResult> UnlinkAsync(
        long id, bool? withPersons, HttpContext context, ClaimsPrincipal caller, ConnectionList connections, LinkList links, Linker linker, LinkProblems problems,
        CancellationToken cancellationToken)
    {
        var user = caller.ToContext();
        if (await links.FindAsync(user, id, cancellationToken) is not { } link)
        {
            return Operations.NotFound("link");
        }

        return await HindranceAsync(user, link.ConnectionId, connections, cancellationToken)
            ?? (await linker.UnlinkAsync(user, link, withPersons == true, cancellationToken) is var outcome && outcome is LinkOrderOutcome.Unlinked
                ? TypedResults.NoContent()
                : problems.Of(context, outcome));
    }

    /// <summary>Null when the user may link on the connection.</summary>
    private static async Task<IResult?> HindranceAsync(UserContext user, Guid connectionId, ConnectionList connections, CancellationToken cancellationToken) =>
        await connections.FindAsync(user, connectionId, cancellationToken) is not { } connection ? Operations.NotFound("connection")
        : !connection.Active || !connection.RightsOf(user).CanConnect ? Operations.RightMissing(Connect)
        : null;
}
