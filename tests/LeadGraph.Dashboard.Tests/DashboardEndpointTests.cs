using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using LeadGraph.Dashboard.Tests.Browsing;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Dashboard.Tests;

public class DashboardEndpointTests
{
    [DashboardFact]
    public async Task Root_AnswersThePageUnderAStrictPolicy()
    {
        await using ServiceHost host = await StartAsync();

        using HttpResponseMessage response = await host.Client.GetAsync("/");

        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-cache", response.Headers.CacheControl?.ToString());
        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.DoesNotMatch(
            @"<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=", await response.Content.ReadAsStringAsync());
    }

    [DashboardFact]
    public async Task Script_AnswersInTheBestFormAccepted()
    {
        await using ServiceHost host = await StartAsync();
        string path = await ScriptAsync(host);
        byte[] plain = await host.Client.GetByteArrayAsync(path);

        Assert.Equal(plain, await GetAsync("gzip, deflate, br, zstd", "br", Brotli));
        Assert.Equal(plain, await GetAsync("gzip", "gzip", Gzip));
        Assert.Equal(plain, await GetAsync("br;q=0, *;q=0.1", "gzip", Gzip));
        Assert.Equal(plain, await GetAsync("identity", null, plainly => plainly));

        static Stream Brotli(Stream compressed) => new BrotliStream(compressed, CompressionMode.Decompress);
        static Stream Gzip(Stream compressed) => new GZipStream(compressed, CompressionMode.Decompress);

        async Task<byte[]> GetAsync(string accepted, string? encoding, Func<Stream, Stream> decode)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
            using HttpResponseMessage response = await host.Client.SendAsync(request);
            Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault());
            Assert.Equal(["Accept-Encoding"], response.Headers.Vary);
            Assert.Equal("public, max-age=31536000, immutable", response.Headers.CacheControl?.ToString());
            Assert.Equal("text/javascript; charset=utf-8", response.Content.Headers.ContentType?.ToString());
            using var decoded = new MemoryStream();
            await using Stream stream = decode(await response.Content.ReadAsStreamAsync());
            await stream.CopyToAsync(decoded);
            return decoded.ToArray();
        }
    }

    [DashboardFact]
    public async Task Root_AskedAgainWithItsTag_HasNotChanged()
    {
        await using ServiceHost host = await StartAsync();
        using HttpResponseMessage first = await host.Client.GetAsync("/");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.IfNoneMatch.Add(Assert.IsType<EntityTagHeaderValue>(first.Headers.ETag));

        using HttpResponseMessage second = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [DashboardFact]
    public async Task OtherMethodsAndPaths_AreRefused()
    {
        await using ServiceHost host = await StartAsync();

        using HttpResponseMessage post = await host.Client.PostAsync("/", new StringContent(""));
        using HttpResponseMessage unknown = await host.Client.GetAsync("/assets/none.js");
        using HttpResponseMessage outside = await host.Client.GetAsync("/assets/..%2f..%2fappsettings.json");
        using HttpResponseMessage head = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, outside.StatusCode);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    private static async Task<ServiceHost> StartAsync()
    {
        string file = ReferenceData.NewSqliteFile();
        ReferenceData.ExecuteSqlite(file, ReferenceData.SqliteTables);
        return await ServiceHost.StartAsync($"Data Source={file}");
    }

    private static async Task<string> ScriptAsync(ServiceHost host)
        => Regex.Match(await host.Client.GetStringAsync("/"), "src=\"(/assets/[^\"]+\\.js)\"").Groups[1].Value;
}
