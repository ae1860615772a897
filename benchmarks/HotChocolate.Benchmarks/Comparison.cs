using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;

namespace HotChocolate.Benchmarks;

/// <summary>
/// Compares two builds of the benchmarks in one process, in short turns, so that whatever else the machine does meets
/// both. It measures processor time, which does not count what other processes take.
/// </summary>
internal static class Comparison
{
    private const int Turns = 201;
    private static readonly TimeSpan s_warmup = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(10);

    /// <summary>Prints what both builds take.</summary>
    /// <param name="folder">Where the other build is.</param>
    /// <param name="filter">Part of the names of the benchmarks to run; empty for all.</param>
    public static async Task RunAsync(string folder, string filter)
    {
        Dictionary<string, Func<Task>> before = await LoadAsync(folder);
        Dictionary<string, Func<Task>> now = await LoadAsync(AppContext.BaseDirectory);
        Console.WriteLine("| | before, µs | now, µs | times as fast | quartiles | before, bytes | now, bytes |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach (string name in now.Keys.Where(before.ContainsKey))
        {
            if (name.Contains(filter, StringComparison.OrdinalIgnoreCase))
            {
                Console.WriteLine(await CompareAsync(name, before[name], now[name]));
            }
        }
    }

    /// <summary>The benchmarks of a build by their descriptions, loaded apart from every other build.</summary>
    private static async Task<Dictionary<string, Func<Task>>> LoadAsync(string folder)
    {
        string path = System.IO.Path.Combine(folder, $"{typeof(Comparison).Assembly.GetName().Name}.dll");
        var benchmarks = new Dictionary<string, Func<Task>>();
        foreach (Type type in new Build(path).LoadFromAssemblyPath(path).GetTypes())
        {
            var methods = type.GetMethods()
                .Select(method => (Method: method, Description: DescriptionOf(method)))
                .Where(item => item.Description is not null)
                .ToList();
            if (methods.Count == 0)
            {
                continue;
            }

            object instance = Activator.CreateInstance(type)!;
            foreach (MethodInfo setup in type.GetMethods().Where(method => Has(method, "GlobalSetupAttribute")))
            {
                await (Task)setup.Invoke(instance, null)!;
            }

            foreach ((MethodInfo method, string? description) in methods)
            {
                benchmarks.Add(description!, Call(instance, method));
            }
        }

        return benchmarks;
    }

    private static Func<Task> Call(object instance, MethodInfo method)
    {
        if (method.ReturnType.IsAssignableTo(typeof(Task)))
        {
            return method.CreateDelegate<Func<Task>>(instance);
        }

        Func<object> call = method.CreateDelegate<Func<object>>(instance);
        return () =>
        {
            call();
            return Task.CompletedTask;
        };
    }

    private static string? DescriptionOf(MethodInfo method) => method.CustomAttributes
        .FirstOrDefault(attribute => attribute.AttributeType.Name == "BenchmarkAttribute")
        ?.NamedArguments.First(argument => argument.MemberName == "Description").TypedValue.Value as string;

    private static bool Has(MethodInfo method, string attributeName)
        => method.CustomAttributes.Any(attribute => attribute.AttributeType.Name == attributeName);

    /// <summary>
    /// A row of the table: medians of all turns, and the quartiles of the ratios of neighbouring turns.
    /// </summary>
    private static async Task<string> CompareAsync(string name, Func<Task> before, Func<Task> now)
    {
        int calls = Math.Min(await WarmUpAsync(before), await WarmUpAsync(now));
        var turns = new List<(Cost Before, Cost Now)>();
        for (int turn = 0; turn < Turns; turn++)
        {
            // The build that is measured second is a little slower.
            bool nowFirst = turn % 2 > 0;
            Cost first = await MeasureAsync(nowFirst ? now : before, calls);
            Cost second = await MeasureAsync(nowFirst ? before : now, calls);
            turns.Add(nowFirst ? (second, first) : (first, second));
        }

        double[] ratios = [.. turns.Select(turn => turn.Before.Microseconds / turn.Now.Microseconds).Order()];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {Median(turn => turn.Before.Microseconds):N2} | {Median(turn => turn.Now.Microseconds):N2} "
            + $"| {ratios[Turns / 2]:F2} | {ratios[Turns / 4]:F2} to {ratios[Turns * 3 / 4]:F2} "
            + $"| {Median(turn => turn.Before.Bytes):N0} | {Median(turn => turn.Now.Bytes):N0} |");

        double Median(Func<(Cost Before, Cost Now), double> value) => turns.Select(value).Order().ElementAt(Turns / 2);
    }

    /// <summary>Calls until the code is compiled for speed; how many calls a turn has.</summary>
    private static async Task<int> WarmUpAsync(Func<Task> call)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        long checkedAt = Environment.TickCount64;
        int calls = 0;
        while (Environment.TickCount64 == checkedAt || Environment.CpuUsage.TotalTime - start < s_warmup)
        {
            checkedAt = Environment.TickCount64;
            await call();
            calls++;
        }

        return Math.Max(1, (int)(calls * (s_turn / s_warmup)));
    }

    private static async Task<Cost> MeasureAsync(Func<Task> call, int calls)
    {
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan start = Environment.CpuUsage.TotalTime;
        for (int done = 0; done < calls; done++)
        {
            await call();
        }

        TimeSpan time = Environment.CpuUsage.TotalTime - start;
        return new Cost(
            time.TotalMicroseconds / calls, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)calls);
    }

    /// <summary>What a call takes.</summary>
    private readonly record struct Cost(double Microseconds, double Bytes);

    /// <summary>A build, with what it refers to but the framework.</summary>
    private sealed class Build(string path) : AssemblyLoadContext(path)
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName assemblyName)
            => _resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
    }
}
