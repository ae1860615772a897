using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LeadGraph.Demo;

/// <summary>
/// Makes the demo data before the service answers, and adds an event to them now and then: often to somebody who is
/// one event short of the next tier, so that there is something to see.
/// </summary>
public sealed partial class DemoEventWriter(
    DatabaseReader reader,
    IOptions<DemoOptions> options,
    ScoringRules rules,
    TimeProvider clock,
    ILogger<DemoEventWriter> logger) : BackgroundService
{
    private static readonly TimeSpan AgeAtStart = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PauseInTrouble = TimeSpan.FromSeconds(2);

    private readonly DemoFile _file = new(options.Value.File);
    private bool _isPrepared;
    private string? _trouble;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        Prepare();
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!_isPrepared)
            {
                await Task.Delay(PauseInTrouble, stoppingToken);
                Prepare();
            }

            if (options.Value.EventEverySeconds > 0)
            {
                await LiveAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops, or did not start for a reason that others tell.
        }
    }

    // What stands in the way, such as a full disk, may go away.
    private void Prepare()
    {
        try
        {
            _file.Prepare(Now, AgeAtStart);
            _isPrepared = true;
            _trouble = null;
            LogServing(Path.GetFullPath(options.Value.File));
        }
        catch (Exception failure)
        {
            if (failure.Message != _trouble)
            {
                _trouble = failure.Message;
                LogCannotKeep(failure.Message);
            }
        }
    }

    private async Task LiveAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.EventEverySeconds));
        DateTime prepared = Now;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (Now - prepared > TimeSpan.FromDays(1))
                {
                    // Served for long, the invented week would grow old.
                    _file.Prepare(Now, AgeAtStart);
                    prepared = Now;
                }

                _file.AddEvent(Random.Shared.Next(2) == 0 ? await AlmostPromotedAsync(stoppingToken) : null, Now);
                _trouble = null;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                if (failure.Message != _trouble)
                {
                    _trouble = failure.Message;
                    LogCannotAdd(failure.Message);
                }
            }
        }
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private async Task<long?> AlmostPromotedAsync(CancellationToken cancellationToken)
    {
        long[] users = await reader.ReadAsync(
            (db, stop) => db.UserActivity(rules, Now, mayReadPersonalData: false)
                .Where(x => x.TotalEvents == rules.Cool.MinEvents - 1
                    || (x.TotalEvents == rules.Warm.MinEvents - 1 && x.ActiveDays >= rules.Warm.MinActiveDays)
                    || (x.TotalEvents == rules.Hot.MinEvents - 1 && x.ActiveDays >= rules.Hot.MinActiveDays))
                .Select(x => x.UserId)
                .ToArrayAsync(stop),
            cancellationToken);
        return users.Length == 0 ? null : Random.Shared.GetItems(users, 1)[0];
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Information,
        Message = "This is demo data: an invented school, kept in {File} (delete the file to "
        + "start over). To serve your own, set ConnectionStrings__LeadGraph to a PostgreSQL connection string.")]
    private partial void LogServing(string file);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Error,
        Message = "The demo data cannot be made: {Reason} Set LeadGraph__Demo__File to a file that "
        + "may be written, or ConnectionStrings__LeadGraph to a database of your own.")]
    private partial void LogCannotKeep(string reason);

    [LoggerMessage(EventId = 5003, Level = LogLevel.Warning,
        Message = "No event was added to the demo data: {Reason}")]
    private partial void LogCannotAdd(string reason);
}
