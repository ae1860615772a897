using System.Collections;
using System.Globalization;
using System.Reflection;
using HotChocolate.CostAnalysis.Types;
using HotChocolate.Language;

namespace HotChocolate.Types;

/// <summary>Makes arguments of parameters and input fields of properties.</summary>
internal sealed class InputValueFactory(TypeRegistry types)
{
    /// <param name="name">The name in the schema.</param>
    /// <param name="type">The C# type.</param>
    /// <param name="nullability">What nullable reference types say of it.</param>
    /// <param name="attributes">The parameter or property whose attributes count.</param>
    /// <param name="member">The member named in mistakes.</param>
    /// <param name="description">The description, if there is one.</param>
    /// <param name="defaultValue">The C# default, unless <see cref="DefaultValueAttribute"/> gives another.</param>
    public InputValue Create(
        string name,
        Type type,
        NullabilityInfo nullability,
        ICustomAttributeProvider attributes,
        MemberInfo member,
        string? description,
        object? defaultValue)
    {
        GraphQLType? resolved = types.Declared(attributes)
            ?? types.Resolve(type, nullability, isInput: true, member);
        if (resolved is not null && ResultTypes.Element(type) is not null && !ArgumentConversion.CanMakeList(type))
        {
            types.Report(member, $"`{Naming.Display(type)}` cannot be an argument; arrays and lists can");
            resolved = null;
        }

        if (Attribute<DefaultValueAttribute>(attributes) is { } given)
        {
            defaultValue = given.Value;
        }

        // Reflection gives the default of a nullable enum as a number.
        if (defaultValue is not null and not Enum && Nullable.GetUnderlyingType(type) is { IsEnum: true } enumType)
        {
            defaultValue = Enum.ToObject(enumType, defaultValue);
        }

        string? deprecation = Attribute<GraphQLDeprecatedAttribute>(attributes)?.DeprecationReason;
        List<DirectiveNode> directives =
            deprecation is null ? [] : [BuiltInDirectives.Apply("deprecated", "reason", deprecation)];
        if (Attribute<CostAttribute>(attributes) is { } cost)
        {
            directives.Add(cost.Directive);
        }

        return new InputValue(name)
        {
            Type = resolved ?? types.Scalar("String"),
            RuntimeType = type,
            Description = description,
            DeprecationReason = deprecation,
            Directives = directives,
            DefaultValue = defaultValue is null || resolved is null ? null : ToLiteral(defaultValue, name, member),
        };
    }

    private static T? Attribute<T>(ICustomAttributeProvider attributes)
        where T : Attribute
        => attributes.GetCustomAttributes(typeof(T), inherit: true).FirstOrDefault() as T;

    private ValueNode? ToLiteral(object value, string name, MemberInfo member)
    {
        switch (value)
        {
            case string text:
                return new StringValueNode(default, text, isBlock: false);
            case bool boolean:
                return new BooleanValueNode(default, boolean);
            case int or long:
                return new IntValueNode(default, Convert.ToString(value, CultureInfo.InvariantCulture)!);
            case double or float or decimal:
                return new FloatValueNode(default, Convert.ToString(value, CultureInfo.InvariantCulture)!);
            case Enum:
                FieldInfo? field = value.GetType().GetField(value.ToString()!);
                if (field is not null)
                {
                    return new EnumValueNode(default, Naming.OfEnumValue(field));
                }

                break;
            case IEnumerable items:
                ValueNode?[] literals = [.. items.Cast<object>().Select(item => ToLiteral(item, name, member))];
                return literals.Contains(null) ? null : new ListValueNode(default, literals!);
        }

        types.Report(member, $"`{value}` cannot be the default of `{name}`");
        return null;
    }
}
