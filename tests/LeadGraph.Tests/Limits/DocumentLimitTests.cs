using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace LeadGraph.Tests.Limits;

/// <summary>Limits of GraphQL documents, sent or stored.</summary>
public class DocumentLimitTests
{
    /// <summary>A page costs 2,031 with its events, and 31 without.</summary>
    private const string Costly = """
        query Costly($events: Boolean = true) {
          a: userActivity(first: 100) { nodes { ...F } } b: userActivity(first: 100) { nodes { ...F } }
          c: userActivity(first: 100) { nodes { ...F } } d: userActivity(first: 100) { nodes { ...F } }
          e: userActivity(first: 100) { nodes { ...F } } f: userActivity(first: 100) { nodes { ...F } }
        }
        fragment F on UserActivity { userId recentEvents(first: 3) @include(if: $events) { id } }
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cost_OfADocumentThatIsSent_IsLimited(bool trusted)
    {
        await using ServiceHost host = await StartAsync(trusted ? Folder() : null);

        Assert.Equal("HC0047", await CodeAsync(host, new { query = Costly }));
    }

    [EngineFact]
    public async Task Cost_OfADocument_DependsOnTheValuesOfItsVariables()
    {
        await using ServiceHost host = await StartAsync(Folder());

        Assert.Null(await CodeAsync(host, new { query = Costly, variables = new { events = false } }));
        Assert.Null(await CodeAsync(host, new { id = "costly", variables = new { events = false } }));
    }

    // Storing the document needs a request with it that is allowed, because its variables make it cheap.
    [EngineFact]
    public async Task Cost_OfADocumentStoredByItsHash_IsLimited()
    {
        await using ServiceHost host = await StartAsync(folder: null);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Costly)));
        var extensions = new { persistedQuery = new { version = 1, sha256Hash = hash } };
        var cheap = new { events = false };

        Assert.Null(await CodeAsync(host, new { query = Costly, variables = cheap, extensions }));

        Assert.Null(await CodeAsync(host, new { variables = cheap, extensions }));
        Assert.Equal("HC0047", await CodeAsync(host, new { extensions }));
    }

    [Fact]
    public async Task Cost_OfATrustedDocument_IsLimited()
    {
        await using ServiceHost host = await StartAsync(Folder());

        Assert.Equal("HC0047", await CodeAsync(host, new { id = "costly" }));
    }

    [Theory]
    [InlineData(16, "DOCUMENT_TOO_LARGE")]
    [InlineData(60, "DOCUMENT_TOO_LARGE")]
    [InlineData(11, null)]
    public async Task Fragments_SpreadTwiceEach_CountEachTimeTheyAreSpread(int levels, string? code)
    {
        await using ServiceHost host = await StartAsync(folder: null);
        string document = "{ ...f0 } "
            + string.Concat(Enumerable.Range(0, levels).Select(i => $"fragment f{i} on Query {{ ...f{i + 1} ...f{i + 1} }} "))
            + $"fragment f{levels} on Query {{ __typename }}";

        Assert.Equal(code, await CodeAsync(host, new { query = document }));
    }

    [Fact]
    public async Task Fragments_NestedTooDeeplyForTheStack_GetARequestError()
    {
        await using ServiceHost host = await StartAsync(folder: null, ("LeadGraph:Limits:DocumentTokens", "1000000"));
        string document = "{ ...f0 } "
            + string.Concat(Enumerable.Range(0, 22_000).Select(i => $"fragment f{i} on Query{{...f{i + 1}}}"))
            + "fragment f22000 on Query{x}";

        Assert.Equal("DOCUMENT_TOO_LARGE", await CodeAsync(host, new { query = document }));
    }

    [Fact]
    public async Task Services_WithPersistedDocuments_ContainTheMemoryCacheOfThePackages()
    {
        await using ServiceHost host = await StartAsync(folder: null);

        Assert.NotNull(host.Services.GetService<IMemoryCache>());
    }

    private static Task<ServiceHost> StartAsync(string? folder, params (string Key, string? Value)[] settings)
        => ServiceHost.StartOverSampleAsync(
            DatabaseProvider.Sqlite, [("LeadGraph:GraphQL:TrustedDocuments", folder), .. settings]);

    private static string Folder()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        File.WriteAllText(Path.Combine(folder.FullName, "costly.graphql"), Costly);
        return folder.FullName;
    }

    /// <summary>The code of the first error, without data; null if there is no error.</summary>
    private static async Task<string?> CodeAsync(ServiceHost host, object request)
    {
        using HttpResponseMessage response = await host.Client.PostAsJsonAsync("/graphql", request);
        JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        if (!answer.TryGetProperty("errors", out JsonElement errors))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return null;
        }

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        return errors[0].GetProperty("extensions").GetProperty("code").GetString();
    }
}
