using System.Reflection;

namespace HotChocolate.Types;

/// <summary>Fills in enums made from C# enums.</summary>
internal static class Enums
{
    /// <summary>The members become values in the order in which they are written.</summary>
    public static void Fill(EnumType type, TypeRegistry types)
    {
        FieldInfo[] members =
        [
            .. type.RuntimeType!.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Where(member => !member.IsDefined(typeof(GraphQLIgnoreAttribute))),
        ];
        List<EnumValue> values = [];
        foreach (FieldInfo member in members)
        {
            string name = Naming.OfEnumValue(member);
            object runtimeValue = member.GetValue(null)!;
            if (values.Exists(other => other.Name == name || other.RuntimeValue.Equals(runtimeValue)))
            {
                types.Report(member, $"another member has the name `{name}` or the value {runtimeValue:D} too");
                continue;
            }

            string? deprecation = member.GetCustomAttribute<GraphQLDeprecatedAttribute>()?.DeprecationReason;
            values.Add(new EnumValue(name, runtimeValue)
            {
                Description = types.Documentation.Describe(member),
                DeprecationReason = deprecation,
                Directives = deprecation is null ? [] : [BuiltInDirectives.Apply("deprecated", "reason", deprecation)],
            });
        }

        type.Values = new(values, value => value.Name);
    }
}
