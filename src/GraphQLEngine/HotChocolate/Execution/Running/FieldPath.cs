namespace HotChocolate.Execution;

/// <summary>Where in the response the walk stands: response keys and list indices. Copied only for errors.</summary>
internal sealed class FieldPath
{
    private (string? Key, int Index)[] _segments = new (string?, int)[4];

    public int Depth { get; private set; }

    public void Push(string key) => Push((key, 0));

    public void PushIndex(int index) => Push((null, index));

    public void Pop() => Depth--;

    public void Truncate(int depth) => Depth = depth;

    /// <summary>Moves the innermost list index on.</summary>
    public void SetIndex(int index) => _segments[Depth - 1].Index = index;

    /// <summary>The path as errors show it.</summary>
    public object[] ToArray()
    {
        var path = new object[Depth];
        for (int index = 0; index < Depth; index++)
        {
            path[index] = _segments[index].Key ?? (object)_segments[index].Index;
        }

        return path;
    }

    public (string? Key, int Index)[] Save() => _segments.AsSpan(0, Depth).ToArray();

    public void Restore((string? Key, int Index)[] saved)
    {
        Depth = 0;
        foreach ((string? Key, int Index) segment in saved)
        {
            Push(segment);
        }
    }

    private void Push((string? Key, int Index) segment)
    {
        if (Depth == _segments.Length)
        {
            Array.Resize(ref _segments, Depth * 2);
        }

        _segments[Depth++] = segment;
    }
}
