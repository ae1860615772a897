using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Leads.Paging;

namespace LeadGraph.Campaigns;

/// <summary>A column of a campaign list.</summary>
public sealed class CampaignColumn
{
    private readonly Func<UserActivity, CampaignValue> _value;
    private readonly string _property;

    private CampaignColumn(string name, string property, Func<UserActivity, CampaignValue> value)
        => (Name, _property, _value) = (name, property, value);

    /// <summary>The columns of a list for which none are chosen, in their order.</summary>
    public static IReadOnlyList<CampaignColumn> Default { get; } =
    [
        new("user_id", nameof(UserActivity.UserId), lead => new(Number: lead.UserId)),
        new("username", nameof(UserActivity.Username),
            lead => new(TelegramLink.NameOf(lead.Username) ?? lead.Username)),
        new("first_name", nameof(UserActivity.FirstName), lead => new(lead.FirstName)),
        new("email", nameof(UserActivity.Email), lead => new(lead.Email)),
        new("total_events", nameof(UserActivity.TotalEvents), lead => new(Number: lead.TotalEvents)),
        new("active_days", nameof(UserActivity.ActiveDays), lead => new(Number: lead.ActiveDays)),
        new("last_activity", nameof(UserActivity.LastActivity), lead => new(Time: lead.LastActivity)),
        new("lead_score", nameof(UserActivity.LeadScore), lead => new(LeadRow.TierText(lead.LeadScore))),
        new("registered_at", nameof(UserActivity.RegisteredAt), lead => new(Time: lead.RegisteredAt)),
        new("telegram_url", nameof(UserActivity.Username), lead => new(TelegramLink.Of(lead.Username)))
    ];

    /// <summary>The columns that can be chosen.</summary>
    public static IReadOnlyList<CampaignColumn> All { get; } =
    [
        .. Default,
        new("points", nameof(UserActivity.Points), lead => new(Number: lead.Points)),
        new("falls_at", nameof(UserActivity.FallsAt), lead => new(Time: lead.FallsAt)),
        new("falls_to", nameof(UserActivity.FallsTo), lead => new(LeadRow.TierText(lead.FallsTo))),
        new("momentum", nameof(UserActivity.Momentum), lead => new(Number: lead.Momentum))
    ];

    /// <summary>The columns of a campaign's members; the tier is that at the creation of the campaign.</summary>
    public static IReadOnlyList<CampaignColumn> OfMembers { get; } =
    [
        .. Default.Where(column => column.Name is "user_id" or "username" or "first_name" or "email" or "telegram_url"
            or "lead_score"),
        new("variant", nameof(UserActivity.UserId), lead => new(lead.Variant))
    ];

    /// <summary>The name in the header, and in the parameter <c>columns</c>.</summary>
    public string Name { get; }

    /// <summary>Whether it is read from what only callers with the scope <c>personal</c> may see.</summary>
    public bool IsPersonal => LeadColumn.Named(_property).IsPersonal;

    /// <summary>The value of a lead in this column.</summary>
    /// <param name="lead">The lead.</param>
    public CampaignValue Of(UserActivity lead) => _value(lead);

    /// <summary>
    /// The leads with what the columns need, so that the statement reads no more. EF Core compiles one query for the
    /// same columns in any order.
    /// </summary>
    /// <param name="leads">The leads.</param>
    /// <param name="columns">The columns.</param>
    public static IQueryable<UserActivity> Select(
        IQueryable<UserActivity> leads, IReadOnlyList<CampaignColumn> columns)
        => leads.Select(Projection.Of(columns.Select(column => LeadColumn.Named(column._property)).Distinct()));
}
