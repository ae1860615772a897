using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Hosting;

/// <summary>One line that the service logged.</summary>
public sealed record LogRecord(LogLevel Level, string Category, string Message, Exception? Exception);

/// <summary>Everything that a hosted service logged.</summary>
public sealed class LogRecords : ILoggerProvider
{
    private readonly ConcurrentQueue<LogRecord> _records = new();

    /// <summary>All records, oldest first.</summary>
    public IReadOnlyList<LogRecord> All => [.. _records];

    /// <summary>The SQL commands that were executed, with their parameters.</summary>
    public IReadOnlyList<string> Sql =>
        [.. All.Where(r => r.Category == "Microsoft.EntityFrameworkCore.Database.Command"
            && r.Message.StartsWith("Executed DbCommand", StringComparison.Ordinal)).Select(r => r.Message)];

    /// <summary>Waits until a message holds all the texts.</summary>
    public Task WaitForAsync(LogLevel level, params string[] texts) => Eventually.UntilAsync(
        () => _records.Any(record => record.Level == level && texts.All(record.Message.Contains)));

    public ILogger CreateLogger(string categoryName) => new Recorder(categoryName, _records);

    public void Dispose()
    {
    }

    private sealed class Recorder(string category, ConcurrentQueue<LogRecord> records) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            string message = formatter(state, exception);
            // Kestrel notices a busy machine, which says nothing of the service.
            if (IsEnabled(logLevel) && !message.Contains("heartbeat has been running", StringComparison.Ordinal))
            {
                records.Enqueue(new LogRecord(logLevel, category, message, exception));
            }
        }
    }
}
