using System.Text.Json;
using System.Text.Json.Nodes;
using LeadGraph.Access;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace LeadGraph.Mcp;

/// <summary>Runs the calls of tools of one HTTP request.</summary>
/// <param name="context">The request.</param>
/// <param name="tools">The tools.</param>
/// <param name="graphQL">Executes their documents.</param>
/// <param name="logger">Logs what goes wrong in the service.</param>
public sealed partial class ToolCall(
    HttpContext context, IReadOnlyList<LeadTool> tools, GraphQLSender graphQL, ILogger<ToolCall> logger)
{
    // Clients choose names, however long.
    private const int LongestName = 100;

    /// <summary>Runs a call.</summary>
    /// <param name="call">The tool and its arguments.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The data of the tool's document, or its errors with their codes.</returns>
    /// <exception cref="McpProtocolException">There is no such tool.</exception>
    public async Task<CallToolResult> RunAsync(CallToolRequestParams call, CancellationToken cancellationToken)
    {
        try
        {
            return await ExecuteAsync(call, cancellationToken);
        }
        catch (Exception failure) when (failure is not (McpException or OperationCanceledException))
        {
            LogFailure(failure, Cut(call.Name));
            throw;
        }
    }

    private static string Cut(string name) => name.Length <= LongestName ? name : $"{name[..LongestName]}…";

    private async Task<CallToolResult> ExecuteAsync(CallToolRequestParams call, CancellationToken cancellationToken)
    {
        LeadTool tool = tools.FirstOrDefault(one => one.Name == call.Name)
            ?? throw new McpProtocolException(
                $"There is no tool {Cut(call.Name)}; there are {string.Join(", ", tools.Select(one => one.Name))}.",
                McpErrorCode.InvalidParams);
        IDictionary<string, JsonElement> arguments = call.Arguments ?? new Dictionary<string, JsonElement>();
        if (arguments.Keys.Except(tool.Arguments).FirstOrDefault() is { } unknown)
        {
            return Fail(
                $"{tool.Name} has no argument `{Cut(unknown)}`; it takes "
                    + (tool.Arguments.Count > 0 ? $"{string.Join(", ", tool.Arguments)}." : "none."),
                "UNKNOWN_ARGUMENT");
        }

        JsonObject variables = tool.VariablesFor(arguments, context.User.MayReadPersonalData());
        JsonElement response = await graphQL.SendAsync(context, tool.Document, variables, cancellationToken);
        if (response.TryGetProperty("errors", out JsonElement errors))
        {
            return Fail(errors);
        }

        JsonElement data = response.GetProperty("data");
        return new CallToolResult
        {
            Content = [new TextContentBlock { Text = data.GetRawText() }],
            StructuredContent = data
        };
    }

    private static CallToolResult Fail(JsonElement errors)
        => Fail(new JsonArray([.. errors.EnumerateArray().Select(ErrorOf)]));

    // With what an assistant can correct itself by.
    private static JsonObject ErrorOf(JsonElement error)
    {
        var told = new JsonObject { ["message"] = error.GetProperty("message").GetString() };
        if (error.TryGetProperty("extensions", out JsonElement extensions))
        {
            foreach (string name in (string[])["code", "argument"])
            {
                if (extensions.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String)
                {
                    told[name] = value.GetString();
                }
            }
        }

        return told;
    }

    private static CallToolResult Fail(string message, string code)
        => Fail(new JsonArray(new JsonObject { ["message"] = message, ["code"] = code }));

    private static CallToolResult Fail(JsonArray errors) => new()
    {
        IsError = true,
        Content = [new TextContentBlock { Text = new JsonObject { ["errors"] = errors }.ToJsonString() }]
    };

    [LoggerMessage(EventId = 13001, Level = LogLevel.Error, Message = "The tool {Tool} failed.")]
    private partial void LogFailure(Exception exception, string tool);
}
