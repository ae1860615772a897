using System.Runtime.InteropServices;

namespace HotChocolate.Types;

/// <summary>
/// Limits the memory that large responses take at a time in this process, from the first byte written until the client
/// has been sent the last one. One owner gets half of it at most, so that a client that reads slowly leaves the other
/// half to others. Small responses are limited by how many operations run.
/// </summary>
internal static class LargeResponses
{
    /// <summary>The global state that names whose share a response takes, such as the name of the caller.</summary>
    public const string OwnerState = "responseOwner";

    /// <summary>The most bytes of large responses at a time.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>The most bytes of one owner's large responses at a time.</summary>
    public const int MaxBytesPerOwner = MaxBytes / 2;

    private const int SmallSize = 256 * 1024;

    private static readonly Lock s_lock = new();
    private static readonly Dictionary<string, int> s_bytesByOwner = [];
    private static int s_bytes;

    /// <summary>What one response takes.</summary>
    public struct Lease
    {
        private string? _owner;
        private int _bytes;

        /// <summary>Takes what a response of that size needs in all.</summary>
        /// <param name="owner">Whose share it takes; null if nobody is named. The same at each call.</param>
        /// <param name="size">How many bytes its buffers have.</param>
        /// <exception cref="LargeResponsesBusyException">Other responses take the room.</exception>
        public void Grow(string? owner, int size)
        {
            int more = size - _bytes;
            if (size <= SmallSize || more <= 0)
            {
                return;
            }

            lock (s_lock)
            {
                if (s_bytes + more > MaxBytes)
                {
                    throw new LargeResponsesBusyException($"large responses may take {MaxBytes} bytes");
                }

                if (owner is not null)
                {
                    ref int ofOwner = ref CollectionsMarshal.GetValueRefOrAddDefault(s_bytesByOwner, owner, out _);
                    if (ofOwner + more > MaxBytesPerOwner)
                    {
                        throw new LargeResponsesBusyException(
                            $"large responses to one caller may take {MaxBytesPerOwner} bytes");
                    }

                    ofOwner += more;
                }

                s_bytes += more;
                (_owner, _bytes) = (owner, size);
            }
        }

        /// <summary>Gives back what was taken.</summary>
        public void Release()
        {
            if (_bytes == 0)
            {
                return;
            }

            lock (s_lock)
            {
                s_bytes -= _bytes;
                if (_owner is not null && (s_bytesByOwner[_owner] -= _bytes) == 0)
                {
                    s_bytesByOwner.Remove(_owner);
                }

                _bytes = 0;
            }
        }
    }
}

/// <summary>The large responses of this process, or of one owner, would take more memory than they may.</summary>
internal sealed class LargeResponsesBusyException(string limit) : Exception(
    $"The service is busy: {limit} at a time; try again in 1 s.");
