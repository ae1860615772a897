using LeadGraph.Data;
using LeadGraph.Segments;

namespace LeadGraph.Leads;

/// <summary>The search for users by what they are called.</summary>
public static class ActivitySearch
{
    /// <summary>
    /// The activity of users whose username, first name or email contains the text, ignoring case and surrounding
    /// blanks. A blank or missing text does not filter; LIKE's wildcards have no special meaning. A username is found
    /// in each form in which it may be registered: see <see cref="TelegramLink"/>.
    /// </summary>
    /// <param name="activity">The activity to search.</param>
    /// <param name="search">The text to look for.</param>
    public static IQueryable<UserActivity> Matching(this IQueryable<UserActivity> activity, string? search)
    {
        if (string.IsNullOrWhiteSpace(search))
        {
            return activity;
        }

        string text = search.Trim();
        if (!IsStorable(text))
        {
            return activity.Where(_ => false);
        }

        string name = TelegramLink.NameOf(text) ?? text;
        return activity.Where(x =>
            CaseFolding.Fold(x.Username!).Contains(CaseFolding.Fold(name))
            || CaseFolding.Fold(x.FirstName!).Contains(CaseFolding.Fold(text))
            || CaseFolding.Fold(x.Email!).Contains(CaseFolding.Fold(text)));
    }

    /// <summary>The activity of the users of a segment.</summary>
    /// <param name="activity">The activity to search.</param>
    /// <param name="segment">The segment; null for all.</param>
    public static IQueryable<UserActivity> Matching(this IQueryable<UserActivity> activity, Segment? segment)
    {
        if (segment is null)
        {
            return activity;
        }

        activity = activity.Matching(segment.Search);
        if (segment.LeadScores is { Count: > 0 } tiers)
        {
            activity = activity.Where(x => tiers.Contains(x.LeadScore));
        }

        return segment.Where is { } where ? activity.Where(where.Predicate) : activity;
    }

    // PostgreSQL cannot store U+0000, and neither database can store a lone surrogate, so no row contains them.
    private static bool IsStorable(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if (text[i] == '\0' || char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
