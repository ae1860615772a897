using System.Reflection;
using System.Text;
using System.Text.Json;

namespace HotChocolate.Types;

/// <summary>How C# names become names of the schema.</summary>
internal static class Naming
{
    /// <summary>Of types: the C# name; of generic ones e.g. <c>PageOfLead</c>.</summary>
    public static string OfType(Type type)
    {
        if (type.GetCustomAttribute<GraphQLNameAttribute>() is { } attribute)
        {
            return attribute.Name;
        }

        return type.IsGenericType
            ? type.Name[..type.Name.IndexOf('`')] + "Of" + string.Concat(type.GetGenericArguments().Select(OfType))
            : type.Name;
    }

    /// <summary>Of input objects: the C# name followed by <c>Input</c>.</summary>
    public static string OfInputType(Type type)
    {
        string name = OfType(type);
        return type.IsDefined(typeof(GraphQLNameAttribute)) || name.EndsWith("Input", StringComparison.Ordinal)
            ? name
            : name + "Input";
    }

    /// <summary>
    /// Of fields: camel case, with neither <c>Get…</c> nor, where the method is asynchronous, <c>…Async</c>.
    /// </summary>
    public static string OfMember(MemberInfo member)
    {
        if (member.GetCustomAttribute<GraphQLNameAttribute>() is { } attribute)
        {
            return attribute.Name;
        }

        string name = member.Name;
        if (member is MethodInfo method)
        {
            if (name.Length > 3 && name.StartsWith("Get", StringComparison.Ordinal) && char.IsUpper(name[3]))
            {
                name = name[3..];
            }

            if (name.Length > 5 && name.EndsWith("Async", StringComparison.Ordinal)
                && ResultTypes.IsAsynchronous(method.ReturnType))
            {
                name = name[..^5];
            }
        }

        return JsonNamingPolicy.CamelCase.ConvertName(name);
    }

    public static string OfParameter(ParameterInfo parameter)
        => parameter.GetCustomAttribute<GraphQLNameAttribute>()?.Name
            ?? JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);

    /// <summary>Of enum values: upper case, words separated by underscores.</summary>
    public static string OfEnumValue(FieldInfo member)
    {
        if (member.GetCustomAttribute<GraphQLNameAttribute>() is { } attribute)
        {
            return attribute.Name;
        }

        string name = member.Name;
        var result = new StringBuilder();
        for (int index = 0; index < name.Length; index++)
        {
            bool beginsWord = index > 0 && char.IsUpper(name[index]) && name[index - 1] != '_'
                && (!char.IsUpper(name[index - 1]) || (index + 1 < name.Length && char.IsLower(name[index + 1])));
            result.Append(beginsWord ? "_" : null).Append(char.ToUpperInvariant(name[index]));
        }

        return result.ToString();
    }

    /// <summary>A type as mistakes name it.</summary>
    public static string Display(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Display(underlying) + "?";
        }

        if (type.IsArray)
        {
            return Display(type.GetElementType()!) + "[]";
        }

        return type.IsGenericType
            ? type.Name[..type.Name.IndexOf('`')]
                + $"<{string.Join(", ", type.GetGenericArguments().Select(Display))}>"
            : type.Name;
    }

    /// <summary>A member as mistakes name it.</summary>
    public static string Display(MemberInfo member) => member is Type type
        ? Display(type)
        : $"{Display(member.ReflectedType ?? member.DeclaringType!)}.{member.Name}";
}
