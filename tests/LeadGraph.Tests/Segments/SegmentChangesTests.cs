using System.Net;
using LeadGraph.Data;
using LeadGraph.Tests.Campaigns;
using LeadGraph.Tests.Faults.History;
using LeadGraph.Tests.Hosting;
using LeadGraph.Tests.Webhooks;
using Microsoft.Extensions.Options;
using static LeadGraph.Tests.Changes.Feed.FeedSchool;
using static LeadGraph.Tests.Webhooks.WebhookSchool;

namespace LeadGraph.Tests.Segments;

/// <summary>Changes of tier of the leads of a segment.</summary>
public class SegmentChangesTests
{
    // Of the users 1 to 3, whose changes are recorded in turn.
    private static readonly (string Key, string? Value) Second = ("LeadGraph:Segments:second:Where:userId:eq", "2");
    private static readonly (string Key, string? Value) Nobody = ("LeadGraph:Segments:nobody:Where:userId:eq", "77");

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Feed_OfASegment_HasEachChangeOfItsLeadsOnceOnPagesOfAnySize(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider, Second);
        await school.RegisterAsync(1, 3);
        await RecordAsync(school, 900);
        long[] expected = [.. Enumerable.Range(0, 900).Where(i => i % 3 == 1).Select(i => i + 1L)];

        foreach (int size in (int[])[1, 7, 100, 300])
        {
            List<long> read = [];
            string next = $"{Address}?segment=second&limit={size}";
            // Pages of one change are many.
            while (read.Count < (size == 1 ? 5 : expected.Length))
            {
                (List<long> ids, next) = await GetAsync(school.Host, next);
                Assert.InRange(ids.Count, 1, size);
                read.AddRange(ids);
            }

            Assert.Equal(expected.Take(read.Count), read);
            Assert.Contains("segment=second", next);
        }

        var (users, hasNext, hasPrevious, start, end) = await PageAsync(school.Host, "segment: \"second\", first: 100");
        Assert.Equal((100, true, false), (users.Count, hasNext, hasPrevious));
        Assert.All(users, user => Assert.Equal(2, user));
        (users, hasNext, _, _, _) = await PageAsync(
            school.Host, $"segment: \"second\", first: 100, after: \"{end}\"");
        Assert.Equal((100, true), (users.Count, hasNext));
        (users, hasNext, hasPrevious, start, _) = await PageAsync(school.Host, "segment: \"second\", last: 100");
        Assert.Equal((100, false, true), (users.Count, hasNext, hasPrevious));
        (users, _, hasPrevious, _, _) = await PageAsync(
            school.Host, $"segment: \"second\", last: 100, before: \"{start}\"");
        Assert.Equal((100, true), (users.Count, hasPrevious));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Feed_OfASegmentWithFewChanges_TellsHowFarItHasLooked(DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider, Nobody);
        await school.RegisterAsync(1, 3);
        await RecordAsync(school, 2_100);

        var (users, hasNext, _, _, end) = await PageAsync(school.Host, "segment: \"nobody\", first: 100");
        Assert.Equal((0, true), (users.Count, hasNext));
        (users, hasNext, _, _, _) = await PageAsync(school.Host, $"segment: \"nobody\", after: \"{end}\"");
        Assert.Equal((0, false), (users.Count, hasNext));
        (users, _, bool hasPrevious, string? start, _) = await PageAsync(school.Host, "segment: \"nobody\", last: 5");
        Assert.Equal((0, true), (users.Count, hasPrevious));
        (users, _, hasPrevious, _, _) = await PageAsync(
            school.Host, $"segment: \"nobody\", last: 5, before: \"{start}\"");
        Assert.Equal((0, false), (users.Count, hasPrevious));
        (List<long> ids, string next) = await GetAsync(school.Host, $"{Address}?segment=nobody");
        Assert.Empty(ids);
        Assert.Equal(2_000, HistoryChange.IdOf(end!));
        Assert.EndsWith($"after={end}", next);
        string last = (await PageAsync(school.Host, "last: 1")).End!;
        Assert.Equal(2_100, HistoryChange.IdOf(last));
        Assert.EndsWith($"after={last}", (await GetAsync(school.Host, next)).Next);
        Assert.Equal(["SEGMENT_NOT_COUNTED"], await CampaignSchool.ErrorsAsync(
            school.Host, "{ leadScoreChanges(segment: \"nobody\") { totalCount } }"));
        Assert.Equal(["UNKNOWN_SEGMENT segment"], await CampaignSchool.ErrorsAsync(
            school.Host, "{ leadScoreChanges(segment: \"x\") { nodes { userId } } }"));
        using HttpResponseMessage unknown = await school.Host.Client.GetAsync($"{Address}?segment=x");
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Webhook_OfASegment_GetsChangesOfItsLeadsAndRetriesWhatItSent(DatabaseProvider provider)
    {
        bool fails = true;
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(_ => fails ? 500 : 200);
        await using ChangingDatabase school = await OpenAsync(
            provider, [.. receiver.Settings("crm", ("Segment", "second"), ("Batch", "true")), Second]);
        await school.RegisterAsync(1, 3);
        await UntilBegunAsync(school.Host, "crm");
        await RecordAsync(school, 8);
        await UntilFailedAsync(school.Host, "crm");

        // Whoever is in the segment by now: what was tried is sent again.
        await school.ExecuteAsync("DELETE FROM free_lesson_registrations WHERE user_id = 2");
        fails = false;
        await PassingTimeUntilAsync(school.Host, () => receiver.Accepted.Count >= 1);
        await UntilPassedAsync(school.Host, "crm", 8);

        Assert.Equal([2], receiver.Accepted.SelectMany(one => one.ChangeIds));
        Assert.Single(receiver.Requests.DistinctBy(one => one.Id));
        await school.RegisterAsync(2);
        await RecordAsync(school, 8);
        await PassingTimeUntilAsync(school.Host, () => receiver.Accepted.Count >= 4);
        await UntilPassedAsync(school.Host, "crm", 16);
        Assert.Equal([2, 10, 13, 16], receiver.Accepted.SelectMany(one => one.ChangeIds));
    }

    [Fact]
    public async Task Webhook_OfASegmentThatIsNot_StopsTheStart()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(_ => 200);

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => ServiceHost.StartAsync(
            "Data Source=none.db",
            [("LeadGraph:Store", "Auto"), .. receiver.Settings("crm", ("Segment", "secnod")), Second]));

        Assert.Equal(
            ["LeadGraph:Webhooks:crm:Segment is \"secnod\", and there is no such segment in LeadGraph:Segments. "
                + "Did you mean second?"],
            failure.Failures);
    }
}
