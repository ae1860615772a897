using LeadGraph.Campaigns;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LeadGraph.Demo;

/// <summary>
/// Creates the demo data before the service starts. While it runs, lets users rise and fall by <see cref="DemoTurns"/>,
/// so that tier changes can be seen.
/// </summary>
public sealed partial class DemoEventWriter(
    DatabaseReader reader,
    CampaignService campaigns,
    IOptions<DemoOptions> options,
    ScoringRules rules,
    TimeProvider clock,
    IHostEnvironment environment,
    ILogger<DemoEventWriter> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly DemoFile _file = new(options.Value.File);
    private readonly DemoTurns _turns = new(rules, Random.Shared);
    private bool _isServed;
    private bool _isPrepared;
    private string? _loggedReason;

    /// <inheritdoc/>
    /// <exception cref="OptionsValidationException">Demo data are not enabled.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        options.Value.RequireEnabled(environment);
        await PrepareAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!_isPrepared)
            {
                await Task.Delay(RetryDelay, stoppingToken);
                await PrepareAsync(stoppingToken);
            }

            if (options.Value.EventEverySeconds > 0)
            {
                await AddEventsAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops, or its start failed; the failure is logged elsewhere.
        }
    }

    // A failure, such as a full disk, may be temporary.
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!_isServed)
            {
                _file.Prepare(Now, DemoFile.AgeAtStart);
                _isServed = true;
                LogServing(Path.GetFullPath(options.Value.File));
            }

            await new DemoCampaigns(_file, campaigns).MakeAsync(Now, cancellationToken);
            _isPrepared = true;
            _loggedReason = null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            if (failure.Message != _loggedReason)
            {
                _loggedReason = failure.Message;
                LogCannotPrepare(failure.Message);
            }
        }
    }

    private async Task AddEventsAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.EventEverySeconds));
        DateTime prepared = Now;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (Now - prepared > TimeSpan.FromDays(1))
                {
                    // Without this the generated week would leave the activity window.
                    _file.Prepare(Now, DemoFile.AgeAtStart);
                    prepared = Now;
                }

                await TakeTurnAsync(stoppingToken);
                _loggedReason = null;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                if (failure.Message != _loggedReason)
                {
                    _loggedReason = failure.Message;
                    LogCannotAdd(failure.Message);
                }
            }
        }
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Adds an event, or moves one out of the activity window.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task TakeTurnAsync(CancellationToken cancellationToken)
    {
        List<UserActivity> leads = await reader.ReadAsync(
            caller: null,
            (db, stop) => db.UserActivity(rules, Now, mayReadPersonalData: false)
                .Select(x => new UserActivity
                {
                    UserId = x.UserId,
                    TotalEvents = x.TotalEvents,
                    Points = x.Points,
                    ActiveDays = x.ActiveDays,
                    LeadScore = x.LeadScore
                })
                .ToListAsync(stop),
            cancellationToken);
        (long? rises, long? falls) = _turns.Next(leads);
        if (falls is { } user)
        {
            _file.FadeEvent(user, Now, rules.WindowDays);
        }
        else
        {
            // If nobody is about to rise, the user of any event.
            _file.AddEvent(rises, Now);
        }
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Information,
        Message = "This is demo data: an invented school, kept in {File} (delete the file to "
        + "start over). To serve your own, set ConnectionStrings__LeadGraph to a PostgreSQL connection string.")]
    private partial void LogServing(string file);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Error,
        Message = "The demo data cannot be created: {Reason} Set LeadGraph__Demo__File to a file that "
        + "LeadGraph may write, or ConnectionStrings__LeadGraph to a database of your own.")]
    private partial void LogCannotPrepare(string reason);

    [LoggerMessage(EventId = 5003, Level = LogLevel.Warning,
        Message = "No event was added to the demo data: {Reason}")]
    private partial void LogCannotAdd(string reason);
}
