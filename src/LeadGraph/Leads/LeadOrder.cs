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

    /// <summary>The largest number of fields to sort by.</summary>
    public const int MaxKeys = 5;

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
        ["falls_to"] = By(x => x.FallsTo),
        ["momentum"] = By(x => x.Momentum)
    };

    private readonly (Sort Sort, bool Descending)[] _keys;

    private LeadOrder((Sort Sort, bool Descending)[] keys) => _keys = keys;

    // Sorts the leads, or those that are sorted already within equal keys.
    private delegate IOrderedQueryable<UserActivity> Sort(
        IQueryable<UserActivity> activity, IOrderedQueryable<UserActivity>? sorted, bool descending);

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
        string[] keys = (given.Count == 0 ? Default : given[0] ?? "").Split(',');
        var sorts = new Dictionary<string, (Sort, bool)>();
        foreach (string key in keys)
        {
            if (given.Count > 1 || sorts.Count == MaxKeys
                || key.Split('.') is not [string field, ("asc" or "desc") and var direction]
                || !Sorts.TryGetValue(field, out Sort? sort) || !sorts.TryAdd(field, (sort, direction == "desc")))
            {
                order = null;
                error = $"order accepts {string.Join(", ", Fields)}, each followed by .asc or .desc; at most "
                    + $"{MaxKeys} of them, each once, separated by commas.";
                return false;
            }
        }

        order = new LeadOrder([.. sorts.Values]);
        error = null;
        return true;
    }

    /// <summary>Sorts a query, with the user id as the last key.</summary>
    /// <param name="activity">The query.</param>
    public IQueryable<UserActivity> Of(IQueryable<UserActivity> activity)
    {
        IOrderedQueryable<UserActivity> sorted = _keys[0].Sort(activity, null, _keys[0].Descending);
        foreach (var (sort, descending) in _keys[1..])
        {
            sorted = sort(activity, sorted, descending);
        }

        return sorted.ThenBy(x => x.UserId);
    }

    private static Sort By<T>(Expression<Func<UserActivity, T>> key) => (activity, sorted, descending) =>
        sorted is null
            ? descending ? activity.OrderByDescending(key) : activity.OrderBy(key)
            : descending ? sorted.ThenByDescending(key) : sorted.ThenBy(key);
}
