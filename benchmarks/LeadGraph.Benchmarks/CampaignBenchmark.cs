using System.Text;
using System.Text.Json;
using LeadGraph.Maintained;
using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Benchmarks;

/// <summary>Measures a campaign for all 100,000 users, in Maintained mode.</summary>
/// <param name="events">How many events there are.</param>
public sealed class CampaignBenchmark(long events)
{
    private const int Times = 5;

    private const string Input = "name: \\\"all\\\", holdoutPercent: 10, variants: [{ name: \\\"A\\\", share: 50 }, "
        + "{ name: \\\"B\\\", share: 50 }], goal: { eventTypes: [\\\"quiz\\\"], withinDays: 5 }, "
        + "optOutEventTypes: [\\\"bot_blocked\\\"]";

    private readonly Report _report = new(events);

    /// <summary>Makes the history, measures, and removes it.</summary>
    public async Task<Report> RunAsync()
    {
        PostgreSqlServer server = PostgreSqlServer.StartPrivate(isDurable: true);
        try
        {
            string database = await History.CreateAsync(server, events);
            await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
            await MaintainedInstallation.InstallAsync(source, CancellationToken.None);
            await MeasureAsync(database);
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            server.Stop();
        }

        return _report;
    }

    private async Task MeasureAsync(string database)
    {
        using ServerProcess server = await ServerProcess.StartLeadGraphAsync(
            ("ConnectionStrings__LeadGraph", database), ("LeadGraph__Activity__Mode", "Maintained"),
            ("LeadGraph__Cache__Seconds", "0"),
            // A machine with other work gives a figure all the same.
            ("LeadGraph__Limits__ExecutionTimeout", "00:01:00"));
        using var client = new HttpClient { BaseAddress = new Uri(server.Url), Timeout = TimeSpan.FromMinutes(5) };
        await AskAsync(client, $"{{ previewCampaign(input: {{ {Input} }}) {{ members }} }}");
        string id = "";
        _report.Add("createCampaign, 100,000 members", "ms", await Load.MillisecondsAsync(Times, async () =>
        {
            JsonElement made = (await AskAsync(
                client, $"mutation {{ createCampaign(input: {{ {Input} }}) {{ campaignId members }} }}"))
                .GetProperty("createCampaign");
            id = made.GetProperty("campaignId").GetString()!;
            if (made.GetProperty("members").GetInt32() != History.Users)
            {
                throw new InvalidOperationException($"A campaign of {made.GetProperty("members")} members.");
            }
        }));
        foreach (string list in (string[])["ids", "members.csv"])
        {
            _report.Add($"its list, {list}", "ms", await Load.MillisecondsAsync(Times, async () =>
            {
                using Stream body = await client.GetStreamAsync($"/api/campaigns/{id}/{list}");
                await body.CopyToAsync(Stream.Null);
            }));
        }

        string results = $"{{ campaign(id: {id}) {{ results {{ variant leadScore members converted rate pending rose "
            + "fell } comparisons { variant with verdict } } }";
        await AskAsync(client, results);
        _report.Add("its results and comparisons", "ms", await Load.MillisecondsAsync(
            Times, async () => await AskAsync(client, results)));
        _report.Add("memory of the server", "MB", server.Megabytes);
    }

    private static async Task<JsonElement> AskAsync(HttpClient client, string document)
    {
        using HttpResponseMessage response = await client.PostAsync(
            "/graphql", new StringContent($"{{\"query\":\"{document}\"}}", Encoding.UTF8, "application/json"));
        string text = await response.Content.ReadAsStringAsync();
        using var body = JsonDocument.Parse(text);
        return body.RootElement.TryGetProperty("errors", out JsonElement _)
            ? throw new InvalidOperationException(text)
            : body.RootElement.GetProperty("data").Clone();
    }
}
