using System.Runtime.CompilerServices;
using LeadGraph.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Hosting;

/// <summary>A test run starts thousands of services in one process, so each has to leave the memory at its end.</summary>
public class ServiceHostTests
{
    [PostgreSqlTheory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.PostgreSql)]
    public async Task Service_AfterItsEnd_LeavesTheMemory(DatabaseProvider provider)
    {
        WeakReference[] parts = await UsedAsync(provider);

        await Eventually.UntilAsync(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !parts.Any(part => part.IsAlive);
        });
    }

    // Not inlined, so that nothing of the method that waits refers to the service.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference[]> UsedAsync(DatabaseProvider provider)
    {
        await using ServiceHost host = await ServiceHost.StartOverReferenceAsync(provider);
        await host.Client.GetStringAsync("/api/user-activity");
        await host.Client.GetStringAsync("/graphql?query={userActivity{nodes{userId}}}");
        // All that the service reads with, and what EF Core's services log to.
        return
        [
            new(host.Services.GetRequiredService<LeadDatabase>()),
            new(host.Services.GetRequiredService<ILoggerFactory>())
        ];
    }
}
