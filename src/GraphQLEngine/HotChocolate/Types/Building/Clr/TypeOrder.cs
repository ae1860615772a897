namespace HotChocolate.Types;

/// <summary>
/// The order in which introspection lists the types of a schema made from C# classes. It is the order of discovery,
/// which clients have seen from HotChocolate: the scalars of the engine's own definitions; the roots; types made by
/// attributes, breadth first; then, group by group, what the query root's own members need, its optional scalar
/// arguments aside; what all other registered members and made types need; what the types before need, and so on.
/// Within a group leaf types come first, then the rest, each by name.
/// </summary>
internal static class TypeOrder
{
    public static IEnumerable<NamedType> Arrange(
        IReadOnlyList<NamedType> roots, TypeRegistry types, IReadOnlySet<OutputField> extensionFields)
    {
        HashSet<NamedType> made = [.. types.MadeTypes];
        List<NamedType> order = [types.Scalar("String"), types.Scalar("Boolean"), types.Scalar("Int"), .. roots];
        HashSet<NamedType> seen = [.. order];

        IEnumerable<NamedType> wave = roots;
        while (wave.Any())
        {
            NamedType[] next = [.. wave.SelectMany(Uses).Where(type => made.Contains(type) && seen.Add(type))];
            order.AddRange(next);
            wave = next;
        }

        NamedType[] registered = [.. roots.Skip(1), .. made];
        AddGroup(roots.Take(1).OfType<ObjectType>()
            .SelectMany(root => root.Fields.Where(field => !extensionFields.Contains(field)))
            .SelectMany(RootUses));
        AddGroup(registered.SelectMany(Uses).Concat(extensionFields.SelectMany(Uses)));
        for (int count = 0; count < order.Count;)
        {
            count = order.Count;
            AddGroup(order.ToArray().SelectMany(Uses));
        }

        return order;

        void AddGroup(IEnumerable<NamedType> group) => order.AddRange(group.Where(seen.Add)
            .OrderByDescending(type => type.IsLeaf).ThenBy(type => type.Name, StringComparer.Ordinal));
    }

    private static IEnumerable<NamedType> Uses(NamedType type) => type switch
    {
        ComplexType complexType => complexType.Fields.SelectMany(Uses),
        InputObjectType inputType => inputType.Fields.Select(field => field.Type.Named),
        _ => [],
    };

    // An optional argument that a field gains moves no scalar out of the place in which clients have seen it.
    private static IEnumerable<NamedType> RootUses(OutputField field)
        => field.Arguments.Where(argument => argument.Type is not ScalarType)
            .Select(argument => argument.Type.Named).Append(field.Type.Named);

    private static IEnumerable<NamedType> Uses(OutputField field)
        => field.Arguments.Select(argument => argument.Type.Named).Append(field.Type.Named);
}
