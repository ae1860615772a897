using System.Diagnostics;

namespace LeadGraph.Tests.Hosting;

/// <summary>A run of the real program to its end.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Error">What it wrote to standard error.</param>
public sealed record ProgramRun(int Code, string Output, string Error)
{
    /// <summary>The program.</summary>
    public static string File { get; } = Path.Combine(AppContext.BaseDirectory, "LeadGraph.dll");

    /// <summary>Runs the program.</summary>
    /// <param name="arguments">Its arguments.</param>
    public static Task<ProgramRun> OfAsync(params string[] arguments) => InAsync(TestRun.NewFolder("run"), arguments);

    /// <summary>Runs the program in a folder.</summary>
    /// <param name="folder">The working directory.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="meanwhile">What to do while it runs.</param>
    public static async Task<ProgramRun> InAsync(
        string folder, string[] arguments, Func<Process, Task>? meanwhile = null)
    {
        var start = new ProcessStartInfo("dotnet", [File, .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder
        };
        start.Environment[TestRun.NoProfiling.Key] = TestRun.NoProfiling.Value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (meanwhile is not null)
        {
            await meanwhile(process);
        }

        await process.WaitForExitAsync();
        return new ProgramRun(process.ExitCode, await output, await error);
    }
}
