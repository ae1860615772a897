using System.Linq.Expressions;
using LeadGraph.Data;

namespace LeadGraph.Leads;

/// <summary>A lead of the maintained table.</summary>
/// <param name="Row">The lead.</param>
/// <param name="AsOf">The time of the last tick, UTC, from the same snapshot; null before the first.</param>
internal sealed record TickedLead(LeadRow Row, DateTime? AsOf)
{
    /// <summary>The projection of <see cref="LeadRow.OfActivity"/>, with the time of the tick.</summary>
    public static Expression<Func<UserActivity, TickedLead>> OfActivity { get; } =
        Expression.Lambda<Func<UserActivity, TickedLead>>(
            Expression.New(
                typeof(TickedLead).GetConstructor([typeof(LeadRow), typeof(DateTime?)])!,
                LeadRow.OfActivity.Body,
                Expression.Property(LeadRow.OfActivity.Parameters[0], nameof(UserActivity.TickedAt))),
            LeadRow.OfActivity.Parameters);
}
