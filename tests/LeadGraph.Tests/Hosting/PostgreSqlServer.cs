using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace LeadGraph.Tests.Hosting;

/// <summary>
/// A real PostgreSQL server: the one that <c>LEADGRAPH_TEST_POSTGRES</c> names, or a private cluster made of the
/// binaries on this machine, which ends with the test run.
/// </summary>
public sealed class PostgreSqlServer
{
    private static readonly string? Given = Environment.GetEnvironmentVariable("LEADGRAPH_TEST_POSTGRES");
    private static readonly string? Binaries = FindBinaries();
    private static readonly Lazy<PostgreSqlServer> SharedServer = new(
        () => string.IsNullOrEmpty(Given) ? StartPrivate() : new PostgreSqlServer(Given, folder: null));

    // In seconds.
    private const int LongTimeout = 300;

    private readonly string _connectionString;
    private readonly string? _folder;
    private readonly bool _isDurable;
    private readonly ConcurrentStack<string> _databases = new();
    private readonly ConcurrentStack<string> _roles = new();

    private PostgreSqlServer(string connectionString, string? folder, bool isDurable = false)
    {
        _isDurable = isDurable;
        _connectionString = connectionString;
        _folder = folder;
        if (folder is null)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Drop();
        }
    }

    /// <summary>The server that tests share, each with databases of its own.</summary>
    public static PostgreSqlServer Shared => SharedServer.Value;

    /// <summary>Why tests that need a server cannot run here, or null. In CI they must run.</summary>
    public static string? WhyNone => !string.IsNullOrEmpty(Given) || Binaries is not null || RunsInCi ? null
        : "No PostgreSQL: set LEADGRAPH_TEST_POSTGRES to a connection string, or install PostgreSQL's server.";

    /// <summary>Why tests that stop their server cannot run here, or null. In CI they must run.</summary>
    public static string? WhyNonePrivate => Binaries is not null || RunsInCi ? null
        : "No PostgreSQL server of one's own to stop: install PostgreSQL's server.";

    /// <summary>Whether a missing server or missing data is a failure.</summary>
    public static bool RunsInCi => Environment.GetEnvironmentVariable("CI") is "true" or "1";

    /// <summary>The process ids of the server and the processes it started.</summary>
    public IReadOnlyList<int> Processes
    {
        get
        {
            string postmaster = File.ReadLines(Path.Combine(_folder!, "data", "postmaster.pid")).First();
            return [int.Parse(postmaster),
                .. Run("ps", "-o", "pid=", "--ppid", postmaster)
                    .Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        }
    }

    /// <summary>Starts a server that only the caller knows.</summary>
    /// <param name="isDurable">Whether commits wait for the disk, which only matters where time is measured.</param>
    public static PostgreSqlServer StartPrivate(bool isDurable = false)
    {
        if (Binaries is null)
        {
            throw new InvalidOperationException("PostgreSQL's server is not installed, and CI requires it.");
        }

        string folder = TestRun.NewFolder("postgresql");
        if (Environment.IsPrivilegedProcess)
        {
            Run("chown", "postgres", folder);
        }

        string data = Path.Combine(folder, "data");
        RunAsOwner("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N");
        var server = new PostgreSqlServer(
            $"Host=127.0.0.1;Port={FixedPort.Next()};Username=postgres;Database=postgres", folder, isDurable);
        server.Start();
        return server;
    }

    /// <summary>Starts a streaming replica of this private server.</summary>
    public PostgreSqlServer StartReplica()
    {
        var primary = new NpgsqlConnectionStringBuilder(_connectionString);
        string folder = TestRun.NewFolder("postgresql");
        if (Environment.IsPrivilegedProcess)
        {
            Run("chown", "postgres", folder);
        }

        RunAsOwner("pg_basebackup", "-h", primary.Host!, "-p", $"{primary.Port}", "-U", primary.Username!,
            "-D", Path.Combine(folder, "data"), "--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast");
        var replica = new PostgreSqlServer(
            new NpgsqlConnectionStringBuilder(_connectionString) { Port = FixedPort.Next() }.ConnectionString, folder);
        replica.Start();
        return replica;
    }

    /// <summary>A connection string for a database of this server and its replica, whichever serves.</summary>
    /// <param name="database">The database's connection string on this server.</param>
    /// <param name="replica">The replica.</param>
    public static string WithReplica(string database, PostgreSqlServer replica)
    {
        var builder = new NpgsqlConnectionStringBuilder(database) { HostRecheckSeconds = 1 };
        var other = new NpgsqlConnectionStringBuilder(replica._connectionString);
        builder.Host = $"{builder.Host}:{builder.Port},{other.Host}:{other.Port}";
        return builder.ConnectionString;
    }

    /// <summary>The connection string of a database of the same name on this server.</summary>
    /// <param name="database">Its connection string on another.</param>
    public string Counterpart(string database) => new NpgsqlConnectionStringBuilder(_connectionString)
    {
        Database = new NpgsqlConnectionStringBuilder(database).Database
    }.ConnectionString;

    /// <summary>Starts the stopped server on the port that it had.</summary>
    public void Start()
        => RunAsOwner("pg_ctl", "-D", Path.Combine(_folder!, "data"), "-w", "-l", Path.Combine(_folder!, "log"), "-o",
            $"-p {new NpgsqlConnectionStringBuilder(_connectionString).Port} -c listen_addresses=127.0.0.1 "
            + $"-c unix_socket_directories={_folder} -c fsync={(_isDurable ? "on" : "off")}", "start");

    /// <summary>Stops the server and every connection with it.</summary>
    public void Stop() => RunAsOwner("pg_ctl", "-D", Path.Combine(_folder!, "data"), "-w", "-m", "fast", "stop");

    /// <summary>Kills every process of this server, as a failing machine does. <see cref="Start"/> recovers it.</summary>
    public void Kill()
    {
        IReadOnlyList<int> processes = Processes;
        Signal("KILL", processes);
        while (processes.Any(id => Directory.Exists($"/proc/{id}")))
        {
            Thread.Sleep(10);
        }
    }

    /// <summary>Freezes every process of this server: connections stay, and nobody answers.</summary>
    /// <returns>Ends it.</returns>
    public IDisposable Pause()
    {
        IReadOnlyList<int> processes = Processes;
        Signal("STOP", processes);
        return new Paused(() => Signal("CONT", processes));
    }

    /// <summary>Makes a primary of this replica.</summary>
    public void Promote() => RunAsOwner("pg_ctl", "-D", Path.Combine(_folder!, "data"), "-w", "promote");

    /// <summary>Creates an empty database.</summary>
    /// <param name="locale">Its locale; by default one that sorts by code point and folds every script.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <returns>The connection string of an owner.</returns>
    public async Task<string> CreateDatabaseAsync(string locale = "C.UTF-8", string encoding = "UTF8")
    {
        string name = $"leadgraph_{Guid.NewGuid():N}";
        await ExecuteAsync(_connectionString, $"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' "
            + $"LOCALE '{locale}'");
        _databases.Push(name);
        var database = new NpgsqlConnectionStringBuilder(_connectionString) { Database = name };
        if (SharedServer.IsValueCreated && SharedServer.Value == this)
        {
            // A busy machine may take long to make a connection. Tests of outages have servers of their own.
            database.Timeout = LongTimeout;
        }

        return database.ConnectionString;
    }

    /// <summary>A name for a role that the caller creates, and that is gone after the test run.</summary>
    public string NewRole()
    {
        string name = $"reader_{Guid.NewGuid():N}";
        _roles.Push(name);
        return name;
    }

    /// <summary>Runs SQL on a database.</summary>
    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        // A pool would keep a connection to each of many databases.
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    // A private cluster goes as a whole; on a server of somebody's own what the tests made goes when they end.
    private void Drop()
    {
        using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_connectionString) { Pooling = false }.ConnectionString);
        connection.Open();
        // The rights of roles are in the databases, which therefore go first.
        foreach (string sql in _databases.Select(name => $"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            .Concat(_roles.Select(name => $"DROP ROLE IF EXISTS {name}")))
        {
            using var command = new NpgsqlCommand(sql, connection);
            command.ExecuteNonQuery();
        }
    }

    // A process of the server's may have ended since they were listed; the others get the signal all the same.
    private static void Signal(string name, IReadOnlyList<int> processes)
    {
        using Process kill = Process.Start("/bin/kill", [$"-{name}", .. processes.Select(id => $"{id}")]);
        kill.WaitForExit();
    }

    private static string? FindBinaries()
    {
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (Directory.Exists("/usr/lib/postgresql"))
        {
            folders = folders.Concat(Directory.GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(Path.GetFileName).Select(version => Path.Combine(version, "bin")));
        }

        // A link to one of them lies beside links to some of the others only.
        string? initdb = folders.Select(folder => Path.Combine(folder, "initdb")).FirstOrDefault(File.Exists);
        return initdb is null ? null
            : Path.GetDirectoryName(File.ResolveLinkTarget(initdb, returnFinalTarget: true)?.FullName ?? initdb);
    }

    // PostgreSQL refuses to run as root; its own user does it then.
    private static void RunAsOwner(string program, params string[] arguments)
    {
        string path = Path.Combine(Binaries!, program);
        if (Environment.IsPrivilegedProcess)
        {
            Run("runuser", ["-u", "postgres", "--", path, .. arguments]);
        }
        else
        {
            Run(path, arguments);
        }
    }

    // The server inherits what it writes to, so nothing may wait for the end of a pipe: output goes by way of a file.
    private static string Run(string program, params string[] arguments)
    {
        string output = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("/bin/sh",
                ["-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1 </dev/null", "sh", output, program, .. arguments])
            {
                WorkingDirectory = Path.GetTempPath()
            };
            // In seconds, what pg_ctl waits for a server to start or stop.
            start.Environment["PGCTLTIMEOUT"] = "300";
            using Process process = Process.Start(start)!;
            process.WaitForExit();
            string text = File.ReadAllText(output);
            return process.ExitCode == 0 ? text
                : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {text}");
        }
        finally
        {
            File.Delete(output);
        }
    }

    private sealed class Paused(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
