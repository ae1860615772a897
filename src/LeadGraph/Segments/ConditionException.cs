namespace LeadGraph.Segments;

/// <summary>A condition makes no sense.</summary>
/// <param name="path">Where in it.</param>
/// <param name="message">What is wrong, and what is accepted.</param>
public sealed class ConditionException(string path, string message) : Exception(message)
{
    /// <summary>The path of the wrong part, such as <c>input.where.points.gte</c>.</summary>
    public string Path => path;
}
