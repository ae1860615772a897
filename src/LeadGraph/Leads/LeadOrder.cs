using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using LeadGraph.Data;
using Microsoft.Extensions.Primitives;

namespace LeadGraph.Leads;

/// <summary>The parsed sort parameter of a REST request.</summary>
public sealed class LeadOrder
{
    /// <summary>The default order.</summary>
    public const string Default = "total_events.desc";

    // The columns of LeadRow, and others for the dashboard.
    private static readonly Dictionary<string, Sort> Sorts = new()
    {
        ["user_id"] = By(x => x.UserId),
        ["username"] = By(x => x.Username),
        ["first_name"] = By(x => x.FirstName),
        ["email"] = By(x => x.Email),
        ["total_events"] = By(x => x.TotalEvents),
        ["points"] = By(x => x.Points),
        ["active_days"] = By(x => x.ActiveDays),
        ["last_activity"] = By(x => x.LastActivity),
        ["lead_score"] = By(x => x.LeadScore),
        ["registered_at"] = By(x => x.RegisteredAt),
        ["falls_at"] = By(x => x.FallsAt),
        ["falls_to"] = By(x => x.FallsTo)
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

    /// <summary>Parses the parameter <c>order</c>.</summary>
    /// <param name="query">The query string.</param>
    /// <param name="order">The order, if the value is valid.</param>
    /// <param name="error">What the parameter accepts, otherwise.</param>
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

    /// <summary>Sorts a query, with the user id as the last key.</summary>
    /// <param name="activity">The query.</param>
    public IQueryable<UserActivity> Of(IQueryable<UserActivity> activity)
        => _sort(activity, _descending).ThenBy(x => x.UserId);

    private static Sort By<T>(Expression<Func<UserActivity, T>> key)
        => (activity, descending) => descending ? activity.OrderByDescending(key) : activity.OrderBy(key);
}
