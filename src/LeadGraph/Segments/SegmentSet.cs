using Microsoft.Extensions.Options;

namespace LeadGraph.Segments;

/// <summary>The segments of the settings.</summary>
/// <param name="options">The settings.</param>
/// <param name="configuration">The configuration, of which the conditions are read.</param>
public sealed class SegmentSet(IOptions<SegmentsOptions> options, IConfiguration configuration)
{
    private readonly Dictionary<string, Segment> _segments = options.Value.ToDictionary(
        segment => segment.Key, segment => Read(segment.Key, segment.Value, configuration),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The names, in their order.</summary>
    public IReadOnlyList<string> Names { get; } = [.. options.Value.Keys.Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The segment of a name, which is not told apart by case; null if there is none.</summary>
    /// <param name="name">The name.</param>
    public Segment? Find(string name) => _segments.GetValueOrDefault(name);

    /// <summary>What is accepted instead of a name that is unknown.</summary>
    public string Accepted => Names.Count == 0
        ? $"there are no segments in {SegmentsOptions.Section}" : $"there are {string.Join(", ", Names)}";

    /// <summary>Reads a segment.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="options">Its settings.</param>
    /// <param name="configuration">The configuration.</param>
    /// <exception cref="ConditionException">A setting makes no sense; the message names it.</exception>
    private static Segment Read(string name, SegmentOptions options, IConfiguration configuration)
    {
        string setting = $"{SegmentsOptions.Section}:{name}";
        return options.Read(setting, configuration.GetSection($"{setting}:{SegmentOptions.Where}"));
    }

    /// <summary>Has the service not start with a segment that makes no sense.</summary>
    /// <param name="configuration">The configuration.</param>
    internal sealed class Validation(IConfiguration configuration) : IValidateOptions<SegmentsOptions>
    {
        /// <inheritdoc/>
        public ValidateOptionsResult Validate(string? name, SegmentsOptions options)
        {
            List<string> problems = [];
            foreach (var (segment, settings) in options)
            {
                try
                {
                    Read(segment, settings, configuration);
                }
                catch (ConditionException problem)
                {
                    problems.Add(problem.Message);
                }
            }

            return problems.Count > 0 ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
        }
    }
}
