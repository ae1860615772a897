using LeadGraph.Data;
using LeadGraph.GraphQL;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Insight;

/// <summary>Reads what other scoring rules would do, by one statement.</summary>
/// <param name="rules">The rules in force.</param>
/// <param name="clock">Gives the current time.</param>
public sealed class ScoringPreviewReader(ScoringRules rules, TimeProvider clock)
{
    private const int LargestSample = 5;
    private static readonly int Tiers = Enum.GetValues<LeadScore>().Length;

    /// <summary>Reads the preview.</summary>
    /// <param name="reader">Executes the statement.</param>
    /// <param name="other">The rules to try, which are valid.</param>
    /// <param name="withSample">Whether leads are read for the samples; else they are empty.</param>
    /// <param name="caller">
    /// Whose response it is for, with its present moment; null outside one, which counts as background work.
    /// </param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<ScoringPreview> ReadAsync(
        DatabaseReader reader,
        ScoringRules other,
        bool withSample,
        CallerRights? caller,
        CancellationToken cancellationToken)
    {
        DateTime now = caller?.Moment(clock) ?? clock.GetUtcNow().UtcDateTime;
        return reader.ReadAsync(
            caller?.Memory.Caller,
            async (db, stop) =>
            {
                db.Charge = caller is null ? null : caller.Memory.Charge;
                DateTime asOf = await db.ActivityAsOfAsync(now, stop);
                IQueryable<ComparedLead> leads = ComparedLead.Of(db, rules, other, asOf);
                IQueryable<Row> found = withSample ? Sampled(leads) : Counted(leads);
                return SumUp(asOf, other, ScoringSetting.Between(rules, other), await found.ToListAsync(stop));
            },
            cancellationToken);
    }

    private static IQueryable<Row> Counted(IQueryable<ComparedLead> leads)
        => leads.GroupBy(x => new { x.From, x.To })
            .Select(g => new Row { From = g.Key.From, To = g.Key.To, Users = g.Count() });

    // The first rows of all pairs: whatever their number, those beyond are not among them.
    private static IQueryable<Row> Sampled(IQueryable<ComparedLead> leads)
        => leads.Select(x => new
        {
            Lead = x,
            Number = RowNumber.FromMostPoints((Tiers * (int)x.From) + (int)x.To, x.Points, x.UserId),
            Rest = RowNumber.FromFewestPoints((Tiers * (int)x.From) + (int)x.To, x.Points, x.UserId)
        })
            .OrderBy(x => x.Number)
            .Take(Tiers * Tiers * LargestSample)
            .Select(x => new Row
            {
                From = x.Lead.From,
                To = x.Lead.To,
                Users = (int)(x.Number + x.Rest) - 1,
                Number = x.Number,
                UserId = x.Lead.UserId,
                TotalEvents = x.Lead.TotalEvents,
                Points = x.Lead.Points,
                ActiveDays = x.Lead.ActiveDays
            });

    private static ScoringPreview SumUp(
        DateTime asOf, ScoringRules other, ScoringSetting[] settings, List<Row> rows)
    {
        ScoringMove[] pairs =
        [
            .. rows.GroupBy(row => (row.From, row.To, row.Users))
                .Select(pair => new ScoringMove(pair.Key.From, pair.Key.To, pair.Key.Users, SampleOf(pair)))
                .OrderByDescending(pair => pair.From).ThenByDescending(pair => pair.To)
        ];
        return new ScoringPreview(
            asOf,
            other,
            CountsBy(pair => pair.From),
            CountsBy(pair => pair.To),
            [.. pairs.Where(pair => pair.From != pair.To)],
            pairs.Where(pair => pair.From == pair.To).Sum(pair => pair.Users),
            settings);

        LeadScoreCount[] CountsBy(Func<ScoringMove, LeadScore> tierOf)
            => LeadScoreCount.OfAll(
                tier => pairs.Where(pair => tierOf(pair) == tier).Sum(pair => pair.Users));
    }

    private static MovedLead[] SampleOf(IEnumerable<Row> rows) =>
    [
        .. rows.Where(row => row.From != row.To && row.Number is >= 1 and <= LargestSample)
            .OrderBy(row => row.Number)
            .Select(row => new MovedLead(
                row.UserId, new Engagement(row.TotalEvents, row.Points, row.ActiveDays, row.To)))
    ];

    // The users who have one tier by the rules in force and one by the others: how many there are, and one of them.
    private sealed class Row
    {
        public LeadScore From { get; init; }

        public LeadScore To { get; init; }

        public int Users { get; init; }

        // From 1; 0 for none.
        public long Number { get; init; }

        public long UserId { get; init; }

        public int TotalEvents { get; init; }

        public int Points { get; init; }

        public int ActiveDays { get; init; }
    }
}
