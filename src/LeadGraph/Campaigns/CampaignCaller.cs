namespace LeadGraph.Campaigns;

/// <summary>Who works with campaigns.</summary>
/// <param name="Key">The name under which the caller is counted.</param>
/// <param name="Name">The name in the credential; null without one.</param>
/// <param name="MayReadPersonalData">Whether the caller may search names and addresses.</param>
/// <param name="Charge">Called with the bytes that are read; throws to reject them.</param>
public sealed record CampaignCaller(string Key, string? Name, bool MayReadPersonalData, Action<long> Charge);
