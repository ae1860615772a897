namespace HotChocolate;

/// <summary>
/// Where in a response something stands: response keys and list indices from the root on. Immutable.
/// </summary>
public sealed class Path
{
    private readonly (string? Key, int Index)[] _segments;

    internal Path((string? Key, int Index)[] segments) => _segments = segments;

    /// <summary>The response as a whole.</summary>
    public static Path Root { get; } = new([]);

    /// <summary>How many segments there are; 0 for the root.</summary>
    public int Length => _segments.Length;

    /// <summary>The path of a field of the object at this path.</summary>
    /// <param name="name">The response key.</param>
    public Path Append(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new([.. _segments, (name, 0)]);
    }

    /// <summary>The path of an item of the list at this path.</summary>
    /// <param name="index">The item's place, from 0.</param>
    public Path Append(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new([.. _segments, (null, index)]);
    }

    /// <summary>The segments as errors show them: strings and integers.</summary>
    public IReadOnlyList<object> ToList()
        => Array.ConvertAll(_segments, segment => segment.Key ?? (object)segment.Index);

    /// <inheritdoc/>
    public override string ToString()
        => string.Concat(_segments.Select(segment => segment.Key is { } key ? $"/{key}" : $"[{segment.Index}]"));
}
