using LeadGraph.Configuration;
using Microsoft.Extensions.Options;

namespace LeadGraph.Segments;

/// <summary>Registers the segments of the settings.</summary>
public static class SegmentSetup
{
    /// <summary>Adds the segments.</summary>
    /// <param name="services">Where to add them.</param>
    public static void AddSegments(this IServiceCollection services)
    {
        services.AddSettings<SegmentsOptions>(SegmentsOptions.Section, options => options.Problems());
        services.AddSingleton<IValidateOptions<SegmentsOptions>, SegmentSet.Validation>();
        services.AddSingleton<SegmentSet>();
    }
}
