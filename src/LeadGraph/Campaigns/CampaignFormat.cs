namespace LeadGraph.Campaigns;

/// <summary>The form of a campaign list.</summary>
public enum CampaignFormat
{
    /// <summary>Comma-separated values, RFC 4180.</summary>
    Csv,

    /// <summary>JSON Lines: an object per line.</summary>
    Jsonl,

    /// <summary>An Excel workbook, Office Open XML.</summary>
    Xlsx
}
