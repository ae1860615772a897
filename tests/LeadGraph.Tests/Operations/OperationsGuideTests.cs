using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using LeadGraph.Data;
using LeadGraph.Tests.Hosting;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Operations;

/// <summary>docs/operations.md tells of every log event and of metrics that there are.</summary>
public partial class OperationsGuideTests
{
    private static readonly string[] Guide =
        File.ReadAllLines(Path.Combine(Repository.Root, "docs/operations.md"));

    public static TheoryData<int, string, string> Events
    {
        get
        {
            var events = new TheoryData<int, string, string>();
            Assembly service = typeof(LeadGraphSetup).Assembly;
            // The engine's too, where it is this repository's: packages' own documentation tells of theirs.
            IEnumerable<Assembly> assemblies = service.GetReferencedAssemblies().Select(Assembly.Load)
                .Where(assembly => assembly.GetName().Name!.StartsWith("HotChocolate", StringComparison.Ordinal))
                .Append(service);
            foreach (LoggerMessageAttribute message in assemblies.SelectMany(assembly => assembly.GetTypes())
                .SelectMany(type => type.GetMethods(
                    BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic
                        | BindingFlags.DeclaredOnly))
                .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
                .OfType<LoggerMessageAttribute>())
            {
                events.Add(message.EventId, $"{message.Level}", message.Message);
            }

            return events;
        }
    }

    [Theory, MemberData(nameof(Events))]
    public void Event_IsToldOfInTheGuide(int id, string level, string message)
    {
        Assert.True(id > 0, $"\"{message}\" has no number.");
        Assert.Contains(Guide, line => EventRow().Match(line) is { Success: true } row
            && row.Groups["id"].Value == $"{id}" && row.Groups["level"].Value == level
            && message.StartsWith(row.Groups["words"].Value, StringComparison.Ordinal)
            && row.Groups["advice"].Value.Length > 5);
    }

    [Fact]
    public void Events_OfTheService_HaveNumbersOfTheirOwn()
    {
        int[] numbers = [.. Events.Select(row => (int)row[0]).Where(id => id > 1000)];
        Assert.True(numbers.Length >= 15);
        Assert.Equal(numbers.Length, numbers.Distinct().Count());
        Assert.Equal(Events.Count, Guide.Count(line => EventRow().IsMatch(line)));
    }

    [PostgreSqlFact]
    public async Task Metrics_OfTheGuide_AreThereAndThoseOfTheServiceAllInIt()
    {
        var seen = new HashSet<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                lock (seen)
                {
                    seen.Add(instrument.Name);
                }
            }
        };
        listener.Start();
        await using ServiceHost host = await ServiceHost.StartOverSampleAsync(DatabaseProvider.PostgreSql);
        await host.DataAsync("{ userActivity { totalCount } }");

        string[] told = [.. Guide.Select(line => MetricRow().Match(line)).Where(match => match.Success)
            .Select(match => match.Groups[1].Value)];
        lock (seen)
        {
            Assert.Empty(told.Except(seen));
            Assert.Empty(seen.Where(name => name.StartsWith("leadgraph.", StringComparison.Ordinal)).Except(told));
        }
    }

    [GeneratedRegex(@"^\| (?<id>\d+) \| `[^`]+` \| (?<level>\w+) \| `(?<words>[^`]+)` \| (?<advice>.+) \|$")]
    private static partial Regex EventRow();

    [GeneratedRegex(@"^\| `([a-z_]+\.[a-z_.]+)` \|")]
    private static partial Regex MetricRow();
}
