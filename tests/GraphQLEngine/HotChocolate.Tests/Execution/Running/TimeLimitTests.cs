namespace HotChocolate.Execution;

/// <summary>A request's time has a token, for those who wait.</summary>
public class TimeLimitTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromHours(1);

    [Fact]
    public void Token_BeforeTheTimeIsOver_IsOneAndNotCancelled()
    {
        using var limit = new TimeLimit(s_long, CancellationToken.None);
        var tokens = new CancellationToken[8];

        Parallel.For(0, tokens.Length, index => tokens[index] = limit.Token);

        Assert.All(tokens, token => Assert.Equal(tokens[0], token));
        Assert.False(tokens[0].IsCancellationRequested);
        Assert.False(limit.IsOver);
    }

    [Fact]
    public void Token_TimeIsOver_IsCancelled()
    {
        using var limit = new TimeLimit(TimeSpan.FromMilliseconds(1), CancellationToken.None);

        limit.Token.WaitHandle.WaitOne();

        Assert.True(limit.IsOver);
    }

    [Fact]
    public void Token_CallerLeaves_IsCancelled()
    {
        using var caller = new CancellationTokenSource();
        using var limit = new TimeLimit(s_long, caller.Token);
        CancellationToken token = limit.Token;

        caller.Cancel();

        Assert.True(token.IsCancellationRequested);
        Assert.True(limit.IsOver);
    }

    [Fact]
    public void Token_AskedForWhenTheLimitHasEnded_IsCancelled()
    {
        var limit = new TimeLimit(s_long, CancellationToken.None);

        limit.Dispose();

        Assert.True(limit.Token.IsCancellationRequested);
    }

    [Fact]
    public void Token_HeldWhenTheLimitHasEnded_CanBeUsedStill()
    {
        var limit = new TimeLimit(s_long, CancellationToken.None);
        CancellationToken token = limit.Token;

        limit.Dispose();

        Assert.False(token.IsCancellationRequested);
        using CancellationTokenRegistration registration = token.Register(() => { });
    }
}
