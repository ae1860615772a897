using System.Net;
using System.Text.Json;
using LeadGraph.Campaigns;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Campaigns;

/// <summary>A service with campaigns, and what tests ask of it.</summary>
internal static class CampaignSchool
{
    /// <summary>Starts the service over a store: of the users 1 to 300, the first 200 are cool.</summary>
    public static async Task<ChangingDatabase> OpenAsync(
        DatabaseProvider provider, params (string Key, string? Value)[] settings)
    {
        ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(
            provider, [("LeadGraph:Live:Interval", "01:00:00"), ServiceHost.UsualTimeout, .. settings]);
        await school.RegisterAsync(1, 300);
        await school.ExecuteAsync($"""
            INSERT INTO events (id, user_id, event_type, created_at)
            SELECT 100000 + (10 * user_id) + k.n, user_id, 'click', '{school.Host.Clock.Now:yyyy-MM-dd HH:mm:ss}'
            FROM free_lesson_registrations
            CROSS JOIN (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5) k
            WHERE user_id <= 200
            """);
        return school;
    }

    /// <summary>Creates a campaign, and gives its id.</summary>
    public static async Task<string> CreateAsync(ServiceHost host, string input)
        => (await host.DataAsync($"mutation {{ createCampaign(input: {{ {input} }}) {{ campaignId }} }}"))
            .GetProperty("createCampaign").GetProperty("campaignId").GetString()!;

    /// <summary>The text of an address, which must be there.</summary>
    public static async Task<string> GetAsync(ServiceHost host, string address)
    {
        using HttpResponseMessage answer = await host.Client.GetAsync(address);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return text;
    }

    /// <summary>The ids of those who get a message of a campaign.</summary>
    public static async Task<long[]> IdsAsync(ServiceHost host, string campaign, string query = "")
        => [.. (await GetAsync(host, $"/api/campaigns/{campaign}/ids{query}"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];

    /// <summary>The errors of a request, each as its code and its argument.</summary>
    public static async Task<string[]> ErrorsAsync(ServiceHost host, string query)
    {
        JsonElement response = await host.AskAsync(query);
        Assert.True(response.TryGetProperty("errors", out JsonElement errors), response.ToString());
        return
        [
            .. errors.EnumerateArray().Select(error => error.GetProperty("extensions")).Select(extensions =>
                extensions.GetProperty("code").GetString() + (extensions.TryGetProperty("argument", out var argument)
                    ? $" {argument.GetString()}" : ""))
        ];
    }

    /// <summary>Who gets which message, computed again: the index of the variant, or that of the hold-out.</summary>
    public static int VariantOf(string campaign, long user, int holdout, params int[] shares)
        => CampaignAssignment.VariantOf(long.Parse(campaign), user, holdout, shares);
}
