using System.Linq.Expressions;
using LeadGraph.Data;
using LeadGraph.Scoring;
using LeadGraph.Segments;

namespace LeadGraph.Leads;

/// <summary>The search for users by what they are called.</summary>
public static class ActivitySearch
{
    /// <summary>
    /// The activity of users whose username, first name or email contains the text, ignoring case and surrounding
    /// blanks. A blank or missing text does not filter; LIKE's wildcards have no special meaning. A username is found
    /// by each form in which people write it: see <see cref="TelegramLink.SoughtName"/>.
    /// </summary>
    /// <param name="activity">The activity to search.</param>
    /// <param name="search">The text to look for.</param>
    public static IQueryable<UserActivity> Matching(this IQueryable<UserActivity> activity, string? search)
        => PredicateOf(search) is { } predicate ? activity.Where(predicate) : activity;

    /// <summary>Which users have a text in what they are called; null for all.</summary>
    /// <param name="search">The text to look for.</param>
    internal static Expression<Func<UserActivity, bool>>? PredicateOf(string? search)
    {
        if (string.IsNullOrWhiteSpace(search))
        {
            return null;
        }

        string text = search.Trim();
        if (!IsStorable(text))
        {
            return _ => false;
        }

        string name = TelegramLink.SoughtName(text);
        return x =>
            CaseFolding.Fold(x.Username!).Contains(CaseFolding.Fold(name))
            || CaseFolding.Fold(x.FirstName!).Contains(CaseFolding.Fold(text))
            || CaseFolding.Fold(x.Email!).Contains(CaseFolding.Fold(text));
    }

    /// <summary>The activity of the users of a segment.</summary>
    /// <param name="activity">The activity to search.</param>
    /// <param name="segment">The segment; null for all.</param>
    public static IQueryable<UserActivity> Matching(this IQueryable<UserActivity> activity, Segment? segment)
    {
        foreach (Expression<Func<UserActivity, bool>> predicate in segment is null ? [] : PredicatesOf(segment))
        {
            activity = activity.Where(predicate);
        }

        return activity;
    }

    /// <summary>The activity of the users in one of some tiers.</summary>
    /// <param name="activity">The activity to search.</param>
    /// <param name="leadScores">The tiers; null or empty for all.</param>
    public static IQueryable<UserActivity> InOneOf(
        this IQueryable<UserActivity> activity, IReadOnlyList<LeadScore>? leadScores)
    {
        LeadScore[] tiers = [.. (leadScores ?? []).Distinct()];
        return tiers.Length == 0 ? activity : activity.Where(x => tiers.Contains(x.LeadScore));
    }

    /// <summary>What users of a segment match, all of it.</summary>
    /// <param name="segment">The segment.</param>
    internal static IEnumerable<Expression<Func<UserActivity, bool>>> PredicatesOf(Segment segment)
    {
        if (PredicateOf(segment.Search) is { } search)
        {
            yield return search;
        }

        if (segment.LeadScores is { Count: > 0 } tiers)
        {
            yield return x => tiers.Contains(x.LeadScore);
        }

        if (segment.Where is { } where)
        {
            yield return where.Predicate;
        }
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
