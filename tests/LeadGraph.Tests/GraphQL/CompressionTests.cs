using System.IO.Compression;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.GraphQL;

public class CompressionTests
{
    [ReferenceTheory]
    [OnSqlite]
    public async Task Response_ToAClientThatAcceptsGzip_IsCompressed(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);
        using var request = new HttpRequestMessage(
            HttpMethod.Get, "/graphql?query={userActivity{nodes{userId,username,email}}}");
        request.Headers.Add("Accept-Encoding", "gzip");

        using HttpResponseMessage response = await host.Client.SendAsync(request);

        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        using var text = new StreamReader(new GZipStream(body, CompressionMode.Decompress));
        Assert.StartsWith("""{"data":{"userActivity":{"nodes":[{"userId":""", await text.ReadToEndAsync());
    }
}
