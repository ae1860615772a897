using System.Buffers;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>
/// The <c>data</c> of a response as it was written: a buffer in which fields that had to be waited for stand
/// behind what was written first. It is put in order only while it is copied out.
/// </summary>
/// <param name="buffer">What was written.</param>
/// <param name="firstSegmentEnd">
/// Where the first segment of the root ends, which begins at 0 and mostly is the only one; -1 if the root is null.
/// </param>
/// <param name="furtherSegments">Where its other segments stand, if it has more.</param>
/// <param name="gaps">The fields that were waited for, in the order of their positions.</param>
/// <param name="nulledPositions">What became null after it had been written.</param>
internal sealed class ResponseBody(
    ResponseWriter buffer,
    int firstSegmentEnd,
    List<(int Start, int End)>? furtherSegments,
    List<PendingField>? gaps,
    List<NullablePosition>? nulledPositions) : IDisposable
{
    /// <summary>How many bytes the JSON has, about.</summary>
    public int Size => buffer.Position;

    /// <summary>Copies the JSON out.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        if (firstSegmentEnd < 0)
        {
            output.Write("null"u8);
            return;
        }

        nulledPositions?.Sort((left, right) => left.Start.CompareTo(right.Start));
        WriteRange(output, 0, firstSegmentEnd);
        for (int index = 0; index < furtherSegments?.Count; index++)
        {
            WriteRange(output, furtherSegments[index].Start, furtherSegments[index].End);
        }
    }

    public void Dispose() => buffer.Dispose();

    /// <summary>
    /// Copies what lies between two positions, putting in the values of pending fields and null for positions
    /// that were nulled later. Both lists are in the order of positions; an outer position precedes its inner ones.
    /// A gap is never the first thing in a range, but may be the last one; a nulled position the other way round.
    /// </summary>
    private void WriteRange(IBufferWriter<byte> output, int start, int end)
    {
        if (gaps is null)
        {
            buffer.CopyTo(output, start, end);
            return;
        }

        int gap = FirstGapAfter(start);
        int nulled = FirstNulledFrom(start);
        while (true)
        {
            int nextGap = gap < gaps.Count && gaps[gap].Position <= end ? gaps[gap].Position : int.MaxValue;
            int nextNull = nulledPositions is not null && nulled < nulledPositions.Count
                && nulledPositions[nulled].Start < end
                    ? nulledPositions[nulled].Start
                    : int.MaxValue;
            if (nextNull < nextGap)
            {
                buffer.CopyTo(output, start, nextNull);
                output.Write("null"u8);
                start = nulledPositions![nulled].End;
                gap = FirstGapAfter(start);
                nulled = FirstNulledFrom(start);
            }
            else if (nextGap <= end)
            {
                PendingField field = gaps[gap++];
                buffer.CopyTo(output, start, nextGap);
                WriteRange(output, field.ValueStart, field.ValueEnd);
                start = nextGap;
            }
            else
            {
                buffer.CopyTo(output, start, end);
                return;
            }
        }
    }

    private int FirstGapAfter(int position)
        => FirstWhere(gaps!, position, static (field, position) => field.Position > position);

    private int FirstNulledFrom(int position) => nulledPositions is null
        ? 0
        : FirstWhere(nulledPositions, position, static (nulled, position) => nulled.Start >= position);

    /// <summary>
    /// The first item, in a list ordered so that the condition holds from some item on, for which it does.
    /// </summary>
    private static int FirstWhere<T>(List<T> items, int position, Func<T, int, bool> condition)
    {
        int low = 0;
        int high = items.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (condition(items[middle], position))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
