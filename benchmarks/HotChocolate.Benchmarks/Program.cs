using BenchmarkDotNet.Running;
using HotChocolate.Benchmarks;

// What the stages of the engine cost. --filter '*Parse*' chooses, --job short is quick and less exact, and --inProcess
// spares the build of a program for each run.
BenchmarkRunner.Run<EngineBenchmarks>(args: args);
