using System.Net.WebSockets;
using LeadGraph.Tests.Soak;

namespace LeadGraph.Tests.Faults.History;

/// <summary>One who reads the feed in one way, and goes on after the last change it has read.</summary>
/// <param name="name">Its name in the report.</param>
/// <param name="instances">What asks the instance of the time; or several, each in turn.</param>
/// <param name="report">Where it is told what must not be.</param>
internal sealed class HistoryReader(string name, IReadOnlyList<Func<HttpClient>> instances, SoakReport report)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly List<HistoryChange> _read = [];
    private readonly Lock _lock = new();
    private long _seen;

    /// <summary>Its name in the report.</summary>
    public string Name => name;

    /// <summary>Every change that it has read, in order.</summary>
    public IReadOnlyList<HistoryChange> Read
    {
        get
        {
            lock (_lock)
            {
                return [.. _read];
            }
        }
    }

    /// <summary>The id of the change up to which it has read; 0 for none.</summary>
    public long Position { get; private set; }

    /// <summary>The cursor with which it goes on, as the service gave it; null before it has any.</summary>
    public string? Cursor { get; set; }

    /// <summary>Reads until told to stop.</summary>
    /// <param name="read">One request, or one stream until it ends.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(
        Func<HistoryReader, HttpClient, CancellationToken, Task> read, CancellationToken stop)
    {
        for (int turn = 0; !stop.IsCancellationRequested; turn++)
        {
            try
            {
                await read(this, instances[turn % instances.Count](), stop);
            }
            catch (Exception cut) when (stop.IsCancellationRequested || IsCut(cut))
            {
                report.Count($"{name}: requests and streams cut");
            }
            catch (Exception failure)
            {
                Complain("failures", failure.ToString());
            }

            await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Notes a change that follows those read before.</summary>
    /// <param name="change">The change.</param>
    /// <param name="cursor">The cursor after it; null if it came without one.</param>
    public void Add(HistoryChange change, string? cursor)
    {
        lock (_lock)
        {
            Cursor = cursor ?? Cursor;
            if (change.Id <= Position)
            {
                Complain("repeated changes", $"{change} after {Position}");
            }

            if (_read.Count > 0 && change.ChangedAt < _read[^1].ChangedAt)
            {
                Complain("time goes back", $"{change} after {_read[^1]}");
            }

            _read.Add(change);
            Position = Math.Max(Position, change.Id);
        }
    }

    /// <summary>Notes the cursor with which a response says to go on.</summary>
    /// <param name="cursor">The cursor.</param>
    public void MoveTo(string cursor)
    {
        long position = HistoryChange.IdOf(cursor);
        if (position < Position)
        {
            Complain("positions that go back", $"{position} after {Position}");
        }

        (Position, Cursor) = (position, cursor);
    }

    /// <summary>Notes the last change that there is, as a response of one instance has it.</summary>
    /// <param name="id">Its id.</param>
    public void See(long id)
    {
        if (id < _seen)
        {
            Complain("time goes back", $"the last change is {id}, and was {_seen}");
        }

        _seen = id;
    }

    /// <summary>Notes an answer that tells of a fault.</summary>
    /// <param name="status">The status of the response.</param>
    /// <param name="body">The body.</param>
    public void Judge(int status, string body)
    {
        report.Count($"{name}: errors");
        // The tables or the store are out of reach, or many wait; everything else a reader has not deserved.
        if (status is not (500 or 503))
        {
            Complain("errors", $"{status} {body}");
        }
    }

    /// <summary>Notes what must not be.</summary>
    /// <param name="kind">Which kind of it.</param>
    /// <param name="what">What it is.</param>
    public void Complain(string kind, string what) => report.AddProblem(kind, $"{name}: {what}");

    // An instance that is killed cuts what it was sending, and refuses what comes before it is there again.
    private static bool IsCut(Exception failure) => failure is HttpRequestException or IOException or WebSocketException
        or OperationCanceledException or ObjectDisposedException;
}
