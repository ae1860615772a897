using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace LeadGraph.Leads;

/// <summary>What the OpenAPI document tells of the lead endpoint, beyond what its types say.</summary>
public static class LeadOpenApi
{
    private static readonly Dictionary<string, string> Outcomes = new()
    {
        ["200"] = "The leads, most events first, then by user id.",
        ["304"] = "The answer still is the one whose ETag the caller sent in If-None-Match.",
        ["400"] = "A parameter has a value that it does not accept; the error names it and what it accepts.",
        ["405"] = "The method is neither GET nor HEAD.",
        ["500"] = "The database failed. A later request may succeed."
    };

    /// <summary>Describes the parameters and every outcome of the endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public static RouteHandlerBuilder DescribeLeads(this RouteHandlerBuilder endpoint)
        => endpoint
            .WithTags("Leads")
            .WithSummary("Registered users with their engagement in the activity window, most active first.")
            .Produces<LeadRow[]>(StatusCodes.Status200OK)
            .Produces(StatusCodes.Status304NotModified)
            .Produces<ErrorBody>(StatusCodes.Status400BadRequest)
            .Produces(StatusCodes.Status405MethodNotAllowed)
            .Produces<ErrorBody>(StatusCodes.Status500InternalServerError)
            .AddOpenApiOperationTransformer((operation, context, _) =>
            {
                int maxLeads = context.ApplicationServices
                    .GetRequiredService<IOptions<LeadGraphOptions>>().Value.MaxLeads;
                operation.Parameters = [.. Parameters(maxLeads)];
                foreach (var (status, description) in Outcomes)
                {
                    operation.Responses![status].Description = description;
                }

                var headers = ((OpenApiResponse)operation.Responses!["200"]).Headers ??=
                    new Dictionary<string, IOpenApiHeader>();
                headers["ETag"] = new OpenApiHeader
                {
                    Description = "Identifies this answer; send it in If-None-Match to ask whether it still holds.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String }
                };
                return Task.CompletedTask;
            });

    private static IEnumerable<OpenApiParameter> Parameters(int maxLeads)
    {
        yield return Query("lead_score", "Only leads of these tiers, in any case; repeated or separated by commas.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = [.. LeadFilter.TierNames.Select(name => (JsonNode)name)]
                }
            });
        yield return Query("search", "Only leads whose username, first name or email contains this text, in any case.",
            new OpenApiSchema { Type = JsonSchemaType.String });
        yield return Query("limit", "The most leads wanted.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int32",
                Minimum = "1",
                Maximum = $"{maxLeads}",
                Default = maxLeads
            });
    }

    private static OpenApiParameter Query(string name, string description, OpenApiSchema schema)
        => new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema };
}
