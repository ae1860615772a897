using System.Text;
using System.Text.Json.Nodes;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Reference;

/// <summary>Replays every recorded exchange over HTTP, and compares as the recording's README says.</summary>
public class RecordedExchangeTests
{
    [ReferenceTheory]
    [OnSqlite]
    [OnPostgreSql]
    public async Task Reference_EveryRecordedExchange_IsAnsweredEqually(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(
            provider, ("LeadGraph:GraphQL:Introspection", "true"));
        var differences = new StringBuilder();
        int compared = 0;
        foreach (string line in await File.ReadAllLinesAsync(ReferenceData.PathOf("requests.jsonl")))
        {
            JsonNode exchange = JsonNode.Parse(line)!;
            JsonObject recorded = exchange["response"]!.AsObject();
            string? difference = await ReplayAsync(host.Client, exchange["request"]!.AsObject(), recorded);
            compared++;
            if (difference is not null)
            {
                differences.AppendLine($"{exchange["id"]}: {difference}");
            }
        }

        Assert.True(differences.Length == 0, differences.ToString());
        Assert.True(compared > 0, "There are no recorded exchanges.");
    }

    private static async Task<string?> ReplayAsync(HttpClient client, JsonObject request, JsonObject recorded)
    {
        using var message = new HttpRequestMessage(
            new HttpMethod(request["method"]!.GetValue<string>()),
            new Uri(client.BaseAddress!, request["path"]!.GetValue<string>()));
        string? body = request["bodyText"]?.GetValue<string>() ?? request["body"]?.ToJsonString();
        if (body is not null)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        }

        message.Headers.TryAddWithoutValidation("accept", "*/*");
        foreach ((string name, JsonNode? value) in request["headers"]?.AsObject() ?? [])
        {
            if (name == "accept")
            {
                message.Headers.Remove(name);
            }

            if (!message.Headers.TryAddWithoutValidation(name, value!.GetValue<string>()))
            {
                message.Content!.Headers.TryAddWithoutValidation(name, value!.GetValue<string>());
            }
        }

        using HttpResponseMessage response = await client.SendAsync(message);
        return RecordedAnswer.Difference(
            recorded,
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            await response.Content.ReadAsStringAsync());
    }
}
