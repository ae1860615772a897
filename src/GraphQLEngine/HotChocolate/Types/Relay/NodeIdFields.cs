using System.Collections;
using System.Reflection;

namespace HotChocolate.Types.Relay;

/// <summary>Makes the values of fields ids of nodes.</summary>
internal static class NodeIdFields
{
    /// <summary>The attribute that says that a field has ids; null for one that has none.</summary>
    public static INodeIdAttribute? AttributeOf(MemberInfo member)
        => member.GetCustomAttributes().OfType<INodeIdAttribute>().FirstOrDefault();

    /// <summary>Gives a field the scalar <c>ID</c>.</summary>
    /// <param name="field">The field: of a value, or of a list.</param>
    /// <param name="id">The scalar.</param>
    public static void GiveType(OutputField field, ScalarType id)
    {
        field.Type = WithId(field.Type, id);
        field.Write = null;
    }

    /// <summary>Makes the field's values ids, unless they are some already.</summary>
    /// <param name="field">The field: of a value, or of a list.</param>
    /// <param name="typeName">The type whose ids they are.</param>
    public static void Encode(OutputField field, string typeName)
    {
        if (field.HasNodeIds)
        {
            return;
        }

        field.HasNodeIds = true;
        if (field.Read is { } read)
        {
            field.Read = parent => Format(typeName, read(parent));
        }
        else if (field.Resolve is { } resolve)
        {
            field.Resolve = context =>
            {
                ValueTask<object?> value = resolve(context);
                return value.IsCompletedSuccessfully
                    ? new(Format(typeName, value.Result))
                    : FormatLaterAsync(value, typeName);
            };
        }
    }

    private static async ValueTask<object?> FormatLaterAsync(ValueTask<object?> value, string typeName)
        => Format(typeName, await value.ConfigureAwait(false));

    private static object? Format(string typeName, object? value) => value switch
    {
        null => null,
        IEnumerable items and not string => items.Cast<object?>().Select(item => Format(typeName, item)).ToList(),
        _ => NodeId.Format(typeName, value),
    };

    private static GraphQLType WithId(GraphQLType type, ScalarType id) => type switch
    {
        NonNullType nonNull => new NonNullType(WithId(nonNull.NullableType, id)),
        ListType list => new ListType(WithId(list.ElementType, id)),
        _ => id,
    };
}
