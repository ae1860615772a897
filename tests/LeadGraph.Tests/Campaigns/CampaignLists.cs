using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Campaigns;

/// <summary>Campaign lists as tests ask for them.</summary>
internal static class CampaignLists
{
    public const string ListPath = "/api/user-activity.csv";
    public const string Header =
        "user_id,username,first_name,email,total_events,active_days,last_activity,lead_score,registered_at,telegram_url";

    public static async Task<string?[][]> RowsAsync(ServiceHost host, string query)
        => [.. ReferenceData.ParseCsv(await host.Client.GetStringAsync(ListPath + query)).Skip(1)];

    public static async Task<string?[][]> RowsAsync(HttpResponseMessage response)
        => [.. ReferenceData.ParseCsv(await response.Content.ReadAsStringAsync()).Skip(1)];
}
