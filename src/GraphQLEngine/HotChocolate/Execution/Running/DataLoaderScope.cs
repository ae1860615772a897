using GreenDonut;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Execution;

/// <summary>
/// Where a service scope's DataLoaders come from: the request that opened the scope, or, outside of a request, the
/// scope itself, which then loads a batch soon after it is asked for.
/// </summary>
internal sealed class DataLoaderScope(IServiceProvider services)
{
    private readonly Lock _lock = new();
    private Dictionary<Type, object>? _own;
    private RequestContext? _request;

    /// <summary>Makes the scope part of a request.</summary>
    public void Join(RequestContext request) => _request = request;

    /// <summary>The one instance of a DataLoader class.</summary>
    public object DataLoader(Type type)
    {
        if (_request is { } request)
        {
            return request.DataLoader(type);
        }

        lock (_lock)
        {
            _own ??= [];
            if (!_own.TryGetValue(type, out object? loader))
            {
                loader = DataLoaderFactory.Create(
                    type, services, new AutoBatchScheduler(), services.GetRequiredService<DataLoaderOptions>());
                _own.Add(type, loader);
            }

            return loader;
        }
    }

    /// <summary>
    /// Loads a batch on another thread, with the keys that have come by then. Outside of a request there is no telling
    /// whether more keys will be asked for.
    /// </summary>
    private sealed class AutoBatchScheduler : IBatchScheduler
    {
        public CancellationToken RequestAborted => CancellationToken.None;

        public void Schedule(Func<Task<Action>> load) => _ = RunAsync(load);

        private static async Task RunAsync(Func<Task<Action>> load)
        {
            await Task.Yield();

            // Loading never throws: what a DataLoader throws is handed out to those who wait for its values.
            (await load().ConfigureAwait(false))();
        }
    }
}
