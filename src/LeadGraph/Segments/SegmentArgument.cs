using System.Diagnostics.CodeAnalysis;
using HotChocolate;
using Microsoft.Extensions.Primitives;

namespace LeadGraph.Segments;

/// <summary>The argument <c>segment</c> of GraphQL and REST.</summary>
public static class SegmentArgument
{
    /// <summary>Its name.</summary>
    public const string Name = "segment";

    /// <summary>The code of the error for an unknown name.</summary>
    public const string Unknown = "UNKNOWN_SEGMENT";

    /// <summary>The segment that an argument names; null without one.</summary>
    /// <param name="segments">The segments.</param>
    /// <param name="name">The name; null for none.</param>
    /// <exception cref="GraphQLException">There is no such segment.</exception>
    public static Segment? Read(this SegmentSet segments, string? name)
        => name is null ? null : segments.Find(name) ?? throw new GraphQLException(ErrorBuilder.New()
            .SetMessage($"There is no segment of this name; {segments.Accepted}.")
            .SetCode(Unknown)
            .SetExtension("argument", Name)
            .Build());

    /// <summary>Parses the parameter of a REST request.</summary>
    /// <param name="segments">The segments.</param>
    /// <param name="query">The query string.</param>
    /// <param name="segment">The segment, or null if the parameter is absent.</param>
    /// <param name="error">What the parameter accepts, if it is invalid.</param>
    public static bool TryParse(
        this SegmentSet segments, IQueryCollection query, out Segment? segment,
        [NotNullWhen(false)] out string? error)
    {
        StringValues names = query[Name];
        segment = names.Count == 1 ? segments.Find(names.ToString()) : null;
        error = names.Count == 0 || segment is not null
            ? null : $"{Name} accepts the name of one segment; {segments.Accepted}.";
        return error is null;
    }
}
