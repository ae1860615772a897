using LeadGraph.Data;

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
