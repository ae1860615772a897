using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Faults.History;

/// <summary>A service that is started again whenever it is killed, at another address.</summary>
/// <param name="start">Starts it.</param>
internal sealed class HistoryInstance(Func<Task<ServiceProcess>> start) : IAsyncDisposable
{
    private readonly List<ServiceProcess> _ended = [];
    private ServiceProcess? _service;

    /// <summary>What asks the process that runs, or ran last.</summary>
    public HttpClient Client => Service.Client;

    private ServiceProcess Service => Volatile.Read(ref _service)!;

    /// <summary>Starts it.</summary>
    public async Task StartAsync() => Volatile.Write(ref _service, await start());

    /// <summary>Kills it, as <c>kill -9</c> does, and starts another.</summary>
    public async Task KillAsync()
    {
        ServiceProcess killed = Service;
        killed.Signal("KILL");
        await killed.ExitAsync(Eventually.Limit);
        // Who still asks it learns so by itself.
        _ended.Add(killed);
        await StartAsync();
    }

    /// <summary>Freezes it for a while, as a host does that is short of something.</summary>
    /// <param name="length">How long.</param>
    public async Task FreezeAsync(TimeSpan length)
    {
        ServiceProcess frozen = Service;
        frozen.Signal("STOP");
        await Task.Delay(length);
        frozen.Signal("CONT");
    }

    /// <summary>Whether it says that it is ready.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using HttpResponseMessage ready = await Client.GetAsync("/health/ready");
            return ready.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            _ended.Add(_service);
        }

        foreach (ServiceProcess service in _ended)
        {
            await service.DisposeAsync();
        }
    }
}
