using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace LeadGraph.Access;

/// <summary>What the OpenAPI document says of credentials.</summary>
public static class AccessOpenApi
{
    /// <summary>Describes how callers identify themselves, where they have to.</summary>
    /// <param name="options">The document's options.</param>
    public static void DescribeAccess(this OpenApiOptions options)
        => options.AddDocumentTransformer((document, context, _) =>
        {
            AuthMode? mode = context.ApplicationServices.GetRequiredService<IOptions<AccessOptions>>().Value.ChosenMode;
            if (mode is null or AuthMode.None)
            {
                return Task.CompletedTask;
            }

            document.AddComponent("bearer", new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = mode == AuthMode.Jwt ? "JWT" : null,
                Description = mode == AuthMode.Jwt ? "A token of the issuer." : "An API key."
            });
            document.Security = [Requirement(document, "bearer")];
            if (mode == AuthMode.ApiKey)
            {
                document.AddComponent("apiKey", new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.ApiKey,
                    In = ParameterLocation.Header,
                    Name = CredentialAuthenticationHandler.KeyHeader,
                    Description = "An API key."
                });
                document.Security.Add(Requirement(document, "apiKey"));
            }

            return Task.CompletedTask;
        });

    private static OpenApiSecurityRequirement Requirement(OpenApiDocument document, string scheme)
        => new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };
}
