using LeadGraph.Scoring;

namespace LeadGraph.Tests.Scoring;

public class ScoringRulesTests
{
    private static readonly ScoringRules Rules = new();

    [Theory]
    [InlineData(20, 5, LeadScore.Hot)]
    [InlineData(21, 7, LeadScore.Hot)]
    [InlineData(50, 8, LeadScore.Hot)]
    [InlineData(19, 5, LeadScore.Warm)]
    [InlineData(20, 4, LeadScore.Warm)]
    [InlineData(19, 7, LeadScore.Warm)]
    [InlineData(10, 3, LeadScore.Warm)]
    [InlineData(10, 7, LeadScore.Warm)]
    [InlineData(20, 2, LeadScore.Cool)]
    [InlineData(10, 2, LeadScore.Cool)]
    [InlineData(9, 3, LeadScore.Cool)]
    [InlineData(30, 1, LeadScore.Cool)]
    [InlineData(5, 1, LeadScore.Cool)]
    [InlineData(5, 5, LeadScore.Cool)]
    [InlineData(4, 4, LeadScore.Cold)]
    [InlineData(4, 1, LeadScore.Cold)]
    [InlineData(1, 1, LeadScore.Cold)]
    [InlineData(0, 0, LeadScore.Cold)]
    public void Score_ByDefaultRules_FollowsTheCriteria(int totalEvents, int activeDays, LeadScore expected)
        => Assert.Equal(expected, Rules.Score(totalEvents, activeDays));

    [Fact]
    public void Score_ByOtherRules_FollowsThem()
    {
        var rules = new ScoringRules
        {
            Hot = new() { MinEvents = 3, MinActiveDays = 2 },
            Warm = new() { MinEvents = 2, MinActiveDays = 2 },
            Cool = new() { MinEvents = 1, MinActiveDays = 1 }
        };

        Assert.Equal(
            [LeadScore.Hot, LeadScore.Warm, LeadScore.Cool, LeadScore.Cold],
            [rules.Score(3, 2), rules.Score(2, 2), rules.Score(3, 1), rules.Score(0, 0)]);
    }

    [Fact]
    public void WindowStart_ByDefaultRules_IsSevenTimesTwentyFourHoursBefore()
        => Assert.Equal(
            new DateTime(2025, 9, 3, 15, 0, 0, DateTimeKind.Utc),
            Rules.WindowStart(new DateTime(2025, 9, 10, 15, 0, 0, DateTimeKind.Utc)));

    [Fact]
    public void Problems_OfTheDefaults_AreNone() => Assert.Empty(Rules.Problems());

    [Theory]
    [InlineData(0)]
    [InlineData(-7)]
    [InlineData(3651)]
    public void Problems_OfAWindowOutOfRange_NameTheSetting(int windowDays)
        => Assert.Equal(
            [$"LeadGraph:Scoring:WindowDays is {windowDays}; it must be 1 to 3650."],
            new ScoringRules { WindowDays = windowDays }.Problems().Select(problem => problem.Message));

    [Fact]
    public void Problems_OfHotBelowWarm_NameBothSettings()
        => Assert.Equal(
            [
                "LeadGraph:Scoring:Hot:MinEvents is 9; it must be at least 10, as LeadGraph:Scoring:Warm:MinEvents is.",
                "LeadGraph:Scoring:Hot:MinActiveDays is 2; "
                    + "it must be at least 3, as LeadGraph:Scoring:Warm:MinActiveDays is."
            ],
            new ScoringRules { Hot = new() { MinEvents = 9, MinActiveDays = 2 } }.Problems().Select(problem => problem.Message));

    [Fact]
    public void Problems_OfANegativeThreshold_NameTheSetting()
        => Assert.Equal(
            ["LeadGraph:Scoring:Cool:MinActiveDays is -1; it must be at least 0."],
            new ScoringRules { Cool = new() { MinEvents = 5, MinActiveDays = -1 } }.Problems().Select(problem => problem.Message));
}
