using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeadGraph.Tests.Hosting;

/// <summary>Does something between the first statement of one service and the next.</summary>
public sealed class AfterFirstRead : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string ListenerName = "Microsoft.EntityFrameworkCore";

    private readonly List<IDisposable> _subscriptions = [];
    private readonly ILoggerFactory _loggers;
    private readonly Func<Task> _act;
    private readonly string _of;
    private int _reads;

    /// <summary>Begins to wait for the first statement.</summary>
    /// <param name="host">The service.</param>
    /// <param name="act">What is done when its rows have been read.</param>
    /// <param name="of">What the statement contains; others are not counted.</param>
    public AfterFirstRead(ServiceHost host, Func<Task> act, string of = "")
    {
        _of = of;
        _loggers = host.Services.GetRequiredService<ILoggerFactory>();
        _act = act;
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    /// <summary>Whether it has been done.</summary>
    public bool HasRun { get; private set; }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == ListenerName)
        {
            _subscriptions.Add(value.Subscribe(this));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == RelationalEventId.DataReaderDisposing.Name && value.Value is DataReaderEventData data
            && data.Command.CommandText.Contains(_of, StringComparison.Ordinal)
            && data.Context?.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.LoggerFactory
                == _loggers
            && Interlocked.Increment(ref _reads) == 1)
        {
            // On a thread of its own: the one that reads may have a context that waits for it.
            Task.Run(_act).GetAwaiter().GetResult();
            HasRun = true;
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
