using LeadGraph.Tests.Hosting;
using Npgsql;

namespace LeadGraph.Tests.Soak;

/// <summary>
/// Faults of the database, one after another, with time in between. A fault's window opens when it begins, and closes
/// when the service answers right again, by every way, and a second has passed.
/// </summary>
/// <param name="server">The server that is broken.</param>
/// <param name="database">A database of it, without a pool.</param>
/// <param name="answersRight">Whether the service answers right.</param>
/// <param name="report">Where it is told.</param>
/// <param name="random">Draws the order of the faults; null for one after another.</param>
/// <param name="further">Faults of others than the server.</param>
public sealed class SoakFaults(
    PostgreSqlServer server, string database, Func<Task<bool>> answersRight, SoakReport report, Random? random = null,
    params (string Name, Func<Task> Break)[] further)
{
    /// <summary>How long a fault lasts that does not end by itself.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(2);

    // A service that is not back by then never is; how soon it is on a quiet machine, the report tells.
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly List<(DateTime From, DateTime Until)> _windows = [];

    /// <summary>The time of all windows together.</summary>
    public TimeSpan Total
    {
        get
        {
            lock (_lock)
            {
                return new TimeSpan(_windows.Sum(window => (window.Until - window.From).Ticks));
            }
        }
    }

    /// <summary>The beginning of the window that an interval touches, if it touches one.</summary>
    public DateTime? Touching(DateTime from, DateTime until)
    {
        lock (_lock)
        {
            foreach (var window in _windows)
            {
                if (from <= window.Until && until >= window.From)
                {
                    return window.From;
                }
            }
        }

        return null;
    }

    /// <summary>Breaks this and that until told to stop, and leaves the server whole.</summary>
    public async Task BreakAsync(TimeSpan pause, CancellationToken stop)
    {
        (string Name, Func<Task> Break)[] faults =
        [
            ("connections terminated", () => ExecuteAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'LeadGraph'")),
            ("server paused", PauseAsync),
            ("server restarted", RestartAsync),
            ("events locked", LockAsync),
            ("server killed", KillAsync),
            .. further
        ];
        for (int i = 0; ; i++)
        {
            await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
            {
                return;
            }

            if (i % faults.Length == 0)
            {
                random?.Shuffle(faults);
            }

            (string name, Func<Task> fault) = faults[i % faults.Length];
            int window;
            lock (_lock)
            {
                window = _windows.Count;
                _windows.Add((DateTime.UtcNow, DateTime.MaxValue));
            }

            await fault();
            report.Count($"fault: {name}");
            await RecoverAsync(name);
            lock (_lock)
            {
                _windows[window] = (_windows[window].From, DateTime.UtcNow);
            }
        }
    }

    private async Task RecoverAsync(string name)
    {
        DateTime ended = DateTime.UtcNow;
        while (!await answersRight())
        {
            if (DateTime.UtcNow - ended > Recovery)
            {
                report.AddProblem("not back", $"{name}: service is not back after {Recovery.TotalSeconds} s");
                return;
            }

            await Task.Delay(100);
        }

        report.AddAnswer("(back after a fault)", DateTime.UtcNow - ended);
        await Task.Delay(TimeSpan.FromSeconds(1));
    }

    private async Task PauseAsync()
    {
        using (server.Pause())
        {
            await Task.Delay(Length);
        }
    }

    private Task RestartAsync() => Task.Run(() =>
    {
        server.Stop();
        server.Start();
    });

    private Task KillAsync() => Task.Run(() =>
    {
        server.Kill();
        server.Start();
    });

    private async Task LockAsync()
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE events", connection);
        await command.ExecuteNonQueryAsync();
        await Task.Delay(Length);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
