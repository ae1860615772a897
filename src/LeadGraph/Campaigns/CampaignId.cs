using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace LeadGraph.Campaigns;

/// <summary>
/// The ids of campaigns: whole numbers from 1. Where clients give one it may also be the <c>id</c> that GraphQL shows,
/// which no other object has: the base64 of <c>Campaign:</c> and the number.
/// </summary>
internal static class CampaignId
{
    private const string Prefix = nameof(Campaign) + ":";
    private const int MaxLength = 64;

    /// <summary>The text of an id.</summary>
    /// <param name="number">The number.</param>
    public static string Format(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The one text of an id that may be written in several ways.</summary>
    /// <param name="id">The text of an id.</param>
    public static string Normalize(string id) => TryParse(id, out long number) ? Format(number) : id;

    /// <summary>Reads an id as clients give it.</summary>
    /// <param name="id">The text.</param>
    /// <param name="number">The number, if the text is an id.</param>
    public static bool TryParse(string? id, out long number)
        => TryParseNumber(id, out number)
            || (id is { Length: <= MaxLength } && Base64.IsValid(id)
                && Encoding.Latin1.GetString(Convert.FromBase64String(id)) is var text
                && text.StartsWith(Prefix, StringComparison.Ordinal)
                && TryParseNumber(text[Prefix.Length..], out number));

    /// <summary>Reads the number.</summary>
    /// <param name="id">The text.</param>
    /// <param name="number">The number, if the text is one of an id.</param>
    public static bool TryParseNumber(string? id, out long number)
        => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
