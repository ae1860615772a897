using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Hosting;

/// <summary>A SQL command as the database got it.</summary>
public sealed record SqlCommandRecord(string Text, IReadOnlyDictionary<string, object?> Parameters)
{
    /// <summary>The value of the parameter that follows the pattern, which must be there.</summary>
    public object? ValueAfter(string pattern)
    {
        Match match = Regex.Match(Text, pattern + @"\s+@(\w+)");
        Assert.True(match.Success, $"No parameter after {pattern} in {Text}");
        return Parameters[match.Groups[1].Value];
    }
}

/// <summary>The SQL commands of one service with the values of their parameters, which its log does not tell.</summary>
public sealed class SqlCommands : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string ListenerName = "Microsoft.EntityFrameworkCore";

    private readonly ConcurrentQueue<SqlCommandRecord> _all = new();
    private readonly ConcurrentQueue<IDisposable> _subscriptions = new();
    private readonly ILoggerFactory _loggers;

    /// <summary>Begins to record.</summary>
    public SqlCommands(ServiceHost host)
    {
        _loggers = host.Services.GetRequiredService<ILoggerFactory>();
        _subscriptions.Enqueue(DiagnosticListener.AllListeners.Subscribe(this));
    }

    /// <summary>The commands so far, oldest first.</summary>
    public IReadOnlyList<SqlCommandRecord> All => [.. _all];

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == ListenerName)
        {
            _subscriptions.Enqueue(value.Subscribe(this));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == RelationalEventId.CommandExecuting.Name && value.Value is CommandEventData data
            && data.Context?.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.LoggerFactory
                == _loggers)
        {
            _all.Enqueue(new SqlCommandRecord(
                data.Command.CommandText,
                data.Command.Parameters.Cast<DbParameter>()
                    .ToDictionary(parameter => parameter.ParameterName.TrimStart('@'), parameter => parameter.Value)));
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        foreach (IDisposable subscription in _subscriptions)
        {
            subscription.Dispose();
        }
    }
}
