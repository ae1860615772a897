using LeadGraph.Data;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace LeadGraph.Operations;

/// <summary>
/// Bounds what callers, the database and other services can make the log grow by, in every category: the entries of
/// each kind by <see cref="LogQuota"/>, an entry by <see cref="LogText"/>. A failure is logged with its stack trace once
/// a minute, and else in one line; those whose trace tells nothing are always logged in one line.
/// </summary>
/// <param name="log">The log behind it.</param>
/// <param name="clock">The clock for the quota.</param>
internal sealed partial class BoundedLog(ILoggerFactory log, TimeProvider clock) : ILoggerFactory
{
    private readonly LogQuota _quota = new(clock, (kind, omitted) =>
    {
        ILogger logger = log.CreateLogger(typeof(LogQuota).FullName!);
        if (kind.Level >= LogLevel.Warning)
        {
            LogOmittedProblems(logger, omitted, kind);
        }
        else
        {
            LogOmitted(logger, omitted, kind);
        }
    });

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => log.AddProvider(provider);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName)
        => new BoundedLogger(log.CreateLogger(categoryName), categoryName, _quota);

    /// <inheritdoc/>
    public void Dispose()
    {
        _quota.Dispose();
        log.Dispose();
    }

    [LoggerMessage(EventId = 8002, Level = LogLevel.Warning,
        Message = "{Count} more entries of {Kind} were left out within a minute.")]
    private static partial void LogOmittedProblems(ILogger logger, int count, LogKind kind);

    [LoggerMessage(EventId = 8003, Level = LogLevel.Information,
        Message = "{Count} more entries of {Kind} were left out within a minute.")]
    private static partial void LogOmitted(ILogger logger, int count, LogKind kind);

    private sealed class BoundedLogger(ILogger log, string category, LogQuota quota) : ILogger
    {
        // Each request is logged on purpose, and others log at Information only what an operator asked for.
        private readonly bool _isOwn = category != typeof(RequestLog).FullName
            && (category.StartsWith("LeadGraph.", StringComparison.Ordinal)
                || category.StartsWith("HotChocolate.", StringComparison.Ordinal));

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => log.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (logLevel < (_isOwn ? LogLevel.Information : LogLevel.Warning))
            {
                log.Log(logLevel, eventId, state, exception, formatter);
            }
            else if (log.IsEnabled(logLevel)
                && quota.Take(new LogKind(category, eventId.Id, LastingFailure.KindOf(exception), logLevel))
                    is > 0 and var position)
            {
                bool hasTrace = exception is not null && position == 1 && LogText.TellsByItsTrace(exception);
                log.Log(
                    logLevel, eventId,
                    new LogText(
                        formatter(state, exception),
                        hasTrace ? null : exception,
                        state as IEnumerable<KeyValuePair<string, object?>>),
                    hasTrace ? exception : null,
                    (text, _) => text.ToString());
            }
        }
    }
}

/// <summary>Adds <see cref="BoundedLog"/> to the application.</summary>
internal static class BoundedLogSetup
{
    /// <summary>Bounds the log of the application, behind which are all its providers.</summary>
    /// <param name="services">The application's services.</param>
    public static void AddBoundedLog(this IServiceCollection services)
        => services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(provider => new BoundedLog(
            new LoggerFactory(
                provider.GetServices<ILoggerProvider>(),
                provider.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(),
                provider.GetRequiredService<IOptions<LoggerFactoryOptions>>(),
                provider.GetService<IExternalScopeProvider>()),
            provider.GetRequiredService<TimeProvider>())));
}
