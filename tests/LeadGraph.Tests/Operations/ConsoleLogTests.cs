using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Operations;

/// <summary>What the program writes to the console.</summary>
public partial class ConsoleLogTests
{
    private const string Personal = "/api/user-activity?search=personal-secret";

    [Fact]
    public async Task Plain_EachEntry_BeginsWithItsTime()
    {
        await using ServiceProcess service = await StartAsync();
        await service.Client.GetStringAsync(Personal);
        await service.Client.GetAsync("/api/personal-secret");
        await service.UntilLoggedAsync("GET no route returned 404");
        await service.UntilLoggedAsync("GET /api/user-activity returned 200");

        string[] entries = [.. service.Log.Split('\n').Where(line => line.Length > 0 && line[0] != ' ')];

        Assert.NotEmpty(entries);
        Assert.All(entries, entry => Assert.Matches(EntryStart(), entry));
        Assert.Contains(": LeadGraph.Operations.RequestLog[8001]", service.Log);
        Assert.Matches(@"GET /api/user-activity returned 200 after \d+\.\d ms, trace [0-9a-f]{32}\.", service.Log);
        Assert.DoesNotContain("personal-secret", service.Log);
        Assert.DoesNotContain("(null)", service.Log);
    }

    [Fact]
    public async Task Json_EachLine_IsAnObjectWithItsTime()
    {
        DateTime before = DateTime.UtcNow.AddSeconds(-1);
        await using ServiceProcess service = await StartAsync(("LeadGraph:Logging:Format", "Json"));
        await service.Client.GetStringAsync(Personal);
        await Eventually.UntilAsync(() => service.Log.Contains("returned 200"));

        List<JsonElement> entries = [.. service.Log.Split('\n').Where(line => line.Length > 0)
            .Select(line => JsonElement.Parse(line))];

        Assert.All(entries, entry => Assert.InRange(
            DateTime.ParseExact(
                entry.GetProperty("Timestamp").GetString()!, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal),
            before, DateTime.UtcNow));
        JsonElement request = entries.First(entry => entry.GetProperty("EventId").GetInt32() == 8001);
        Assert.Equal("/api/user-activity", request.GetProperty("State").GetProperty("Route").GetString());
        Assert.Equal(200, request.GetProperty("State").GetProperty("Status").GetInt32());
        Assert.DoesNotContain("personal-secret", service.Log);
    }

    private static Task<ServiceProcess> StartAsync(params (string Key, string Value)[] settings)
        => ServiceProcess.StartAsync(
        [
            ("LeadGraph:Logging:Requests", "true"),
            ("LeadGraph:Demo:File", ReferenceData.NewSqliteFile()),
            .. settings
        ]);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (trce|dbug|info|warn|fail|crit): ")]
    private static partial Regex EntryStart();
}
