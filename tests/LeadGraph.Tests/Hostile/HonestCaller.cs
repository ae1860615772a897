using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LeadGraph.Tests.Hostile;

/// <summary>
/// Asks for leads again and again while others do their worst, from an address of its own and so as a caller of its
/// own. Each answer has to be right, and to come in time.
/// </summary>
public sealed class HonestCaller : IAsyncDisposable
{
    /// <summary>How long an answer may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _ending = new();
    private readonly HttpClient _client;
    private readonly Task _asking;
    private readonly List<string> _troubles = [];
    private int _answers;
    private TimeSpan _longest;

    private HonestCaller(HttpClient client)
    {
        _client = client;
        _asking = Task.Run(AskAsync);
    }

    /// <summary>Begins to ask, once the service has answered for the first time.</summary>
    public static async Task<HonestCaller> StartAsync(Uri service)
    {
        var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync })
        {
            BaseAddress = service,
            Timeout = TimeSpan.FromSeconds(30)
        };
        // What a first request takes on a busy machine is not what these tests are about.
        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage _ = await client.GetAsync("/api/user-activity");
        }

        return new HonestCaller(client);
    }

    /// <summary>Sees to it that it was served throughout.</summary>
    public void AssertServed()
    {
        lock (_troubles)
        {
            Assert.True(_troubles.Count == 0, string.Join('\n', _troubles.Take(5)));
            Assert.True(_answers > 0, "It never had an answer.");
        }
    }

    /// <summary>How many answers there were, and the slowest one.</summary>
    public override string ToString() => $"{_answers} answers, the slowest after {_longest.TotalMilliseconds:0} ms";

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _asking;
        _client.Dispose();
        _ending.Dispose();
    }

    private async Task AskAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            var time = Stopwatch.StartNew();
            string? trouble = null;
            try
            {
                using HttpResponseMessage response = await _client.GetAsync("/api/user-activity?limit=3", _ending.Token);
                string text = await response.Content.ReadAsStringAsync(_ending.Token);
                trouble = response.StatusCode == HttpStatusCode.OK && text.Contains("\"user_id\":")
                    ? null : $"{response.StatusCode}: {text}";
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
            {
                trouble = failure.Message;
            }

            lock (_troubles)
            {
                _answers++;
                _longest = time.Elapsed > _longest ? time.Elapsed : _longest;
                if (trouble is not null || time.Elapsed > Patience)
                {
                    _troubles.Add($"after {time.ElapsedMilliseconds} ms: {trouble ?? "too late"}");
                }
            }

            await Task.Delay(Pause, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
