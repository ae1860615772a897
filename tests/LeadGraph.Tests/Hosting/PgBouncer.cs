using System.Diagnostics;
using Npgsql;

namespace LeadGraph.Tests.Hosting;

/// <summary>A real PgBouncer, which gives each transaction a connection of few.</summary>
public sealed class PgBouncer : IDisposable
{
    private static readonly string? Program =
        ((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin"))
            .Select(folder => Path.Combine(folder, "pgbouncer")).FirstOrDefault(File.Exists);

    private readonly Process _process;

    private PgBouncer(Process process, string connectionString)
    {
        _process = process;
        ConnectionString = connectionString;
    }

    /// <summary>Why there is none; null if there is. In CI there must be one.</summary>
    public static string? WhyNone => Program is not null || PostgreSqlServer.RunsInCi
        ? PostgreSqlServer.WhyNonePrivate : "PgBouncer is not installed.";

    /// <summary>The connection string of the database through PgBouncer.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts PgBouncer before the server of a database whose users need no password.</summary>
    /// <param name="database">The connection string of the database.</param>
    public static async Task<PgBouncer> StartAsync(string database)
    {
        var server = new NpgsqlConnectionStringBuilder(database);
        string folder = TestRun.NewFolder("pgbouncer");
        int port = FixedPort.Next();
        await File.WriteAllTextAsync(Path.Combine(folder, "users.txt"), $"\"{server.Username}\" \"\"\n");
        string settings = Path.Combine(folder, "pgbouncer.ini");
        await File.WriteAllTextAsync(settings, $"""
            [databases]
            * = host={server.Host} port={server.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = trust
            auth_file = {Path.Combine(folder, "users.txt")}
            pool_mode = transaction
            default_pool_size = 4
            ignore_startup_parameters = extra_float_digits,options
            """);
        // It refuses to run as root.
        string[] command = Environment.IsPrivilegedProcess
            ? ["runuser", "-u", "postgres", "--", Program!, settings] : [Program!, settings];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true };
        Process process = Process.Start(start)!;
        process.BeginErrorReadLine();
        server.Port = port;
        var bouncer = new PgBouncer(process, server.ConnectionString);
        await Eventually.UntilAsync(bouncer.RespondsAsync);
        return bouncer;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task<bool> RespondsAsync()
    {
        Assert.False(_process.HasExited, "PgBouncer has ended.");
        try
        {
            await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}

/// <summary>A theory behind PgBouncer, where it is installed.</summary>
public sealed class PgBouncerTheoryAttribute : TheoryAttribute
{
    public PgBouncerTheoryAttribute() => Skip = PgBouncer.WhyNone;
}
