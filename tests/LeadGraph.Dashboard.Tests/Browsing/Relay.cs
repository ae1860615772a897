using System.Net;
using System.Net.Sockets;

namespace LeadGraph.Dashboard.Tests.Browsing;

/// <summary>Stands between browser and service, so that connections can die without being closed.</summary>
public sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Uri _service;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _passage = Opened();

    /// <summary>Starts to relay.</summary>
    /// <param name="service">Where the service listens.</param>
    public Relay(Uri service)
    {
        _service = service;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    /// <summary>Where the browser finds the service.</summary>
    public Uri Address { get; }

    /// <summary>Lets nothing through any more, in either direction.</summary>
    public void Freeze() => _passage = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets through what waits, and what comes.</summary>
    public void Thaw() => _passage.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var passage = new TaskCompletionSource();
        passage.SetResult();
        return passage;
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ConnectAsync(await _listener.AcceptTcpClientAsync(_ending.Token)));
            }
        }
        finally
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ConnectAsync(TcpClient browser)
    {
        using (browser)
        using (var service = new TcpClient())
        {
            await service.ConnectAsync(_service.Host, _service.Port);
            await Task.WhenAny(PassAsync(browser, service), PassAsync(service, browser));
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to)
    {
        byte[] buffer = new byte[16_384];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer, _ending.Token)) > 0)
            {
                await _passage.Task.WaitAsync(_ending.Token);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _ending.Token);
            }
        }
        catch (Exception end) when (end is IOException or SocketException or OperationCanceledException
            or ObjectDisposedException or InvalidOperationException)
        {
            // One side is gone, and with it the connection.
        }
    }
}
