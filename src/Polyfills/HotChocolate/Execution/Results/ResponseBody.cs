using System.Buffers;
using System.Runtime.InteropServices;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>
/// The <c>data</c> of a response as it was written: one buffer in which fields that had to be waited for stand
/// behind what was written first. It is put in order only while it is copied out.
/// </summary>
/// <param name="buffer">What was written.</param>
/// <param name="rootSegments">Where the entries of the root stand; null if the root is null.</param>
/// <param name="gaps">The fields that were waited for, in the order of their positions.</param>
/// <param name="nulledPositions">What became null after it had been written.</param>
internal sealed class ResponseBody(
    ResponseWriter buffer,
    List<(int Start, int End)>? rootSegments,
    List<PendingField>? gaps,
    List<NullablePosition>? nulledPositions) : IDisposable
{
    /// <summary>Copies the JSON out.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        if (rootSegments is null)
        {
            output.Write("null"u8);
            return;
        }

        nulledPositions?.Sort((left, right) => left.Start.CompareTo(right.Start));
        output.Write("{"u8);
        for (int index = 0; index < rootSegments.Count; index++)
        {
            if (index > 0)
            {
                output.Write(","u8);
            }

            (int start, int end) = rootSegments[index];
            WriteRange(output, start, end);
        }

        output.Write("}"u8);
    }

    public void Dispose() => buffer.Dispose();

    /// <summary>
    /// Copies what lies between two positions, putting in the values of pending fields and null for positions
    /// that were nulled later. Both lists are in the order of positions; an outer position precedes its inner ones.
    /// </summary>
    private void WriteRange(IBufferWriter<byte> output, int start, int end)
    {
        if (gaps is null)
        {
            output.Write(buffer.Written[start..end]);
            return;
        }

        int field = FirstFrom(gaps, start, static pending => pending.Position);
        int nulled = nulledPositions is null ? 0 : FirstFrom(nulledPositions, start, static position => position.Start);
        while (true)
        {
            int nextField = field < gaps.Count ? gaps[field].Position : int.MaxValue;
            int nextNull = nulledPositions is not null && nulled < nulledPositions.Count
                ? nulledPositions[nulled].Start
                : int.MaxValue;
            int next = Math.Min(nextField, nextNull);
            if (next >= end)
            {
                output.Write(buffer.Written[start..end]);
                return;
            }

            output.Write(buffer.Written[start..next]);
            if (nextNull <= nextField)
            {
                output.Write("null"u8);
                start = nulledPositions![nulled].End;
                field = FirstFrom(gaps, start, static pending => pending.Position);
                nulled = FirstFrom(nulledPositions, start, static position => position.Start);
            }
            else
            {
                PendingField pending = gaps[field++];
                WriteRange(output, pending.ValueStart, pending.ValueEnd);
                start = next;
            }
        }
    }

    private static int FirstFrom<T>(List<T> items, int position, Func<T, int> positionOf)
    {
        ReadOnlySpan<T> span = CollectionsMarshal.AsSpan(items);
        int low = 0;
        int high = span.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (positionOf(span[middle]) < position)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
