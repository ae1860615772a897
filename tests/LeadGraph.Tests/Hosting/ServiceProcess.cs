using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LeadGraph.Tests.Hosting;

/// <summary>The service as a process of its own, so that its memory can be measured and its death be noticed.</summary>
public sealed partial class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines;

    private ServiceProcess(Process process, ConcurrentQueue<string> lines, Uri address)
    {
        _process = process;
        _lines = lines;
        Address = address;
        Client = new HttpClient { BaseAddress = address, Timeout = Eventually.Limit };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>What the service has logged so far.</summary>
    public string Log => string.Join('\n', _lines);

    public bool IsRunning => !_process.HasExited;

    /// <summary>How many files, sockets and the like the process holds open (on Linux).</summary>
    public int Handles => Directory.GetFiles($"/proc/{_process.Id}/fd").Length;

    /// <summary>What the links to the files, sockets and the like point to that the process holds open (on Linux).</summary>
    public IEnumerable<string?> OpenFiles
        => [.. Directory.GetFiles($"/proc/{_process.Id}/fd").Select(file => new FileInfo(file).LinkTarget)];

    /// <summary>The memory that the process holds in RAM now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The most memory that the process has ever held in RAM, in bytes.</summary>
    public long PeakResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>How long processors have worked for the process.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts the service on a port of its own.</summary>
    /// <param name="settings">Its configuration.</param>
    public static async Task<ServiceProcess> StartAsync(params (string Key, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "LeadGraph.dll")])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory
        };
        start.Environment[TestRun.NoProfiling.Key] = TestRun.NoProfiling.Value;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        // Longer than anything may take on a busy machine, unless a test says otherwise.
        foreach (var (key, value) in (IEnumerable<(string, string)>)
            [("LeadGraph:Limits:ExecutionTimeout", "00:05:00"), ("LeadGraph:Demo:Enabled", "true"), .. settings])
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        Process process = Process.Start(start)!;
        var address = new TaskCompletionSource<Uri>();
        var lines = new ConcurrentQueue<string>();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                address.TrySetException(new InvalidOperationException("The service ended before it listened."));
                return;
            }

            lines.Enqueue(line.Data);
            if (Listening().Match(line.Data) is { Success: true } match)
            {
                address.TrySetResult(new Uri(match.Groups[1].Value));
            }
        };
        process.BeginOutputReadLine();
        return new ServiceProcess(process, lines, await address.Task.WaitAsync(Eventually.Limit));
    }

    /// <summary>Waits until a line of its log holds the text.</summary>
    public Task UntilLoggedAsync(string text)
        => Eventually.UntilAsync(() => _lines.Any(line => line.Contains(text, StringComparison.Ordinal)));

    /// <summary>Sends a signal, such as TERM.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("/bin/kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end of the process.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync(TimeSpan timeout)
    {
        await _process.WaitForExitAsync().WaitAsync(timeout);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"Now listening on: (http://[\d.:]+)")]
    private static partial Regex Listening();
}
