using System.Data.Common;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Store;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Changes.Feed;

/// <summary>A service whose recorded changes the test writes, and what tests ask of them.</summary>
internal static class FeedSchool
{
    public const string Address = "/api/lead-score-changes";

    /// <summary>Starts the service over a store that nothing else is recorded in.</summary>
    public static Task<ChangingDatabase> OpenAsync(
        DatabaseProvider provider, params (string Key, string? Value)[] settings)
        => ChangingDatabase.OpenWithStoreAsync(provider, [("LeadGraph:Live:Interval", "01:00:00"), .. settings]);

    /// <summary>Records changes of users in turn, each to the next tier.</summary>
    public static async Task RecordAsync(ChangingDatabase school, int count, int users = 3)
    {
        await using StoreConnection store = await school.OpenStoreAsync();
        for (int i = 0; i < count; i++)
        {
            await store.ExecuteAsync("""
                INSERT INTO leadgraph.tier_changes (user_id, previous, current, reason, changed_at)
                VALUES (@user, @previous, @current, @reason, @at)
                """,
                CancellationToken.None, ("user", 1 + (i % users)), ("previous", i == 0 ? null : i % 4),
                ("current", (i + 1) % 4), ("reason", i % 4), ("at", school.Host.Clock.Now.UtcDateTime.AddMinutes(i)));
        }
    }

    /// <summary>Deletes the changes up to an id, as the retention does.</summary>
    public static async Task PruneAsync(ChangingDatabase school, long id)
    {
        await using StoreConnection store = await school.OpenStoreAsync();
        await using DbTransaction transaction = await store.BeginAsync(CancellationToken.None);
        await store.ExecuteAsync(
            "DELETE FROM leadgraph.tier_changes WHERE id <= @id; UPDATE leadgraph.feed SET pruned_id = @id",
            CancellationToken.None, ("id", id));
        await transaction.CommitAsync();
    }

    /// <summary>A page by GraphQL: the users, whether there is more, and the cursors at both ends.</summary>
    public static async Task<(List<long> Users, bool HasNext, bool HasPrevious, string? Start, string? End)> PageAsync(
        ServiceHost host, string arguments)
    {
        JsonElement page = (await host.DataAsync($$"""
            { leadScoreChanges{{(arguments == "" ? "" : $"({arguments})")}} {
                nodes { userId } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }
            """)).GetProperty("leadScoreChanges");
        JsonElement info = page.GetProperty("pageInfo");
        return (
            [.. page.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("userId").GetInt64())],
            info.GetProperty("hasNextPage").GetBoolean(), info.GetProperty("hasPreviousPage").GetBoolean(),
            info.GetProperty("startCursor").GetString(), info.GetProperty("endCursor").GetString());
    }

    /// <summary>The cursor that an error of REST says to begin with.</summary>
    public static string OldestIn(string body)
    {
        string text = JsonDocument.Parse(body).RootElement.GetProperty("error").GetString()!;
        const string Begin = "Begin with after=";
        return text[(text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)..].TrimEnd('.');
    }

    /// <summary>A page by REST: the ids, and the address of the next.</summary>
    public static async Task<(List<long> Ids, string Next)> GetAsync(ServiceHost host, string address)
    {
        using HttpResponseMessage answer = await host.Client.GetAsync(address);
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        string link = answer.Headers.GetValues("Link").Single();
        Assert.EndsWith(">; rel=\"next\"", link);
        return (
            [.. JsonDocument.Parse(body).RootElement.EnumerateArray().Select(row => row.GetProperty("id").GetInt64())],
            link[1..link.IndexOf('>')]);
    }
}
