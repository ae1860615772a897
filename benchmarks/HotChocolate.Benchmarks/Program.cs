using BenchmarkDotNet.Running;
using HotChocolate.Benchmarks;

// What the stages of the engine cost. --filter '*Parse*' chooses, --job short is quick and less exact.
BenchmarkRunner.Run<EngineBenchmarks>(args: args);
