using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LeadGraph.Benchmarks;

/// <summary>A server in a process of its own, as it would be deployed.</summary>
public sealed class ServerProcess : IDisposable
{
    // The load comes from one caller, who stands for many.
    private static readonly (string Key, string Value)[] LimitsOfMany =
    [
        ("LeadGraph__Limits__RequestsPerSecond", "1000000"),
        ("LeadGraph__Limits__BurstRequests", "1000000"),
        ("LeadGraph__Limits__ConcurrentRequestsPerCaller", "10000"),
        ("LeadGraph__Limits__QueuedRequestsPerCaller", "10000")
    ];

    private readonly Process _process;

    private ServerProcess(Process process, string url)
    {
        _process = process;
        Url = url;
    }

    /// <summary>Where it listens.</summary>
    public string Url { get; }

    /// <summary>The memory that it occupies now, in megabytes.</summary>
    public double Megabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1e6;
        }
    }

    /// <summary>Starts LeadGraph's release build.</summary>
    /// <param name="settings">Its environment variables.</param>
    public static async Task<ServerProcess> StartLeadGraphAsync(params (string Key, string Value)[] settings)
    {
        string url = FreeUrl();
        ServerProcess server = Start(
            typeof(LeadGraphSetup).Assembly.Location, url, [], [.. settings, .. LimitsOfMany, ("Urls", url)]);
        await server.UntilAsync("/health/ready");
        return server;
    }

    /// <summary>Starts a server to compare with.</summary>
    /// <param name="kind"><c>static</c> or <c>by-hand</c>.</param>
    /// <param name="source">The file or the database that it answers from.</param>
    public static async Task<ServerProcess> StartAsync(string kind, string source)
    {
        string url = FreeUrl();
        ServerProcess server = Start(typeof(StaticServer).Assembly.Location, url, [kind, url, source], []);
        await server.UntilAsync("/");
        return server;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static ServerProcess Start(
        string assembly, string url, string[] arguments, (string Key, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", assembly, .. arguments])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetDirectoryName(assembly)
        };
        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return new ServerProcess(process, url);
    }

    private async Task UntilAsync(string path)
    {
        using var client = new HttpClient { BaseAddress = new Uri(Url) };
        for (int i = 0; i < 3000; i++)
        {
            try
            {
                if ((await client.GetAsync(path)).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
            }

            if (_process.HasExited)
            {
                break;
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException($"{Url}{path} does not answer.");
    }

    private static string FreeUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
