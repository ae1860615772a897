using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace LeadGraph.Tests.Faults;

/// <summary>A network between a service and its database that delays what it carries, or loses it.</summary>
public sealed class FaultyNetwork : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Task> _tasks = [];
    private IPEndPoint? _server;

    /// <summary>How long everything takes, in either direction.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Whether nothing arrives, and no connection learns of it. What is lost stays lost.</summary>
    public bool Swallows { get; set; }

    /// <summary>Lays the network before the server of a connection string.</summary>
    /// <returns>The connection string through the network.</returns>
    public string LeadTo(string database)
    {
        var server = new NpgsqlConnectionStringBuilder(database);
        if (_server is null)
        {
            _server = new IPEndPoint(IPAddress.Parse(server.Host!), server.Port);
            _listener.Start();
            _tasks.Add(AcceptAsync());
        }

        server.Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        return server.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        foreach (Task task in _tasks)
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
            _tasks.Add(CarryAsync(client));
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using (client)
        {
            using var server = new TcpClient();
            await server.ConnectAsync(_server!, _end.Token);
            await Task.WhenAny(
                CarryAsync(client.GetStream(), server.GetStream()), CarryAsync(server.GetStream(), client.GetStream()));
        }
    }

    private async Task CarryAsync(NetworkStream from, NetworkStream to)
    {
        byte[] buffer = new byte[65_536];
        bool isCut = false;
        while (await from.ReadAsync(buffer, _end.Token) is var length and > 0)
        {
            await Task.Delay(Delay, _end.Token);
            // A stream that has lost something can carry nothing more that makes sense.
            isCut |= Swallows;
            if (!isCut)
            {
                await to.WriteAsync(buffer.AsMemory(0, length), _end.Token);
            }
        }
    }
}
