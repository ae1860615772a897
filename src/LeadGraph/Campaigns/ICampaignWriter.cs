using LeadGraph.Data;

namespace LeadGraph.Campaigns;

/// <summary>Writes a campaign list in one format, into memory. The caller sends it on.</summary>
internal interface ICampaignWriter : IAsyncDisposable
{
    /// <summary>Writes what comes before the leads.</summary>
    /// <param name="cancellationToken">Cancels writing.</param>
    ValueTask BeginAsync(CancellationToken cancellationToken);

    /// <summary>Writes a lead.</summary>
    /// <param name="lead">The lead.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    ValueTask WriteAsync(UserActivity lead, CancellationToken cancellationToken);

    /// <summary>Writes what comes after the leads.</summary>
    /// <param name="cancellationToken">Cancels writing.</param>
    ValueTask EndAsync(CancellationToken cancellationToken);
}
