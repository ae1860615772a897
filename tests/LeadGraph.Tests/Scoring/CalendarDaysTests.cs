using LeadGraph.Scoring;

namespace LeadGraph.Tests.Scoring;

public class CalendarDaysTests
{
    [Theory]
    // The clocks go from 24:00 to 01:00, so the day begins at 01:00, and back from 24:00 to 23:00.
    [InlineData("Africa/Cairo", "2024-04-25 22:00", "2024-04-26 21:00", "2024-04-26")]
    [InlineData("Africa/Cairo", "2024-10-30 21:00", "2024-10-31 22:00", "2024-10-31")]
    // Midnight comes twice.
    [InlineData("America/Havana", "2024-11-03 04:00", "2024-11-04 05:00", "2024-11-03")]
    [InlineData("Europe/Berlin", "2025-03-29 23:00", "2025-03-30 22:00", "2025-03-30")]
    [InlineData("Europe/Berlin", "2025-10-25 22:00", "2025-10-26 23:00", "2025-10-26")]
    [InlineData("Australia/Lord_Howe", "2025-04-05 13:00", "2025-04-06 13:30", "2025-04-06")]
    [InlineData("Asia/Kathmandu", "2025-04-05 18:15", "2025-04-06 18:15", "2025-04-06")]
    // There was no 30 December.
    [InlineData("Pacific/Apia", "2011-12-29 10:00", "2011-12-30 10:00", "2011-12-29")]
    public void Starts_WhereClocksChange_AreTheFirstMomentsOfTheDays(
        string zone, string start, string next, string day)
    {
        DateTime begins = Utc(start), ends = Utc(next);

        DateTime[] starts = CalendarDays.Starts(TimeZoneInfo.FindSystemTimeZoneById(zone), begins, ends);

        Assert.Equal([begins, ends], starts);
        Assert.Equal(DateOnly.Parse(day).DayNumber,
            CalendarDays.NumberOf(ends.AddTicks(-1), TimeZoneInfo.FindSystemTimeZoneById(zone)));
    }

    [Fact]
    public void Starts_InAllTimeZones_PartTheDays()
    {
        DateTime from = Utc("2024-01-01 00:00"), until = Utc("2025-12-31 00:00");
        foreach (TimeZoneInfo zone in TimeZoneInfo.GetSystemTimeZones())
        {
            DateTime[] starts = CalendarDays.Starts(zone, from, until);

            int[] days = [.. starts.Select(start => CalendarDays.NumberOf(start, zone))];
            Assert.True(starts[0] <= from && days[^1] == CalendarDays.NumberOf(until, zone), zone.Id);
            Assert.Equal(Enumerable.Range(days[0], days.Length), days);
            Assert.Equal(days.Select(day => day - 1),
                starts.Select(start => CalendarDays.NumberOf(start.AddTicks(-1), zone)));
        }
    }

    [Theory]
    [InlineData("UTC", true)]
    [InlineData("Europe/Moscow", true)]
    [InlineData("America/Argentina/Buenos_Aires", true)]
    [InlineData("Etc/GMT+3", true)]
    [InlineData("Moon/Tranquility", false)]
    [InlineData("Russian Standard Time", false)]
    [InlineData("right/Europe/Moscow", false)]
    [InlineData("../../etc/localtime", false)]
    [InlineData("localtime", false)]
    [InlineData("+03:00", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void IsKnown_OfAName_IsTrueForTimeZonesOfTheIana(string? name, bool expected)
        => Assert.Equal(expected, CalendarDays.IsKnown(name));

    private static DateTime Utc(string text) => DateTime.SpecifyKind(DateTime.Parse(text), DateTimeKind.Utc);
}
