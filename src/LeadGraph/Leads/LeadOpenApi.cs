using System.Text.Json.Nodes;
using LeadGraph.Configuration;
using LeadGraph.Http;
using LeadGraph.Scoring;
using LeadGraph.Segments;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace LeadGraph.Leads;

/// <summary>The descriptions of the lead endpoint in the OpenAPI document.</summary>
public static class LeadOpenApi
{
    /// <summary>What each status means, for every endpoint that returns leads.</summary>
    internal static readonly Dictionary<string, string> Outcomes = new()
    {
        ["200"] = "The leads, most events first, then by user id.",
        ["304"] = "The response still has the ETag that the caller sent in If-None-Match.",
        ["400"] = "A parameter has an invalid value; the error names it and the accepted values.",
        ["401"] = "The key or token is missing or not accepted.",
        ["403"] = "The caller lacks the scope read, or the request comes from a page of another site.",
        ["405"] = "The method is neither GET nor HEAD.",
        ["429"] = "Too many requests; Retry-After says when to try again.",
        ["500"] = "The database failed. A later request may succeed.",
        ["503"] = "The service is busy; Retry-After says when to try again."
    };

    private const string Example = """
        [{"user_id":7000000021,"username":"vera_k","first_name":"Vera","email":"vera@example.com","total_events":24,
        "active_days":5,"last_activity":"2026-01-31T18:30:00.000Z","lead_score":"hot"}]
        """;

    /// <summary>Describes the parameters and every outcome of the endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public static RouteHandlerBuilder DescribeLeads(this RouteHandlerBuilder endpoint)
        => endpoint
            .WithTags("Leads")
            .WithOperationId("listLeads")
            .WithSummary("Registered users with their engagement in the activity window, most active first.")
            .Produces<LeadRow[]>(StatusCodes.Status200OK)
            .Produces(StatusCodes.Status304NotModified)
            .ProducesErrors()
            .AddOpenApiOperationTransformer((operation, context, _) =>
            {
                int maxLeads = context.ApplicationServices
                    .GetRequiredService<IOptions<LeadGraphOptions>>().Value.MaxLeads;
                operation.Parameters = [.. Parameters(maxLeads)];
                foreach (var (status, description) in Outcomes)
                {
                    operation.Responses![status].Description = description;
                }

                AddHeader(operation, "200", HeaderNames.ETag,
                    "Identifies this response; send it in If-None-Match to get 304 while it is unchanged.");
                AddHeader(operation, "200", HeaderNames.Link,
                    "The address of the next page, rel=next, when the response has as many leads as limit.");
                AddHeader(operation, "200", TotalCountHeader.Name,
                    "The number of leads in the complete list, with count=true.");
                operation.AddExample(Example);
                AddHeader(operation, "304", HeaderNames.ETag, "Identifies the unchanged response.");
                AddHeader(operation, "405", HeaderNames.Allow, "The methods that are allowed.");
                AddHeader(operation, "500", GlobalExceptionHandler.TraceHeader,
                    "The trace id under which the log has the cause.");
                if (HttpMethods.IsHead(context.Description.HttpMethod!))
                {
                    foreach (IOpenApiResponse response in operation.Responses!.Values)
                    {
                        response.Content?.Clear();
                    }
                }

                return Task.CompletedTask;
            });

    /// <summary>Describes the fields of a lead beyond their types.</summary>
    /// <param name="options">The document's options.</param>
    public static void DescribeLeadFields(this OpenApiOptions options)
        => options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(LeadScore))
            {
                schema.Type = JsonSchemaType.String;
            }

            if (context.JsonTypeInfo.Type == typeof(LeadRow)
                && schema.Properties?["last_activity"] is OpenApiSchema lastActivity)
            {
                lastActivity.Format = "date-time";
            }

            return Task.CompletedTask;
        });

    /// <summary>Describes the errors that every REST endpoint may respond with.</summary>
    /// <param name="endpoint">The endpoint.</param>
    internal static RouteHandlerBuilder ProducesErrors(this RouteHandlerBuilder endpoint)
        => endpoint
            .Produces<ErrorBody>(StatusCodes.Status400BadRequest)
            .Produces<ErrorBody>(StatusCodes.Status401Unauthorized)
            .Produces<ErrorBody>(StatusCodes.Status403Forbidden)
            .Produces<ProblemBody>(StatusCodes.Status405MethodNotAllowed, ProblemResponses.ContentType)
            .Produces<ErrorBody>(StatusCodes.Status429TooManyRequests)
            .Produces<ErrorBody>(StatusCodes.Status500InternalServerError)
            .Produces<ErrorBody>(StatusCodes.Status503ServiceUnavailable);

    internal static void AddHeader(OpenApiOperation operation, string status, string name, string description)
    {
        var response = (OpenApiResponse)operation.Responses![status];
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        response.Headers[name] = new OpenApiHeader
        {
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String }
        };
    }

    private static IEnumerable<OpenApiParameter> Parameters(int maxLeads)
        =>
        [
            .. Filters(),
            Query(LeadField.Parameter,
                "The fields of each lead in their order, separated by commas; the default has all but falls_at and "
                    + "falls_to, when the tier falls if there are no more events, and to which; points, the sum of the "
                    + "weights of the events; and momentum, the points minus those of the window before.",
                new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Default = string.Join(',', LeadField.Default.Select(field => field.Name))
                }),
            Query("limit", "The maximum number of leads.",
                new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Format = "int32",
                    Minimum = "1",
                    Maximum = $"{maxLeads}",
                    Default = maxLeads
                }),
            Query(LeadPaging.AfterParameter,
                "Only leads behind this cursor, which the address in Link has; the first unless given.",
                new OpenApiSchema { Type = JsonSchemaType.String }),
            Query(LeadPaging.CountParameter, "Whether X-Total-Count tells how many leads there are in all.", Switch()),
            StrictParameter()
        ];

    /// <summary>The parameter that has unknown parameters refused.</summary>
    internal static OpenApiParameter StrictParameter() => Query(
        UnknownParameters.Strict, "Whether a parameter that is not listed here is an error; else it is ignored.",
        Switch());

    internal static IEnumerable<OpenApiParameter> Filters()
    {
        yield return Query("lead_score", "Only leads of these tiers, ignoring case; repeated or separated by commas.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = [.. LeadFilter.TierNames.Select(name => (JsonNode)name)]
                }
            });
        yield return Query(
            "search", "Only leads whose username, first name or email contains this text, ignoring case.",
            new OpenApiSchema { Type = JsonSchemaType.String });
        yield return Query(
            SegmentArgument.Name, "Only leads of this segment of the settings.",
            new OpenApiSchema { Type = JsonSchemaType.String });
        yield return Query(
            LeadFilter.FallsBeforeParameter,
            "Only leads whose tier falls before this moment if there are no more events.",
            new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" });
        yield return Query(
            PastMoment.Parameter, "A past moment with Z or an offset: the leads as of then; later registrations and "
                + "events are left out.",
            new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" });
    }

    private static OpenApiSchema Switch() => new() { Type = JsonSchemaType.Boolean, Default = false };

    internal static OpenApiParameter Query(string name, string description, OpenApiSchema schema)
        => new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema };
}
