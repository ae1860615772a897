using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HotChocolate.Language;

namespace HotChocolate.Conformance;

/// <summary>
/// The recorded cases of a conforming GraphQL implementation, and the comparer that comes with them. They are read
/// in place, from the folder that <see cref="Variable"/> names, else from "shared" beside the repository.
/// </summary>
internal static partial class ConformanceVectors
{
    public const string Variable = "LEADGRAPH_SHARED";

    private static readonly string Folder = System.IO.Path.Combine(
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : BesideRepository(),
        "conformance");

    /// <summary>Why tests that need the vectors are skipped; null where there are vectors.</summary>
    public static string? WhyNone { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } || Directory.Exists(Folder)
            ? null
            : $"No conformance vectors: set {Variable}, or put a folder \"shared\" beside the repository.";

    /// <summary>Grammar is under test, not limits: some vectors nest deeper than the default allows.</summary>
    public static RequestParserOptions ParserOptions { get; } = new() { MaxAllowedNesting = 1_000 };

    public static IReadOnlyList<string> SchemaIds =>
        [.. Directory.EnumerateFiles(System.IO.Path.Combine(Folder, "schemas")).Select(System.IO.Path.GetFileNameWithoutExtension).Order()!];

    public static string ReadSchema(string schemaId) =>
        File.ReadAllText(System.IO.Path.Combine(Folder, "schemas", schemaId + ".graphql"));

    /// <summary>The cases of a file.</summary>
    /// <param name="suite">The file's name without its extension.</param>
    public static IEnumerable<JsonElement> Read(string suite) =>
        File.ReadLines(System.IO.Path.Combine(Folder, suite + ".jsonl")).Select(static line => JsonElement.Parse(line));

    /// <summary>Runs every case of a file and lets the comparer judge the results.</summary>
    /// <param name="suite">The file's name without its extension.</param>
    /// <param name="run">Gives the result of a case, without its id.</param>
    public static async Task AssertAllPassAsync(string suite, Func<JsonElement, Task<JsonObject>> run)
    {
        string expected = System.IO.Path.Combine(Folder, suite + ".jsonl");
        string actual = System.IO.Path.GetTempFileName();
        try
        {
            await using (var results = new StreamWriter(actual))
            {
                foreach (string line in await File.ReadAllLinesAsync(expected))
                {
                    using JsonDocument vector = JsonDocument.Parse(line);
                    JsonObject result = await run(vector.RootElement);
                    result["id"] = vector.RootElement.GetProperty("id").GetString();
                    await results.WriteLineAsync(result.ToJsonString());
                }
            }

            (int exitCode, string report) = await CompareAsync(expected, actual);
            Assert.True(exitCode == 0 && AllPassed().IsMatch(report), report);
        }
        finally
        {
            File.Delete(actual);
        }
    }

    /// <inheritdoc cref="AssertAllPassAsync(string, Func{JsonElement, Task{JsonObject}})"/>
    public static Task AssertAllPassAsync(string suite, Func<JsonElement, JsonObject> run) =>
        AssertAllPassAsync(suite, vector => Task.FromResult(run(vector)));

    /// <summary>The source text of a case, lone surrogates included.</summary>
    public static string GetQuery(JsonElement vector) => vector.TryGetProperty("queryUtf16", out JsonElement units)
        ? new string([.. units.EnumerateArray().Select(static unit => (char)unit.GetInt32())])
        : vector.GetProperty("query").GetString()!;

    public static JsonObject ToJson(SourceLocation location) =>
        new() { ["line"] = location.Line, ["column"] = location.Column };

    private static async Task<(int ExitCode, string Report)> CompareAsync(string expected, string actual)
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            ArgumentList =
            {
                "compare.mjs", expected, actual, "--all", "--skip-tags=draft,js-lenient,impl-defined",
            },
        };
        using Process comparer = Process.Start(start)!;
        Task<string> error = comparer.StandardError.ReadToEndAsync();
        string report = await comparer.StandardOutput.ReadToEndAsync() + await error;
        await comparer.WaitForExitAsync();
        return (comparer.ExitCode, report);
    }

    private static string BesideRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "LeadGraph.sln")))
        {
            folder = folder.Parent;
        }

        return System.IO.Path.Combine(folder?.Parent?.FullName ?? "", "shared");
    }

    [GeneratedRegex(@"^[1-9][0-9]* passed, 0 failed\s*\z", RegexOptions.Multiline)]
    private static partial Regex AllPassed();
}
