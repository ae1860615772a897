namespace HotChocolate.Execution;

/// <summary>A field whose value had to be waited for.</summary>
internal sealed class PendingField
{
    public int Position { get; set; }
    public int ValueStart { get; set; }
    public int ValueEnd { get; set; }
}

/// <summary>A place in the response that may be null.</summary>
internal sealed class NullablePosition
{
    public int Start { get; set; }
    public int End { get; set; }
}
