using LeadGraph.Data;
using LeadGraph.Scoring;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Leads;

/// <summary>When users fall to a lower tier, as a query over events. EF Core has no window functions in LINQ.</summary>
internal sealed class TierFalls
{
    private readonly LeadGraphDbContext _db;
    private readonly ScoringRules _rules;
    private readonly DateTime[] _dayStarts;
    private readonly List<object> _parameters = [];

    private TierFalls(LeadGraphDbContext db, ScoringRules rules, DateTime[] dayStarts)
        => (_db, _rules, _dayStarts) = (db, rules, dayStarts);

    /// <summary>The users who fall if there are no more events, registered or not.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="now">The present moment, UTC.</param>
    /// <param name="dayStarts">When the days of the window begin, UTC.</param>
    /// <param name="users">Only these users; null for all.</param>
    public static IQueryable<TierFall> Of(
        LeadGraphDbContext db, ScoringRules rules, DateTime now, DateTime[] dayStarts, long[]? users)
    {
        var falls = new TierFalls(db, rules, dayStarts);
        string statement = falls.Statement(now, users);
        return db.Set<TierFall>().FromSqlRaw(statement, [.. falls._parameters]);
    }

    private string Statement(DateTime now, long[]? users)
    {
        bool isSqlite = _db.Database.IsSqlite();
        long leaves = TierFallSql.Leaves(_rules);
        return new TierFallSql(
            Events(now, users, isSqlite),
            _rules.HasWeights,
            _rules.HasCaps,
            TierFallSql.TierOf(_rules, number => Parameter(number)),
            Parameter((int)_rules.Score(points: 0, activeDays: 0)),
            moment => isSqlite
                ? $"{Milliseconds.SqliteLaterFunction}({moment}, {Parameter(leaves)})"
                : $"{moment} + {Parameter(leaves)} * interval '1 millisecond'")
            .Statement;
    }

    // As CountedEvents in CountedEventQuery.
    private string Events(DateTime now, long[]? users, bool isSqlite)
    {
        string createdAt = Column(nameof(Event.CreatedAt)), type = Column(nameof(Event.EventType));
        string user = Column(nameof(Event.UserId));
        string from = Parameter(_rules.WindowStart(now)), until = Parameter(_rules.WindowEnd(now));
        string moment, day;
        if (isSqlite)
        {
            moment = $"{Milliseconds.SqliteFunction}({ReadableTime.SqliteFunction}({createdAt}))";
            day = $"scoring_day({createdAt}, {Parameter(_rules.TimeZone)})";
        }
        else
        {
            bool hasZone = _db.EventTimesHaveZone();
            string time = hasZone ? createdAt : $"({createdAt} AT TIME ZONE 'UTC')";
            (from, until) = hasZone ? (from, until) : ($"({from} AT TIME ZONE 'UTC')", $"({until} AT TIME ZONE 'UTC')");
            moment = $"date_trunc('milliseconds', {time})";
            day = $"width_bucket({time}, {Parameter(_dayStarts)})";
        }

        string conditions = $"{createdAt} >= {from} AND {createdAt} <= ";
        conditions += isSqlite
            ? $"{Parameter(_rules.WindowEnd(now).AddSeconds(1))} "
                + $"AND {ReadableTime.SqliteFunction}({createdAt}) <= {until}"
            : until;

        if (_db.EventDays(_rules.WindowStart(now), _rules.WindowEnd(now)) is var (first, last))
        {
            conditions += $" AND {Column(LeadGraphModel.EventDay)} BETWEEN {Parameter(first)} AND {Parameter(last)}";
        }

        if (users is not null)
        {
            conditions += _db.EventsOfUsersSql(user, users, Parameter);
        }

        IReadOnlyList<EventTypeRule> types = _rules.EventTypes();
        string[] leftOut = [.. types.Where(x => x.Weight == 0).Select(x => Parameter(x.EventType))];
        if (leftOut.Length > 0)
        {
            conditions += $" AND ({type} IS NULL OR {type} NOT IN ({string.Join(", ", leftOut)}))";
        }

        string events = $"SELECT {user} AS user_id, {moment} AS moment, {day} AS day";
        if (!_rules.HasWeights && !_rules.HasCaps)
        {
            return $"{events} FROM {Table} WHERE {conditions}";
        }

        EventTypeRule[] counted = [.. types.Where(x => x.Weight > 0)];
        string rule = Case(counted.Select((x, i) => ($"{type} = {Parameter(x.EventType)}", $"{i}")), "-1");
        string weight = Case(counted.Select((x, i) => ($"x.rule = {i}", Parameter(x.Weight))), "1");
        string most = Case(
            counted.Select((x, i) => ($"x.rule = {i}", x.MaxPerDay is { } max ? Parameter(max) : "NULL")), "NULL");
        return $"SELECT x.*, {weight} AS weight, {most} AS max_per_day "
            + $"FROM ({events}, {rule} AS rule FROM {Table} WHERE {conditions}) x";
    }

    private string Table => EntitySql.Table(_db, _db.Events.EntityType);

    private string Column(string property) => EntitySql.Column(_db, _db.Events.EntityType, property);

    private string Parameter(object value)
    {
        _parameters.Add(value);
        return $"{{{_parameters.Count - 1}}}";
    }

    private static string Case(IEnumerable<(string Condition, string Value)> cases, string otherwise)
        => $"CASE {string.Join(' ', cases.Select(x => $"WHEN {x.Condition} THEN {x.Value}"))} ELSE {otherwise} END";
}
