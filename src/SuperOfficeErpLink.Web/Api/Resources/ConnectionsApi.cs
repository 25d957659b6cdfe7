using System.Security.Claims;
using SuperOfficeErpLink.Core.Connections;
using SuperOfficeErpLink.Web.Api.Answers;
using SuperOfficeErpLink.Web.Api.Tokens;
using SuperOfficeErpLink.Web.Linking;

namespace SuperOfficeErpLink.Web.Api.Resources;

/// <summary>Connections and what they share.</summary>
public static class ConnectionsApi
{
    public static void MapConnections(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("").WithTags("Connections");
        group.MapGet("/connections", ListAsync).Is("listConnections", "Lists the connections you may see, by rank", ApiScopes.Read).Produces<PageOf<ConnectionAnswer>>();
        group.MapGet("/connections/{id:guid}", GetAsync).Is("getConnection", "One connection", ApiScopes.Read).Produces<ConnectionAnswer>().Fails(404);
        group.MapGet("/connections/{id:guid}/mappings", GetMappingsAsync).Is("getMappings", "The configuration of a connection that is in force", ApiScopes.Read)
            .Produces<MappingsAnswer>().Fails(404);
    }

    private static async Task<IResult> ListAsync(ClaimsPrincipal caller, ConnectionList connections, CancellationToken cancellationToken)
    {
        var user = caller.ToContext();
        var answers = new List<ConnectionAnswer>();
        foreach (var connection in await connections.ListAsync(user, cancellationToken))
        {
            answers.Add(ConnectionAnswer.Of(connection, user, await connections.GetHealthAsync(connection, cancellationToken)));
        }

        return TypedResults.Ok(new PageOf<ConnectionAnswer>(answers, null));
    }

    private static async Task<IResult> GetAsync(Guid id, ClaimsPrincipal caller, ConnectionList connections, CancellationToken cancellationToken) =>
        await connections.FindAsync(caller.ToContext(), id, cancellationToken) is { } connection
            ? TypedResults.Ok(ConnectionAnswer.Of(connection, caller.ToContext(), await connections.GetHealthAsync(connection, cancellationToken)))
            : Operations.NotFound("connection");

    private static async Task<IResult> GetMappingsAsync(Guid id, ClaimsPrincipal caller, ConnectionList connections, CancellationToken cancellationToken) =>
        await connections.FindAsync(caller.ToContext(), id, cancellationToken) is { } connection
            ? TypedResults.Ok(new MappingsAnswer(connection.MappingVersion, (await connections.GetMappingAsync(connection, cancellationToken)).Actors))
            : Operations.NotFound("connection");
}
