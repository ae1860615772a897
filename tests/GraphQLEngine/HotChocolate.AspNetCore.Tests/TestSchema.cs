using System.Runtime.CompilerServices;
using HotChocolate.Types;

namespace HotChocolate.AspNetCore.Tests;

public class Query
{
    public string GetHello() => "wörld";

    public string? GetEcho(string? text) => text;

    public string? GetCaller([GlobalState("caller")] string? caller) => caller;

    public string GetLong() => new('x', 100_000);

    public string? GetFailing() => throw new GraphQLException(ErrorBuilder.New().SetMessage("No.").Build());

    public async Task<string> GetSlowAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return "";
    }
}

public class Mutation
{
    public bool GetSave() => true;
}

public class Subscription
{
    public async IAsyncEnumerable<int> SubscribeToCount([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int count = 1; count <= 3; count++)
        {
            await Task.Yield();
            yield return count;
        }
    }

    [Subscribe(With = nameof(SubscribeToCount))]
    public int Count([EventMessage] int count) => count;

    public async IAsyncEnumerable<int> SubscribeToBroken([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return 1;
        await Task.Yield();
        throw new InvalidOperationException("A secret.");
    }

    [Subscribe(With = nameof(SubscribeToBroken))]
    public int Broken([EventMessage] int count) => count;

    [Subscribe, Topic("ticks")]
    public string Ticks([EventMessage] string tick) => tick;
}
