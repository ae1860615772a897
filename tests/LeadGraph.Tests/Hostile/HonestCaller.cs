using System.Diagnostics;
using System.Net;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Hostile;

/// <summary>
/// Requests leads repeatedly during an attack, from a separate address and therefore as a separate caller. Each
/// response must be correct, and responses must keep coming.
/// </summary>
public sealed class HonestCaller : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _ending = new();
    private readonly HttpClient _client;
    private readonly Task _asking;
    private readonly List<string> _troubles = [];
    private int _responses;
    private TimeSpan _longest;

    private HonestCaller(HttpClient client)
    {
        _client = client;
        _asking = Task.Run(AskAsync);
    }

    /// <summary>Starts the requests after the first response.</summary>
    public static async Task<HonestCaller> StartAsync(Uri service)
    {
        HttpClient client = CallerAddress.NewClient(service, IPAddress.Parse("127.0.0.2"));
        // The first request may take long on a busy machine, and these tests do not measure it.
        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage _ = await client.GetAsync("/api/user-activity");
        }

        return new HonestCaller(client);
    }

    /// <summary>The number of responses so far.</summary>
    public int Responses
    {
        get
        {
            lock (_troubles)
            {
                return _responses;
            }
        }
    }

    /// <summary>Waits for a number of further responses.</summary>
    public Task UntilServedAsync(int times)
    {
        int before = Responses;
        return Eventually.UntilAsync(() => Responses >= before + times);
    }

    /// <summary>Asserts that all requests were served, one of now included: the attack may have been short.</summary>
    public async Task AssertServedAsync()
    {
        await UntilServedAsync(1);
        lock (_troubles)
        {
            Assert.True(_troubles.Count == 0, string.Join('\n', _troubles.Take(5)));
        }
    }

    /// <summary>The number of responses, and the slowest one.</summary>
    public override string ToString() => $"{_responses} responses, the slowest after {_longest.TotalMilliseconds:0} ms";

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
                _responses++;
                _longest = time.Elapsed > _longest ? time.Elapsed : _longest;
                if (trouble is not null)
                {
                    _troubles.Add($"after {time.ElapsedMilliseconds} ms: {trouble}");
                }
            }

            await Task.Delay(Pause, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
