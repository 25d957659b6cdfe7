using SuperOfficeErpLink.Core.Crm;

namespace SuperOfficeErpLink.Web.Cards;

/// <summary>Addresses of cards: one word a kind of record.</summary>
public static class CardPaths
{
    /// <summary>From the application's root, with its leading slash.</summary>
    public static string Of(EntityRef entity) => $"/{entity.Type.ToString().ToLowerInvariant()}/{entity.Key}";

    /// <summary>None when the word is no card's.</summary>
    public static EntityType Parse(string? word) => word?.ToLowerInvariant() switch
    {
        "company" => EntityType.Company,
        "person" => EntityType.Person,
        "project" => EntityType.Project,
        _ => EntityType.None,
    };

    /// <summary>The route constraint <c>card</c>: pages that serve every kind of record stand at /company/…, /person/… and /project/….</summary>
    public sealed class Constraint : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            Parse(values[routeKey]?.ToString()) != EntityType.None;
    }
}
