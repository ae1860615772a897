namespace HotChocolate.Execution;

/// <summary>
/// The nullable positions around the place where the walk stands, innermost last. Most are just a number; only
/// those with a pending field in them become objects, since that field may null them later.
/// </summary>
internal sealed class NullablePositions
{
    private (int Start, NullablePosition? Position)[] _open = new (int, NullablePosition?)[4];

    /// <summary>The response as a whole.</summary>
    public NullablePosition Root { get; } = new(0, null);

    /// <summary>Positions that became null after they had been written.</summary>
    public List<NullablePosition>? NulledLater { get; private set; }

    public int Depth { get; private set; }

    /// <summary>Begins a stretch of the walk within a position.</summary>
    public void Reset(NullablePosition outermost)
    {
        Depth = 1;
        _open[0] = (outermost.Start, outermost);
    }

    public void Open(int start)
    {
        if (Depth == _open.Length)
        {
            Array.Resize(ref _open, Depth * 2);
        }

        _open[Depth++] = (start, null);
    }

    public void Close(int end)
    {
        Depth--;
        if (_open[Depth].Position is { } position)
        {
            position.End = end;
        }
    }

    /// <summary>The innermost position, as an object that a pending field can hold on to.</summary>
    public NullablePosition Innermost()
    {
        for (int index = 1; index < Depth; index++)
        {
            _open[index].Position ??= new NullablePosition(_open[index].Start, _open[index - 1].Position);
        }

        return _open[Depth - 1].Position!;
    }

    /// <summary>
    /// Leaves positions that are being cut off; pending fields within them have nothing to fill any more.
    /// </summary>
    public void NullDownTo(int depth)
    {
        while (Depth > depth)
        {
            if (_open[--Depth].Position is { } position)
            {
                position.IsNulled = true;
            }
        }
    }

    /// <summary>Makes a position null that has been written already.</summary>
    public void NullLater(NullablePosition position)
    {
        position.IsNulled = true;
        if (position != Root)
        {
            (NulledLater ??= []).Add(position);
        }
    }
}

/// <summary>A stretch of the response that can be null as a whole, and that has pending fields in it.</summary>
internal sealed class NullablePosition(int start, NullablePosition? outer)
{
    public int Start { get; } = start;

    public int End { get; set; }

    /// <summary>Whether an error made it null.</summary>
    public bool IsNulled { get; set; }

    /// <summary>Whether it, or something around it, became null, so that nobody sees what it holds.</summary>
    public bool IsDiscarded => IsNulled || outer is { IsDiscarded: true };
}
