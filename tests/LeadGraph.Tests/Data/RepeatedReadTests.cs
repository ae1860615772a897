using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LeadGraph.Tests.Data;

/// <summary>Reads whose connection is lost.</summary>
public class RepeatedReadTests
{
    [PostgreSqlFact]
    public async Task Read_ThatIsRepeated_IsChargedOnce()
    {
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.PostgreSql);
        var reader = host.Services.GetRequiredService<DatabaseReader>();

        (long once, int _) = await ReadAsync(losses: 0);
        (long repeated, int attempts) = await ReadAsync(losses: 2);

        Assert.Equal(3, attempts);
        Assert.True(once > 0);
        Assert.Equal(once, repeated);

        async Task<(long Charged, int Attempts)> ReadAsync(int losses)
        {
            long charged = 0;
            int attempts = 0;
            await reader.ReadAsync(
                "caller",
                async (db, stop) =>
                {
                    db.Charge = bytes => charged += bytes;
                    await db.Registrations.Select(registration => registration.Username).ToListAsync(stop);
                    return attempts++ < losses
                        ? throw new NpgsqlException("The connection is lost.", new IOException()) : 0;
                },
                CancellationToken.None);
            return (charged, attempts);
        }
    }
}
