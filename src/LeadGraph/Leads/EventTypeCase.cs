using System.Linq.Expressions;
using LeadGraph.Scoring;

namespace LeadGraph.Leads;

/// <summary>
/// Stands in a query for a <c>CASE</c> over the event types that have rules. <see cref="Resolve"/> writes it out, with
/// types, weights and caps as parameters.
/// </summary>
/// <param name="rules">The rules of event types.</param>
internal sealed class EventTypeCase(IReadOnlyList<EventTypeRule> rules) : ExpressionVisitor
{
    private const int NoRule = -1;

    /// <summary>The number of the rule for an event type, -1 if there is none.</summary>
    /// <param name="eventType">The event type.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static int RuleOf(string? eventType) => throw OutsideAQuery();

    /// <summary>The weight of events of a type.</summary>
    /// <param name="eventType">The event type.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static int WeightOf(string? eventType) => throw OutsideAQuery();

    /// <summary>The weight of events under a rule.</summary>
    /// <param name="rule">The number of the rule.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static int WeightOf(int rule) => throw OutsideAQuery();

    /// <summary>How many events of a type count of one user and day.</summary>
    /// <param name="eventType">The event type.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static int MaxPerDayOf(string? eventType) => throw OutsideAQuery();

    /// <summary>How many events under a rule count of one user and day.</summary>
    /// <param name="rule">The number of the rule.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static int MaxPerDayOf(int rule) => throw OutsideAQuery();

    /// <summary>The query with each call of the methods above written out.</summary>
    /// <param name="query">The query.</param>
    public IQueryable<T> Resolve<T>(IQueryable<T> query) => query.Provider.CreateQuery<T>(Visit(query.Expression));

    /// <inheritdoc/>
    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (node.Method.DeclaringType != typeof(EventTypeCase))
        {
            return base.VisitMethodCall(node);
        }

        Expression tested = Visit(node.Arguments[0]);
        Func<int, Expression> key = tested.Type == typeof(int)
            ? rule => Expression.Constant(rule)
            : rule => Parameter(rules[rule].EventType);
        return node.Method.Name switch
        {
            nameof(RuleOf) => Case(tested, key, rule => Expression.Constant(rule), NoRule),
            nameof(WeightOf) => Case(tested, key, rule => Parameter(rules[rule].Weight), otherwise: 1),
            _ => Case(tested, key, rule => Parameter(rules[rule].MaxPerDay ?? int.MaxValue), int.MaxValue)
        };
    }

    private Expression Case(
        Expression tested, Func<int, Expression> key, Func<int, Expression> value, int otherwise)
        => Enumerable.Range(0, rules.Count).Reverse().Aggregate(
            (Expression)Expression.Constant(otherwise),
            (rest, rule) => Expression.Condition(Expression.Equal(tested, key(rule)), value(rule), rest));

    // A member of a constant, as a captured variable is, becomes a parameter of the statement.
    private static MemberExpression Parameter<T>(T value)
        => Expression.Field(Expression.Constant(new Captured<T>(value)), nameof(Captured<>.Value));

    private static InvalidOperationException OutsideAQuery()
        => new($"{nameof(EventTypeCase)} stands for SQL and runs only within a query.");

    private sealed class Captured<T>(T value)
    {
        public readonly T Value = value;
    }
}
