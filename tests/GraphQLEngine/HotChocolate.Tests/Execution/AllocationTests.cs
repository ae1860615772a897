using System.Buffers;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Execution;

/// <summary>
/// What a request allocates is the same on every machine, so that it can be asserted that it does not grow.
/// </summary>
public class AllocationTests
{
    private const int Requests = 1_000;
    private const int Rounds = 200;

    public class Query
    {
        public string Version() => "1.0";

        public IReadOnlyList<Row> Rows { get; } =
            [.. Enumerable.Range(1, 100).Select(id => new Row { Id = id, Name = $"row {id}" })];
    }

    public sealed class Row
    {
        public long Id { get; init; }

        public string? Name { get; init; }
    }

    [Theory]
    [InlineData("{ version }", 1_100)]
    [InlineData("{ rows { id name } }", 1_100)]
    public async Task Execute_KnownDocument_AllocatesNoMoreThanThat(string document, int bytes)
    {
        using ServiceProvider services = BuildServices();
        var executor = services.GetRequiredService<RequestExecutor>();
        var request = new OperationRequest { Document = document };
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        // Code that is not optimized yet allocates more, and how long that lasts depends on the machine.
        long allocated = long.MaxValue;
        for (int round = 0; round < Rounds && allocated > bytes; round++)
        {
            long start = GC.GetAllocatedBytesForCurrentThread();
            for (int done = 0; done < Requests; done++)
            {
                ValueTask<IExecutionResult> executing = executor.ExecuteAsync(request, CancellationToken.None);
                Assert.True(executing.IsCompletedSuccessfully);
                await using IExecutionResult result = await executing;
                output.ResetWrittenCount();
                ((OperationResult)result).WriteTo(output);
            }

            allocated = (GC.GetAllocatedBytesForCurrentThread() - start) / Requests;
        }

        Assert.InRange(allocated, 0, bytes);
    }

    private static ServiceProvider BuildServices()
    {
        var services = new ServiceCollection();
        services.AddGraphQLServer().AddQueryType<Query>();
        return services.BuildServiceProvider();
    }
}
