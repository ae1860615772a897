using BenchmarkDotNet.Running;
using HotChocolate.Benchmarks;

// What the engine costs. "compare FOLDER" compares it with another build of this program; docs/benchmarks.md says how
// to make one. Otherwise --filter '*Parse*' chooses, --job short is quick and less exact, and --inProcess spares the
// build of a program for each run.
if (args is ["compare", var folder, ..])
{
    await Comparison.RunAsync(Path.GetFullPath(folder), args.ElementAtOrDefault(2) ?? "");
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(EngineBenchmarks).Assembly).Run(args.Length > 0 ? args : ["--filter", "*"]);
}
