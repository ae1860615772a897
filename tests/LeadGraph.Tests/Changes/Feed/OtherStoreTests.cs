using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Maintained;
using LeadGraph.Store;
using LeadGraph.Tests.Hosting;
using static LeadGraph.Tests.Changes.Feed.FeedSchool;

namespace LeadGraph.Tests.Changes.Feed;

/// <summary>Cursors of the feed of a store that is not there any more.</summary>
public class OtherStoreTests
{
    // As earlier versions gave them, without the store.
    private const string AfterTwo = "Y2hhbmdlOjI";

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Cursor_OfAStoreThatWasInstalledAgain_IsAnErrorThoughTheNewOneHasMoreChanges(
        DatabaseProvider provider)
    {
        await using ChangingDatabase school = await OpenAsync(provider);
        // A comparison has locks that the commands would wait for.
        await school.Monitor.StopAsync(CancellationToken.None);
        await RecordAsync(school, 3);
        string after = (await PageAsync(school.Host, "first: 2")).End!;
        string next = (await GetAsync(school.Host, $"{Address}?limit=2")).Next;
        Assert.Equal([3], (await PageAsync(school.Host, $"after: \"{after}\"")).Users);
        Assert.Equal([3], (await GetAsync(school.Host, next)).Ids);

        await RunAsync("uninstall", school);
        await ChangingDatabase.InstallAsync(school.ConnectionString);
        await RecordAsync(school, 5, users: 5);

        foreach (string argument in (string[])["after", "before"])
        {
            JsonElement error = (await school.Host.AskAsync(
                $"{{ leadScoreChanges({argument}: \"{after}\") {{ nodes {{ userId }} }} }}")).GetProperty("errors")[0];
            JsonElement extensions = error.GetProperty("extensions");
            Assert.Equal("CURSOR_OF_OTHER_STORE", extensions.GetProperty("code").GetString());
            Assert.Equal(argument, extensions.GetProperty("argument").GetString());
            Assert.Equal([1, 2, 3, 4, 5], (await PageAsync(
                school.Host, $"after: \"{extensions.GetProperty("oldest").GetString()}\"")).Users);
        }

        using HttpResponseMessage gone = await school.Host.Client.GetAsync(next);
        string body = await gone.Content.ReadAsStringAsync();
        Assert.Equal(410, (int)gone.StatusCode);
        Assert.Contains("of a store that is not there any more", body);
        Assert.Equal([1, 2, 3, 4, 5], (await GetAsync(school.Host, $"{Address}?after={OldestIn(body)}")).Ids);
        if (!Engine.IsPackages)
        {
            using ChangeReader resumed = await ChangeReader.OpenAsync(school.Host.Client, after);
            Assert.Equal("CURSOR_OF_OTHER_STORE", (await resumed.ErrorAsync())
                .GetProperty("extensions").GetProperty("code").GetString());
        }

        // A cursor that does not say of which store it is can be of this one.
        Assert.Equal([3, 4, 5], (await PageAsync(school.Host, $"after: \"{AfterTwo}\"")).Users);
        Assert.Equal([3, 4, 5], (await GetAsync(school.Host, $"{Address}?after=2")).Ids);
    }

    [EngineTheory, OnSqlite, OnPostgreSql]
    public async Task EventStream_WhoseStoreIsReplaced_EndsWithAnErrorAndANewOneGetsWhatHappens(
        DatabaseProvider provider)
    {
        await using ChangingDatabase school = await ChangingDatabase.OpenWithStoreAsync(provider);
        await school.UntilComparedAsync();
        using ChangeReader reader = await ChangeReader.OpenAsync(school.Host.Client);
        await reader.StartAsync();
        await school.RegisterAsync(1);
        Assert.Equal([1], await reader.UsersAsync(1));

        // By one with as many changes.
        await using (StoreConnection store = await school.OpenStoreAsync())
        {
            await store.ExecuteAsync(
                "UPDATE leadgraph.store SET store_id = '01234567-89ab-cdef-0123-456789abcdef'", CancellationToken.None);
        }

        await school.RegisterAsync(2);
        JsonElement error = await reader.ErrorAsync();
        Assert.Equal("CURSOR_OF_OTHER_STORE", error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal(reader.LastId, error.GetProperty("extensions").GetProperty("cursor").GetString());
        using ChangeReader again = await ChangeReader.OpenAsync(
            school.Host.Client, error.GetProperty("extensions").GetProperty("oldest").GetString());
        Assert.Equal([1, 2], await again.UsersAsync(2));
        await school.RegisterAsync(3);
        Assert.Equal([3], await again.UsersAsync(1));
    }

    [Theory]
    [InlineData("change:")]
    [InlineData("change:x")]
    [InlineData("change:1:2")]
    [InlineData("change:0123456g:2")]
    [InlineData("change:01234567:")]
    [InlineData("change:01234567:1:2")]
    [InlineData("campaign:1")]
    public void Text_ThatIsNoCursor_IsNotReadAsOne(string place)
        => Assert.False(LeadGraph.Changes.Feed.ChangeCursor.TryParse(
            System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.ASCII.GetBytes(place)), out _));

    private static async Task RunAsync(string action, ChangingDatabase school)
    {
        using var output = new StringWriter();
        int code = await DatabaseCommand.RunAsync(action, school.ConnectionString, output, output);
        Assert.True(code == 0, output.ToString());
    }
}
