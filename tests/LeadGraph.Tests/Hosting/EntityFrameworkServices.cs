using System.Collections;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Internal;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Hosting;

/// <summary>
/// EF Core keeps the services of each configuration for the life of the process, and with them the model, the compiled
/// queries and the logs. A service has one or two of them; a test run has thousands of services.
/// </summary>
internal static class EntityFrameworkServices
{
    /// <summary>Lets go of those that log to a factory.</summary>
    /// <param name="loggers">The factory of the host that has ended.</param>
    public static void Forget(ILoggerFactory loggers)
    {
        // There is no public way to it.
#pragma warning disable EF1001
        var kept = (IDictionary)typeof(ServiceProviderCache)
            .GetField("_configurations", BindingFlags.Instance | BindingFlags.NonPublic)!
            .GetValue(ServiceProviderCache.Instance)!;
#pragma warning restore EF1001
        foreach (IDbContextOptions options in kept.Keys.Cast<IDbContextOptions>()
            .Where(x => ReferenceEquals(x.FindExtension<CoreOptionsExtension>()?.LoggerFactory, loggers)).ToArray())
        {
            kept.Remove(options);
        }
    }
}
