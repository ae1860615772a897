using System.Collections;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using HotChocolate;
using LeadGraph.Data;

namespace LeadGraph.Segments;

/// <summary>A condition on leads, in the words of GraphQL's argument <c>where</c>.</summary>
public sealed class LeadCondition
{
    /// <summary>The fields that all of a list of conditions, or one of them, has to match.</summary>
    internal const string And = "and", Or = "or";

    // As deep as a document can nest.
    private const int Deepest = 64;

    private LeadCondition(Expression<Func<UserActivity, bool>> predicate, string text, bool isPersonal)
        => (Predicate, Text, IsPersonal) = (predicate, text, isPersonal);

    /// <summary>The properties of a lead by their names in GraphQL.</summary>
    public static IReadOnlyDictionary<string, PropertyInfo> Fields { get; } = typeof(UserActivity).GetProperties()
        .Where(property => !property.IsDefined(typeof(GraphQLIgnoreAttribute)))
        .ToDictionary(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));

    /// <summary>Which leads match.</summary>
    public Expression<Func<UserActivity, bool>> Predicate { get; }

    /// <summary>The condition as GraphQL has it.</summary>
    public string Text { get; }

    /// <summary>Whether it asks for names or addresses.</summary>
    public bool IsPersonal { get; }

    /// <summary>Reads a condition; null if it restricts nothing.</summary>
    /// <param name="where">The conditions by field, as GraphQL gives them; null for none.</param>
    /// <param name="path">Where they come from, for messages.</param>
    /// <exception cref="ConditionException">It makes no sense.</exception>
    public static LeadCondition? Of(IReadOnlyDictionary<string, object?>? where, string path)
    {
        if (where is null)
        {
            return null;
        }

        ParameterExpression lead = Expression.Parameter(typeof(UserActivity), "x");
        var fields = new HashSet<PropertyInfo>();
        Expression? condition = Build(lead, where, path, fields, depth: 0);
        return condition is null ? null : new LeadCondition(
            Expression.Lambda<Func<UserActivity, bool>>(condition, lead),
            ConditionText.Of(where),
            fields.Any(field => field.PropertyType == typeof(string)));
    }

    private static Expression? Build(
        ParameterExpression lead, IReadOnlyDictionary<string, object?> where, string path,
        HashSet<PropertyInfo> fields, int depth)
    {
        if (depth > Deepest)
        {
            throw new ConditionException(path, "The condition is nested too deeply.");
        }

        List<Expression> conditions = [];
        foreach (var (name, value) in where)
        {
            string place = $"{path}.{name}";
            if (name is And or Or)
            {
                if (BuildAll(name, value, place, (part, at) => Build(lead, part, at, fields, depth + 1)) is { } combined)
                {
                    conditions.Add(combined);
                }

                continue;
            }

            PropertyInfo field = Fields.GetValueOrDefault(name) ?? throw new ConditionException(
                place, $"Leads have no field {name}; they have {string.Join(", ", Fields.Keys)}.");
            fields.Add(field);
            conditions.AddRange(BuildField(Expression.Property(lead, field), Object(value, place), place, depth + 1));
        }

        return Combine([.. conditions], Expression.AndAlso);
    }

    // Texts alone have and and or among their operations.
    private static List<Expression> BuildField(
        MemberExpression member, IReadOnlyDictionary<string, object?> operations, string path, int depth)
    {
        if (depth > Deepest)
        {
            throw new ConditionException(path, "The condition is nested too deeply.");
        }

        List<Expression> conditions = [];
        foreach (var (name, value) in operations)
        {
            string place = $"{path}.{name}";
            if (name is And or Or && member.Type == typeof(string))
            {
                Expression? combined = BuildAll(
                    name, value, place,
                    (part, at) => Combine([.. BuildField(member, part, at, depth + 1)], Expression.AndAlso));
                if (combined is not null)
                {
                    conditions.Add(combined);
                }
            }
            else
            {
                conditions.Add(LeadComparison.Of(member, name, value, place));
            }
        }

        return conditions;
    }

    // The parts of and, or of or.
    private static Expression? BuildAll(
        string name, object? value, string path,
        Func<IReadOnlyDictionary<string, object?>, string, Expression?> build)
        => Combine(
            [
                .. (value as IEnumerable ?? Array.Empty<object>()).Cast<object?>().Index()
                    .Select(part => build(Object(part.Item, $"{path}.{part.Index}"), $"{path}.{part.Index}"))
                    .OfType<Expression>()
            ],
            name == And ? Expression.AndAlso : Expression.OrElse);

    private static IReadOnlyDictionary<string, object?> Object(object? value, string path)
        => value as IReadOnlyDictionary<string, object?>
            ?? throw new ConditionException(path, "This must be an object with operations, and not null.");

    // In halves: EF Core recurses into a deep expression.
    private static Expression? Combine(Expression[] parts, Func<Expression, Expression, Expression> combine)
        => parts.Length switch
        {
            0 => null,
            1 => parts[0],
            _ => combine(Combine(parts[..(parts.Length / 2)], combine)!, Combine(parts[(parts.Length / 2)..], combine)!)
        };
}
