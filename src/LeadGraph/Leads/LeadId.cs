using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using LeadGraph.Data;

namespace LeadGraph.Leads;

/// <summary>
/// What tells a user's activity from all other: the user, and the moment where it is that of the past, so that caches of
/// clients do not take the one for the other.
/// </summary>
/// <param name="UserId">The user's Telegram id.</param>
/// <param name="AsOf">The past moment, UTC; null for now.</param>
public readonly record struct LeadId(long UserId, DateTime? AsOf)
{
    private const char Separator = '@';

    /// <summary>The id of a user's activity.</summary>
    /// <param name="lead">The activity.</param>
    public static LeadId Of(UserActivity lead) => new(lead.UserId, lead.AsOf);

    /// <summary>Reads an id.</summary>
    /// <param name="text">The text.</param>
    /// <param name="id">The id, if the text is the one that stands for it.</param>
    public static bool TryParse(string text, [MaybeNullWhen(false)] out LeadId id)
    {
        id = default;
        int separator = text.IndexOf(Separator, StringComparison.Ordinal);
        string user = separator < 0 ? text : text[..separator];
        DateTime? asOf = null;
        if (!long.TryParse(user, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long userId))
        {
            return false;
        }

        if (separator >= 0)
        {
            if (!PastMoment.TryParseTime(text[(separator + 1)..], out DateTime moment))
            {
                return false;
            }

            asOf = moment;
        }

        id = new LeadId(userId, asOf);
        return id.ToString() == text;
    }

    /// <summary>The text of the id.</summary>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{UserId}")
            + (AsOf is { } moment ? $"{Separator}{LeadRow.TimeText(moment)}" : "");
}
