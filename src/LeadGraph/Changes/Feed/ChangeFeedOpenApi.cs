using System.Text.Json.Nodes;
using LeadGraph.Http;
using LeadGraph.Leads;
using LeadGraph.Limits;
using LeadGraph.Segments;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace LeadGraph.Changes.Feed;

/// <summary>The descriptions of the feed in the OpenAPI document.</summary>
public static class ChangeFeedOpenApi
{
    private const string Example = """
        [{"id":1207,"user_id":7000000021,"previous":"warm","current":"hot","reason":"events","removed":false,
        "changed_at":"2026-01-31T18:30:05.120Z"}]
        """;

    /// <summary>Describes the parameters and every outcome of the endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public static RouteHandlerBuilder DescribeChangeFeed(this RouteHandlerBuilder endpoint)
        => endpoint
            .WithTags("Leads")
            .WithOperationId("listLeadScoreChanges")
            .WithSummary("Recorded changes of tier, oldest first.")
            .Produces<ChangeRow[]>(StatusCodes.Status200OK)
            .ProducesErrors()
            .Produces<ErrorBody>(StatusCodes.Status410Gone)
            .Produces<ErrorBody>(StatusCodes.Status501NotImplemented)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.Parameters =
                [
                    LeadOpenApi.Query(
                        "after", "Only changes after this one: the cursor in the address of Link, or the id of a "
                            + "change; the oldest unless given.",
                        new OpenApiSchema { Type = JsonSchemaType.String }),
                    LeadOpenApi.Query("limit", "How many changes at most.", Number(
                        1, ChangeFeedEndpoint.MaxLimit, ChangeFeedEndpoint.DefaultLimit)),
                    LeadOpenApi.Query("to", "Only changes to this tier.", new OpenApiSchema
                    {
                        Type = JsonSchemaType.String,
                        Enum = [.. LeadFilter.TierNames.Select(name => (JsonNode)name)]
                    }),
                    LeadOpenApi.Query(
                        SegmentArgument.Name, "Only changes of users who are in this segment of the settings now.",
                        new OpenApiSchema { Type = JsonSchemaType.String }),
                    LeadOpenApi.Query(LongPoll.Parameter, "How many seconds to wait for a change if there is none yet.",
                        Number(0, ChangeFeedEndpoint.MaxWait, 0)),
                    LeadOpenApi.StrictParameter()
                ];
                foreach (var (status, response) in operation.Responses!)
                {
                    response.Description = status switch
                    {
                        "200" => "The changes.",
                        "405" => "The method is not GET.",
                        "410" =>
                            "Changes after this cursor have been deleted, or it is of another store; the error names "
                            + "the cursor before the oldest that is kept.",
                        "501" => "There is no store, so no changes are recorded; the error names the command.",
                        _ => LeadOpenApi.Outcomes[status]
                    };
                }

                operation.AddExample(Example);
                LeadOpenApi.AddHeader(operation, "200", HeaderNames.Link, "The address of what follows, rel=next.");
                LeadOpenApi.AddHeader(operation, "405", HeaderNames.Allow, "The methods that are allowed.");
                LeadOpenApi.AddHeader(operation, "500", GlobalExceptionHandler.TraceHeader,
                    "The trace id under which the log has the cause.");
                return Task.CompletedTask;
            });

    private static OpenApiSchema Number(int least, int most, int usual) => new()
    {
        Type = JsonSchemaType.Integer,
        Minimum = $"{least}",
        Maximum = $"{most}",
        Default = usual
    };
}
