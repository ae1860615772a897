using System.Collections.Concurrent;
using GreenDonut;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Execution;

/// <summary>
/// Makes DataLoaders from their constructors: scheduler and options from the request, the rest services.
/// </summary>
internal static class DataLoaderFactory
{
    private static readonly ConcurrentDictionary<Type, ObjectFactory> s_factories = new();

    public static object Create(
        Type type, IServiceProvider services, IBatchScheduler scheduler, DataLoaderOptions options)
    {
        ObjectFactory factory = s_factories.GetOrAdd(
            type,
            static key => ActivatorUtilities.CreateFactory(key, [typeof(IBatchScheduler), typeof(DataLoaderOptions)]));
        return factory(services, [scheduler, options]);
    }
}
