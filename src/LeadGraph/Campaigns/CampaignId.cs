using System.Globalization;

namespace LeadGraph.Campaigns;

/// <summary>The ids of campaigns: whole numbers from 1.</summary>
internal static class CampaignId
{
    /// <summary>The text of an id.</summary>
    /// <param name="number">The number.</param>
    public static string Format(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The one text of an id that may be written in several ways.</summary>
    /// <param name="id">The text of an id.</param>
    public static string Normalize(string id) => TryParse(id, out long number) ? Format(number) : id;

    /// <summary>Reads an id.</summary>
    /// <param name="id">The text.</param>
    /// <param name="number">The number, if the text is an id.</param>
    public static bool TryParse(string? id, out long number)
        => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
