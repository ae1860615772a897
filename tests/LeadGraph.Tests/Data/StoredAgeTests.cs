using LeadGraph.Data;
using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.Data;

public class StoredAgeTests
{
    private readonly FixedClock _clock = new();
    private readonly StoredAge _age;

    public StoredAgeTests() => _age = new StoredAge(_clock);

    [Fact]
    public void Age_BeforeAnythingIsKnownOrAfterItIsForgotten_IsUnknown()
    {
        Assert.Null(_age.Value);
        _age.Note(1, TimeSpan.Zero);
        _age.Clear();
        Assert.Null(_age.Value);
    }

    [Theory]
    // It is of a time to come.
    [InlineData(-3600, 0, 60)]
    // It was 100 s ago, and the clock was set back by 90 s or by an hour since.
    [InlineData(100, 70, 160)]
    [InlineData(100, -3440, 160)]
    // The machine has slept for an hour, in which no time passed by its own measure.
    [InlineData(100, 3760, 3760)]
    public void Age_OfTheSame_GrowsWhateverTheClockOfTheStoreShows(int first, int then, int expected)
    {
        _age.Note(1, TimeSpan.FromSeconds(first));
        _clock.Now += TimeSpan.FromMinutes(1);

        Assert.Equal(TimeSpan.FromSeconds(expected), _age.Note(1, TimeSpan.FromSeconds(then)));
        Assert.Equal(TimeSpan.FromSeconds(expected), _age.Value);
    }

    [Fact]
    public void Age_AfterTheClockOfTheProcessIsSetBack_Grows()
    {
        _age.Note(1, TimeSpan.Zero);
        _clock.Now -= TimeSpan.FromDays(1);
        _clock.Now += TimeSpan.FromMinutes(1);

        Assert.Equal(TimeSpan.FromMinutes(1), _age.Value);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(-5, 0)]
    public void Age_OfAnother_IsItsOwn(int age, int expected)
    {
        _age.Note(1, TimeSpan.FromSeconds(100));
        Assert.Equal(TimeSpan.FromSeconds(expected), _age.Note(2, TimeSpan.FromSeconds(age)));
    }
}
