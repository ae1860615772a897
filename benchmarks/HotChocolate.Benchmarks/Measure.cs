using System.Diagnostics;

namespace HotChocolate.Benchmarks;

/// <summary>
/// Times a piece of work: the fastest of several rounds, since noise of the machine only ever adds, and the bytes
/// that one call allocates on average.
/// </summary>
internal static class Measure
{
    private static readonly TimeSpan s_roundTime = TimeSpan.FromMilliseconds(400);
    private const int Rounds = 7;

    /// <summary>Runs the work on one thread and prints a line.</summary>
    public static async Task RunAsync(string name, Func<ValueTask> work)
    {
        int calls = await CalibrateAsync(work);
        double best = double.MaxValue;
        long allocated = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            long start = Stopwatch.GetTimestamp();
            for (int call = 0; call < calls; call++)
            {
                await work();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls);
            allocated = Math.Min(allocated, (GC.GetTotalAllocatedBytes(precise: true) - before) / calls);
        }

        Console.WriteLine($"| {name,-44} | {best,10:N2} | {allocated,12:N0} |");
    }

    /// <summary>Warms up until the tiers of the compiler have settled; answers how many calls fill a round.</summary>
    private static async Task<int> CalibrateAsync(Func<ValueTask> work)
    {
        int calls = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < s_roundTime * 3)
        {
            await work();
            calls++;
        }

        return Math.Max(1, calls / 3);
    }
}
