using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LeadGraph.Limits;
using LeadGraph.Tests.Access;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace LeadGraph.Tests.Limits;

/// <summary>Over TLS the decrypted bytes count, and a connection with HTTP/2 as a whole.</summary>
public sealed class RequestHeadTlsTests : IDisposable
{
    private static readonly SslClientAuthenticationOptions Trust = new()
    {
        TargetHost = "localhost",
        RemoteCertificateValidationCallback = (_, _, _, _) => true
    };

    private readonly string _certificate = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.pfx");

    public RequestHeadTlsTests()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllBytes(_certificate, certificate.Export(X509ContentType.Pfx));
    }

    public void Dispose() => File.Delete(_certificate);

    [Fact]
    public async Task HeadersThatAreNotComplete_CountUntilTheResponse()
    {
        await using ServiceHost host = await StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port);
        await using var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(Trust);
        string header = $"X-A: {new string('a', 20_000)}\r\n";

        for (int request = 0; request < 2; request++)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"GET /health/live HTTP/1.1\r\nHost: localhost\r\n{header}"));
            await Eventually.UntilAsync(() => HeldBy(host) >= 4 * (header.Length - 4_096));
            await stream.WriteAsync("\r\n"u8.ToArray());
            Assert.StartsWith("HTTP/1.1 200 OK", await ReadAsync(stream));
            await UntilReleasedAsync(host);
        }
    }

    [Fact]
    public async Task Body_IsNoPartOfTheHead()
    {
        await using ServiceHost host = await StartAsync();
        using HttpClient client = NewClient(host, HttpVersion.Version11);

        // Together they would exceed the limit.
        for (int request = 0; request < 5; request++)
        {
            Assert.Equal("{\"data\":{\"__typename\":\"Query\"}}", await PostAsync(client));
            await UntilReleasedAsync(host);
        }
    }

    [Fact]
    public async Task Connection_WithoutASettingForHttp2_SpeaksHttp1()
    {
        await using ServiceHost host = await StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port);
        await using var stream = new SslStream(client.GetStream());

        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = Trust.RemoteCertificateValidationCallback,
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]
        });

        Assert.Equal(SslApplicationProtocol.Http11, stream.NegotiatedApplicationProtocol);
    }

    [Fact]
    public async Task Connection_WithHttp2_CountsUntilItsEnd()
    {
        await using ServiceHost host = await StartAsync(("Kestrel:EndpointDefaults:Protocols", "Http1AndHttp2"));
        using (HttpClient client = NewClient(host, HttpVersion.Version20))
        {
            for (int request = 0; request < 5; request++)
            {
                Assert.Equal("{\"data\":{\"__typename\":\"Query\"}}", await PostAsync(client));
                Assert.InRange(HeldBy(host), 100_000, 150_000);
            }

            client.DefaultRequestHeaders.Authorization = new("Bearer", new string('a', 8_000));
            Assert.Equal("{\"data\":{\"__typename\":\"Query\"}}", await PostAsync(client));
        }

        await UntilReleasedAsync(host);
    }

    private static HttpClient NewClient(ServiceHost host, Version version)
    {
        var handler = new SocketsHttpHandler { SslOptions = Trust };
        return new HttpClient(handler)
        {
            BaseAddress = host.Client.BaseAddress,
            Timeout = Eventually.Limit,
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact
        };
    }

    private static async Task<string> PostAsync(HttpClient client)
    {
        string body = $"{{\"query\":\"{{ __typename }}\"}}{new string(' ', 100_000)}";
        using HttpResponseMessage response = await client.PostAsync(
            "/graphql", new StringContent(body, Encoding.UTF8, "application/json"));
        return await response.Content.ReadAsStringAsync();
    }

    // All of a response in chunks, so that the next one is not taken for its rest.
    private static async Task<string> ReadAsync(SslStream stream)
    {
        byte[] buffer = new byte[1_024];
        string text = "";
        while (!text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal))
        {
            int length = await stream.ReadAsync(buffer);
            Assert.NotEqual(0, length);
            text += Encoding.ASCII.GetString(buffer, 0, length);
        }

        return text;
    }

    private Task<ServiceHost> StartAsync(params (string Key, string? Value)[] settings) => AuthenticatedHost.OpenAsync(
    [
        ("Urls", "https://127.0.0.1:0"),
        ("Kestrel:Certificates:Default:Path", _certificate),
        ("LeadGraph:Limits:HeadBytesPerAddress", "1048576"),
        .. settings
    ]);

    private static long HeldBy(ServiceHost host)
    {
        var limiters = host.Services.GetRequiredService<CallerLimiters>();
        return new LimitOptions().HeadBytes - limiters.HeadBytes.GetStatistics("all")!.CurrentAvailablePermits;
    }

    private static Task UntilReleasedAsync(ServiceHost host) => Eventually.UntilAsync(() => HeldBy(host) == 0);
}
