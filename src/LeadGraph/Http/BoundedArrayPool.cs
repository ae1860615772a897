using System.Buffers;

namespace LeadGraph.Http;

/// <summary>
/// The shared pool of byte arrays, but only for short ones. The shared pool keeps arrays of each size for every thread
/// and processor core, so that long ones, once used, would add up to more memory than the limits on requests allow.
/// </summary>
public static class BoundedArrayPool
{
    private const int LargestPooledBytes = 64 * 1024;

    /// <summary>An array of at least that length, with anything in it.</summary>
    /// <param name="minimumLength">The least length, in bytes.</param>
    public static byte[] Rent(int minimumLength) => minimumLength <= LargestPooledBytes
        ? ArrayPool<byte>.Shared.Rent(minimumLength)
        : GC.AllocateUninitializedArray<byte>(minimumLength);

    /// <summary>Gives an array back that was rented here.</summary>
    /// <param name="array">The array.</param>
    public static void Return(byte[] array)
    {
        if (array.Length <= LargestPooledBytes)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
