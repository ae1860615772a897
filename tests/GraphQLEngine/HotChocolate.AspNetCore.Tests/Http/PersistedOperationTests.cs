using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.AspNetCore.Tests.Http;

public class PersistedOperationTests
{
    private const string Document = "{ hello }";

    private static readonly string s_hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Document)));
    private static readonly string s_extensions =
        $$$"""{"persistedQuery":{"version":1,"sha256Hash":"{{{s_hash}}}"}}""";

    [Theory]
    [InlineData("GET", "*/*", 400)]
    [InlineData("GET", "application/json", 200)]
    [InlineData("POST", "*/*", 400)]
    [InlineData("POST", "application/json", 200)]
    public async Task AutomaticDocument_Unknown_IsNeverCacheable(string method, string accept, int status)
    {
        await using GraphQLServer server = await StartAsync();

        using HttpResponseMessage response = await AskAsync(server, method, accept);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains("PersistedQueryNotFound", await response.Content.ReadAsStringAsync());
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task AutomaticDocument_SentOnce_IsKnown(string method)
    {
        await using GraphQLServer server = await StartAsync();
        using HttpResponseMessage stored =
            await server.PostAsync($$"""{"query":"{{Document}}","extensions":{{s_extensions}}}""");
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);

        using HttpResponseMessage response = await AskAsync(server, method, "*/*");

        Assert.Equal("""{"data":{"hello":"wörld"}}""", await response.Content.ReadAsStringAsync());
        Assert.Equal("public, max-age=60", response.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("""{"id":"hello"}""")]
    [InlineData("""{"documentId":"hello"}""")]
    public async Task TrustedDocument_ByIdentifier_IsExecuted(string body)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        await File.WriteAllTextAsync(System.IO.Path.Combine(folder.FullName, "hello.graphql"), Document);
        await using GraphQLServer server = await GraphQLServer.StartAsync(graphQL: graphQL => graphQL
            .UsePersistedOperationPipeline()
            .AddFileSystemOperationDocumentStorage(folder.FullName)
            .ModifyRequestOptions(options => options.PersistedOperations.OnlyAllowPersistedDocuments = true));

        using HttpResponseMessage posted = await server.PostAsync(body);
        using HttpResponseMessage got = await server.SendAsync("GET", "/graphql?id=hello");
        using HttpResponseMessage other = await server.PostAsync("""{"query":"{ hello }"}""");

        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        Assert.Equal(HttpStatusCode.OK, got.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
        folder.Delete(recursive: true);
    }

    /// <summary>A server whose service lets caches keep what it answers.</summary>
    private static Task<GraphQLServer> StartAsync() => GraphQLServer.StartAsync(
        graphQL: graphQL => graphQL.UseAutomaticPersistedOperationPipeline().AddInMemoryOperationDocumentStorage(),
        middleware: app => app.Use((context, next) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=60";
            return next(context);
        }));

    private static Task<HttpResponseMessage> AskAsync(GraphQLServer server, string method, string accept)
        => method == "GET"
            ? server.SendAsync("GET", $"/graphql?extensions={Uri.EscapeDataString(s_extensions)}", accept)
            : server.PostAsync($$"""{"extensions":{{s_extensions}}}""", accept);
}
