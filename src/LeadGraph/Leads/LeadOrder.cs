using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using LeadGraph.Data;
using Microsoft.Extensions.Primitives;

namespace LeadGraph.Leads;

/// <summary>How a REST caller wants leads sorted.</summary>
public sealed class LeadOrder
{
    /// <summary>The order of a caller who asks for none.</summary>
    public const string Default = "total_events.desc";

    // In the names and the order of LeadRow, and what the dashboard's table sorts by besides.
    private static readonly Dictionary<string, Sort> Sorts = new()
    {
        ["user_id"] = By(x => x.UserId),
        ["username"] = By(x => x.Username),
        ["first_name"] = By(x => x.FirstName),
        ["email"] = By(x => x.Email),
        ["total_events"] = By(x => x.TotalEvents),
        ["active_days"] = By(x => x.ActiveDays),
        ["last_activity"] = By(x => x.LastActivity),
        ["lead_score"] = By(x => x.LeadScore),
        ["registered_at"] = By(x => x.RegisteredAt)
    };

    private readonly Sort _sort;
    private readonly bool _descending;

    private LeadOrder(Sort sort, bool descending)
    {
        _sort = sort;
        _descending = descending;
    }

    private delegate IOrderedQueryable<UserActivity> Sort(IQueryable<UserActivity> activity, bool descending);

    /// <summary>The fields that leads can be sorted by.</summary>
    public static IEnumerable<string> Fields => Sorts.Keys;

    /// <summary>Reads the parameter <c>order</c>.</summary>
    /// <param name="query">The query string.</param>
    /// <param name="order">What is asked for, when it is good.</param>
    /// <param name="error">What the parameter accepts, when it is bad.</param>
    public static bool TryParse(
        IQueryCollection query, [NotNullWhen(true)] out LeadOrder? order, [NotNullWhen(false)] out string? error)
    {
        StringValues given = query["order"];
        string[] parts = (given.Count == 0 ? Default : given[0] ?? "").Split('.');
        if (given.Count <= 1 && parts is [string field, "asc" or "desc"] && Sorts.TryGetValue(field, out Sort? sort))
        {
            order = new LeadOrder(sort, descending: parts[1] == "desc");
            error = null;
            return true;
        }

        order = null;
        error = $"order accepts one of {string.Join(", ", Fields)}, followed by .asc or .desc.";
        return false;
    }

    /// <summary>Sorts the activity given, and by user id where that leaves a choice.</summary>
    /// <param name="activity">The activity, which this composes on.</param>
    public IQueryable<UserActivity> Of(IQueryable<UserActivity> activity)
        => _sort(activity, _descending).ThenBy(x => x.UserId);

    private static Sort By<T>(Expression<Func<UserActivity, T>> key)
        => (activity, descending) => descending ? activity.OrderByDescending(key) : activity.OrderBy(key);
}
