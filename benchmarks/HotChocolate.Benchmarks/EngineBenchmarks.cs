using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using HotChocolate.Execution;
using HotChocolate.Language;
using HotChocolate.Validation;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Benchmarks;

/// <summary>What each stage of the engine costs: time and allocated bytes a call.</summary>
[MemoryDiagnoser]
public class EngineBenchmarks
{
    private readonly RequestParserOptions _parserOptions = new();
    private readonly byte[] _rows = Encoding.UTF8.GetBytes(Documents.Rows);
    private readonly byte[] _introspection = Encoding.UTF8.GetBytes(Documents.Introspection);
    private readonly ArrayBufferWriter<byte> _output = new(1024 * 1024);
    private readonly DocumentNode _rowsDocument;
    private readonly DocumentNode _introspectionDocument;
    private readonly RequestExecutor _executor;

    public EngineBenchmarks()
    {
        var services = new ServiceCollection();
        services.AddBenchmarkServer();
        _executor = services.BuildServiceProvider().GetRequiredService<RequestExecutor>();
        _rowsDocument = Utf8GraphQLParser.Parse(_rows, _parserOptions);
        _introspectionDocument = Utf8GraphQLParser.Parse(_introspection, _parserOptions);
    }

    /// <summary>Sees to it that responses without errors are measured.</summary>
    [GlobalSetup]
    public async Task CheckAsync()
    {
        foreach (string document in new[]
        {
            Documents.Field, Documents.Rows, Documents.Levels, Documents.Connection, Documents.FilteredConnection,
            Documents.Introspection,
        })
        {
            await ExecuteAsync(document);
            string response = Encoding.UTF8.GetString(_output.WrittenSpan);
            if (response.Contains("\"errors\"", StringComparison.Ordinal))
            {
                throw new InvalidOperationException(response);
            }
        }
    }

    [Benchmark(Description = "parse: 8 fields")]
    public object ParseFields() => Utf8GraphQLParser.Parse(_rows, _parserOptions);

    [Benchmark(Description = "parse: introspection")]
    public object ParseIntrospection() => Utf8GraphQLParser.Parse(_introspection, _parserOptions);

    [Benchmark(Description = "validate: 8 fields")]
    public object ValidateFields() => DocumentValidator.Validate(_executor.Schema, _rowsDocument);

    [Benchmark(Description = "validate: introspection")]
    public object ValidateIntrospection() => DocumentValidator.Validate(_executor.Schema, _introspectionDocument);

    [Benchmark(Description = "execute: one field")]
    public Task<int> ExecuteFieldAsync() => ExecuteAsync(Documents.Field);

    [Benchmark(Description = "execute: 100 rows of 8 scalar fields")]
    public Task<int> ExecuteRowsAsync() => ExecuteAsync(Documents.Rows);

    [Benchmark(Description = "execute: 3 levels with a DataLoader")]
    public Task<int> ExecuteLevelsAsync() => ExecuteAsync(Documents.Levels);

    [Benchmark(Description = "execute: connection, 50 of 1,000 rows")]
    public Task<int> ExecuteConnectionAsync() => ExecuteAsync(Documents.Connection);

    [Benchmark(Description = "execute: connection, filtered and ordered")]
    public Task<int> ExecuteFilteredConnectionAsync() => ExecuteAsync(Documents.FilteredConnection);

    [Benchmark(Description = "execute: full introspection")]
    public Task<int> ExecuteIntrospectionAsync() => ExecuteAsync(Documents.Introspection);

    private async Task<int> ExecuteAsync(string document)
    {
        await using IExecutionResult result =
            await _executor.ExecuteAsync(new OperationRequest { Document = document }, CancellationToken.None);
        _output.ResetWrittenCount();
        ((OperationResult)result).WriteTo(_output);
        return _output.WrittenCount;
    }
}
