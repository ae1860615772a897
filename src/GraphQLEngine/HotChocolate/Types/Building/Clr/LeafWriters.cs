using System.Linq.Expressions;
using System.Reflection;

namespace HotChocolate.Types;

/// <summary>
/// Compiles how members that need nothing but their parent are read, and how properties with a leaf value are written
/// without boxing it.
/// </summary>
internal static class LeafWriters
{
    private static readonly MethodInfo s_writerOfScalar = typeof(ScalarType).GetMethod(nameof(ScalarType.WriterFor))!;
    private static readonly MethodInfo s_writerOfEnum = typeof(EnumType).GetMethod(nameof(EnumType.WriterFor))!;

    /// <summary>Reads the property from the parent, or, where an instance is given, from that.</summary>
    public static Func<object?, object?> Read(PropertyInfo property, object? instance)
        => Read(parent => Property(property, instance, parent));

    /// <summary>
    /// Calls a method without parameters of the parent, or, where an instance is given, of that.
    /// </summary>
    public static Func<object?, object?> Read(MethodInfo method, object? instance)
        => Read(parent => Expression.Call(method.IsStatic ? null : Target(method, instance, parent), method));

    /// <summary>The writer of a property, or null if its type has none.</summary>
    public static LeafWriter? Write(PropertyInfo property, object? instance, NamedType type)
    {
        Type valueType = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        object? write = type switch
        {
            ScalarType => s_writerOfScalar.MakeGenericMethod(valueType).Invoke(type, null),
            EnumType => s_writerOfEnum.MakeGenericMethod(valueType).Invoke(type, null),
            _ => null,
        };
        if (write is null)
        {
            return null;
        }

        ParameterExpression parent = Expression.Parameter(typeof(object), "parent");
        ParameterExpression writer = Expression.Parameter(typeof(ResponseWriter), "writer");
        ParameterExpression value = Expression.Variable(property.PropertyType, "value");
        Expression written = Expression.Block(
            Expression.Invoke(Expression.Constant(write), writer, Expression.Convert(value, valueType)),
            Expression.Constant(true));
        bool canBeNull = !property.PropertyType.IsValueType || valueType != property.PropertyType;
        return Expression.Lambda<LeafWriter>(
            Expression.Block(
                [value],
                Expression.Assign(value, Property(property, instance, parent)),
                canBeNull
                    ? Expression.Condition(
                        Expression.Equal(value, Expression.Constant(null, property.PropertyType)),
                        Expression.Constant(false),
                        written)
                    : written),
            parent,
            writer).Compile();
    }

    private static Func<object?, object?> Read(Func<Expression, Expression> access)
    {
        ParameterExpression parent = Expression.Parameter(typeof(object), "parent");
        return Expression.Lambda<Func<object?, object?>>(
            Expression.Convert(access(parent), typeof(object)), parent).Compile();
    }

    private static MemberExpression Property(PropertyInfo property, object? instance, Expression parent)
        => Expression.Property(property.GetMethod!.IsStatic ? null : Target(property, instance, parent), property);

    private static Expression Target(MemberInfo member, object? instance, Expression parent)
        => instance is null ? Expression.Convert(parent, member.DeclaringType!) : Expression.Constant(instance);
}
