using System.Text.Json.Nodes;
using LeadGraph.Http;
using LeadGraph.Leads;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace LeadGraph.Campaigns;

/// <summary>The descriptions of the download in the OpenAPI document.</summary>
public static class CampaignOpenApi
{
    private static readonly string OrderKey = $@"({string.Join('|', LeadOrder.Fields)})\.(asc|desc)";

    /// <summary>Describes the parameters and every outcome of the endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public static RouteHandlerBuilder DescribeCampaignList(this RouteHandlerBuilder endpoint)
        => endpoint
            .WithTags("Leads")
            .WithOperationId("downloadLeads")
            .WithSummary("All registered users that match, however many, as CSV, JSON Lines or an Excel workbook.")
            .Produces<string>(StatusCodes.Status200OK, "text/csv", "application/jsonl", CampaignListForm.WorkbookType)
            .ProducesErrors()
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.Parameters =
                [
                    .. LeadOpenApi.Filters(),
                    LeadOpenApi.Query("order",
                        $"The columns to sort by, at most {LeadOrder.MaxKeys}, each with its direction, separated by "
                        + "commas; then by user id. NULLs sort last.",
                        new OpenApiSchema
                        {
                            Type = JsonSchemaType.String,
                            Pattern = $"^{OrderKey}(,{OrderKey}){{0,{LeadOrder.MaxKeys - 1}}}$",
                            Default = LeadOrder.Default
                        }),
                    LeadOpenApi.Query("columns",
                        "The columns in their order, separated by commas; the default has all but "
                        + "points, falls_at, falls_to and momentum.",
                        new OpenApiSchema
                        {
                            Type = JsonSchemaType.String,
                            Default = string.Join(',', CampaignColumn.Default.Select(column => column.Name))
                        }),
                    LeadOpenApi.Query("format", "The format of the list.", Choice("csv", "jsonl", "xlsx")),
                    .. OfCsv()
                ];
                foreach (var (status, response) in operation.Responses!)
                {
                    response.Description = status == "200"
                        ? "The leads, all from one database snapshot: in CSV a header, then a line for each."
                        : LeadOpenApi.Outcomes[status];
                }

                LeadOpenApi.AddHeader(operation, "200", TotalCountHeader.Name,
                    "The number of leads in the complete list.");
                LeadOpenApi.AddHeader(operation, "405", HeaderNames.Allow, "The methods that are allowed.");
                LeadOpenApi.AddHeader(operation, "500", GlobalExceptionHandler.TraceHeader,
                    "The trace id under which the log has the cause.");
                return Task.CompletedTask;
            });

    /// <summary>The parameters for how CSV is written.</summary>
    internal static OpenApiParameter[] OfCsv() =>
    [
        LeadOpenApi.Query("separator", "The character between the cells of CSV.",
            Choice([.. CampaignListForm.Separators.Keys])),
        LeadOpenApi.Query("raw",
            "Whether CSV has texts as they are, also those that a spreadsheet would run as formulas.",
            new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false })
    ];

    // The first value is the default.
    private static OpenApiSchema Choice(params string[] values) => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. values.Select(value => (JsonNode)value)],
        Default = values[0]
    };
}
