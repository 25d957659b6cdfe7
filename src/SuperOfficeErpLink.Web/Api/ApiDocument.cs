using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using SuperOfficeErpLink.Web.Api.Tokens;

namespace SuperOfficeErpLink.Web.Api;

/// <summary>The OpenAPI document of the API: made from the endpoints themselves.</summary>
public static class ApiDocument
{
    private const string Name = "v1";
    private const string Security = "token";

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.ShouldInclude = description => description.ActionDescriptor.EndpointMetadata.OfType<ScopeNeeded>().Any();
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Complete(operation, context);
            return Task.CompletedTask;
        });
    });

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "SuperOffice ERP Link", Version = Name,
            Description = "Connections, links, runs and what waits for a person. Errors are problem details (RFC 9457).",
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Security] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API token that an administrator made. Only in the Authorization header.",
        };
    }

    private static void Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<ScopeNeeded>().FirstOrDefault() is { } needed)
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Security, context.Document)] = [ApiScopeNames.Name(needed.Scope)] }];
        }

        foreach (var named in context.Description.ParameterDescriptions)
        {
            // A body that the operation reads itself is no parameter of its method.
            if (named.ParameterDescriptor?.ParameterType is { } type && Words.OfNamed(type) is { } words
                && operation.Parameters?.OfType<OpenApiParameter>().FirstOrDefault(one => one.Name == named.Name) is { } parameter)
            {
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. words.Select(word => JsonValue.Create(word))] };
            }
        }

        if (metadata.OfType<TakesKey>().FirstOrDefault() is { } takes)
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = Idempotency.Header, In = ParameterLocation.Header, Required = takes.IsRequired,
                Description = "The request is done once under one key, for 24 hours.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 100 },
            });
        }
    }
}
