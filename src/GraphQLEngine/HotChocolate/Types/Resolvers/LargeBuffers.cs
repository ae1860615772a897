namespace HotChocolate.Types;

/// <summary>
/// Bounds the memory that the buffers of large responses take at a time in this process. Small ones are bounded by how
/// many operations run.
/// </summary>
internal static class LargeBuffers
{
    /// <summary>The most bytes of large buffers at a time.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private const int SmallSize = 256 * 1024;

    private static long s_bytes;

    /// <summary>What one response has taken of the bound.</summary>
    public struct Lease
    {
        private int _bytes;

        /// <summary>Takes what a buffer of that size needs in all.</summary>
        /// <exception cref="LargeBuffersExhaustedException">Other responses take the room.</exception>
        public void Grow(int size)
        {
            int more = size - _bytes;
            if (size <= SmallSize || more <= 0)
            {
                return;
            }

            // Only what fits is ever added: responses that are refused must not have others refused that fit.
            long taken = Interlocked.Read(ref s_bytes);
            while (taken + more <= MaxBytes)
            {
                long current = Interlocked.CompareExchange(ref s_bytes, taken + more, taken);
                if (current == taken)
                {
                    _bytes = size;
                    return;
                }

                taken = current;
            }

            throw new LargeBuffersExhaustedException();
        }

        /// <summary>Gives back what was taken.</summary>
        public void Release()
        {
            Interlocked.Add(ref s_bytes, -_bytes);
            _bytes = 0;
        }
    }
}

/// <summary>The large responses of this process would take over <see cref="LargeBuffers.MaxBytes"/> bytes.</summary>
internal sealed class LargeBuffersExhaustedException() : Exception(
    $"The service is busy: large responses may take {LargeBuffers.MaxBytes} bytes at a time; try again in 1 s.");
