using LeadGraph.Http;
using LeadGraph.Leads;
using Microsoft.OpenApi;

namespace LeadGraph.Campaigns;

/// <summary>The descriptions of a campaign's lists in the OpenAPI document.</summary>
public static class CampaignMembersOpenApi
{
    /// <summary>Describes the list of members.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public static RouteHandlerBuilder DescribeCampaignMembers(this RouteHandlerBuilder endpoint)
        => endpoint.Describe(
            "downloadCampaignMembers", "Who gets a message of a campaign, as CSV, JSON Lines or an Excel workbook.",
            "The members in the order of their ids, those of the hold-out not among them. The tier is that at the "
                + "creation of the campaign.",
            ["text/csv", "application/jsonl", CampaignListForm.WorkbookType],
            [
                LeadOpenApi.Query("columns", "The columns in their order, separated by commas.",
                    new OpenApiSchema
                    {
                        Type = JsonSchemaType.String,
                        Default = string.Join(',', CampaignColumn.OfMembers.Select(column => column.Name))
                    }),
                .. CampaignOpenApi.OfCsv()
            ]);

    /// <summary>Describes the list of ids.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public static RouteHandlerBuilder DescribeCampaignIds(this RouteHandlerBuilder endpoint)
        => endpoint.Describe(
            "downloadCampaignIds", "The Telegram ids of those who get a message of a campaign, one on each line.",
            "The ids in ascending order, those of the hold-out not among them.", ["text/plain"]);

    private static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder endpoint, string id, string summary, string outcome, string[] types,
        params OpenApiParameter[] parameters)
        => endpoint
            .WithTags("Campaigns")
            .WithOperationId(id)
            .WithSummary(summary)
            .Produces<string>(StatusCodes.Status200OK, types[0], types[1..])
            .ProducesErrors()
            .Produces<ErrorBody>(StatusCodes.Status404NotFound)
            .Produces<ErrorBody>(StatusCodes.Status501NotImplemented)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.Parameters =
                [
                    .. operation.Parameters ?? [],
                    LeadOpenApi.Query(
                        "variant", "Only those who get this message.",
                        new OpenApiSchema { Type = JsonSchemaType.String }),
                    .. parameters
                ];
                foreach (var (status, response) in operation.Responses!)
                {
                    response.Description = status switch
                    {
                        "200" => outcome,
                        "404" => "There is no such campaign.",
                        "501" => "There is no store; the message says which command creates one.",
                        _ => LeadOpenApi.Outcomes[status]
                    };
                }

                LeadOpenApi.AddHeader(operation, "200", TotalCountHeader.Name,
                    "The number of members in the complete list.");
                return Task.CompletedTask;
            });
}
