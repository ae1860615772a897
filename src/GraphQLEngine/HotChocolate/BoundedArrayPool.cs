using System.Buffers;
using System.Runtime.CompilerServices;

namespace HotChocolate;

/// <summary>
/// The shared pool of arrays, but only for short arrays. The shared pool keeps arrays of each size for every thread and
/// processor core, so that long ones, once used, would add up to more memory than the limits on requests allow.
/// </summary>
internal static class BoundedArrayPool<T>
    where T : unmanaged
{
    // Longer arrays would live in the large object heap.
    private const int MaxBytes = 64 * 1024;

    private static readonly int s_maxLength = MaxBytes / Unsafe.SizeOf<T>();

    /// <summary>An array of at least that length, with anything in it.</summary>
    public static T[] Rent(int minimumLength) => minimumLength <= s_maxLength
        ? ArrayPool<T>.Shared.Rent(minimumLength)
        : GC.AllocateUninitializedArray<T>(minimumLength);

    /// <summary>Gives an array back that was rented here.</summary>
    public static void Return(T[] array)
    {
        if (array.Length <= s_maxLength)
        {
            ArrayPool<T>.Shared.Return(array);
        }
    }
}
