using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Data;

public class LastingFailureTests
{
    private readonly FixedClock _clock = new();

    [Fact]
    public void Failure_ThatLasts_IsLoggedOncePerKindAndEndsOnce()
    {
        var failing = new LastingFailure(_clock);
        Assert.False(failing.Ends());
        Assert.True(failing.Begins(new TimeoutException("1 s")));
        Assert.False(failing.Begins(new TimeoutException("2 s")));
        Assert.True(failing.Begins(new InvalidOperationException("No.")));
        Assert.True(failing.Begins(null));

        _clock.Now += TimeSpan.FromSeconds(10);
        Assert.True(failing.Ends());
        Assert.False(failing.Ends());
        Assert.True(failing.Begins(new TimeoutException("1 s")));
    }

    [Fact]
    public void Failure_InTurnWithSuccess_IsOneThatLasts()
    {
        var failing = new LastingFailure(_clock);
        Assert.True(failing.Begins(new TimeoutException()));

        for (int i = 0; i < 100; i++)
        {
            _clock.Now += TimeSpan.FromSeconds(6);
            Assert.False(failing.Ends());
            if (i % 2 == 0)
            {
                Assert.False(failing.Begins(new TimeoutException()));
            }
            else
            {
                failing.Continues();
            }
        }
    }

    [Fact]
    public void Kinds_InTurn_AreLoggedEveryFiveMinutesEach()
    {
        var failing = new LastingFailure(_clock);
        int logged = 0;
        for (int second = 0; second < 600; second++)
        {
            Exception failure = second % 2 == 0 ? new TimeoutException() : new InvalidOperationException();
            logged += failing.Begins(failure) ? 1 : 0;
            _clock.Now += TimeSpan.FromSeconds(1);
        }

        Assert.Equal(4, logged);
    }

    [Fact]
    public void Failure_ThatWasNotLogged_HasNoEnd()
    {
        var failing = new LastingFailure(_clock);
        failing.Continues();
        _clock.Now += TimeSpan.FromHours(1);

        Assert.False(failing.Ends());
    }
}
