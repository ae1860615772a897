using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LeadGraph.Http;

/// <summary>What the OpenAPI document says of the whole service.</summary>
public static class OpenApiDocumentation
{
    /// <summary>Describes the service.</summary>
    /// <param name="options">The document's options.</param>
    public static void DescribeService(this OpenApiOptions options)
        => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "LeadGraph",
                Version = "1",
                Description = "The registered users with their engagement in the activity window, and what became of "
                    + "it. GraphQL, at /graphql, has more."
            };
            // The address that the document was read from serves it.
            document.Servers?.Clear();
            return Task.CompletedTask;
        });

    /// <summary>
    /// Names the operation for generated clients. <c>HEAD</c>, which has the same endpoint, has a name of its own.
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="id">The name, such as <c>listLeads</c>.</param>
    public static RouteHandlerBuilder WithOperationId(this RouteHandlerBuilder endpoint, string id)
        => endpoint.AddOpenApiOperationTransformer((operation, context, _) =>
        {
            operation.OperationId = HttpMethods.IsHead(context.Description.HttpMethod!) ? $"{id}Head" : id;
            return Task.CompletedTask;
        });

    /// <summary>Gives the operation an example of its answer in JSON.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="example">The example.</param>
    internal static void AddExample(this OpenApiOperation operation, string example)
    {
        if (operation.Responses!["200"].Content?.TryGetValue("application/json", out OpenApiMediaType? json) == true)
        {
            json.Example = JsonNode.Parse(example);
        }
    }
}
