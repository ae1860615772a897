namespace LeadGraph.Campaigns;

/// <summary>A value of a lead in a list: a text, a whole number or a moment; nothing if all are null.</summary>
/// <param name="Text">The text.</param>
/// <param name="Number">The number.</param>
/// <param name="Time">The moment, UTC.</param>
public readonly record struct CampaignValue(string? Text = null, long? Number = null, DateTime? Time = null);
