using HotChocolate.Types;

namespace HotChocolate
{
    /// <summary>Gives a field, argument or input field a type that its C# type does not have by the conventions.</summary>
    [AttributeUsage(AttributeTargets.Property | AttributeTargets.Method | AttributeTargets.Parameter)]
    public class GraphQLTypeAttribute(Type type) : Attribute
    {
        /// <summary>The type in the schema: a scalar such as <see cref="IdType"/>, a filter, or a list or non-null type of it.</summary>
        public Type Type { get; } = type;
    }

    /// <summary>Gives a field, argument or input field a type that its C# type does not have by the conventions.</summary>
    /// <typeparam name="T">The type in the schema.</typeparam>
    [AttributeUsage(AttributeTargets.Property | AttributeTargets.Method | AttributeTargets.Parameter)]
    public sealed class GraphQLTypeAttribute<T>() : GraphQLTypeAttribute(typeof(T))
        where T : IType;
}

namespace HotChocolate.Types
{
    /// <summary>A type of the schema, as <see cref="GraphQLTypeAttribute{T}"/> names it.</summary>
    public interface IType;

    /// <summary>A type of the schema that a library over this one makes.</summary>
    internal interface IMadeType : IType
    {
        /// <summary>The type in the schema that is being built.</summary>
        /// <param name="types">The types of the schema.</param>
        GraphQLType Of(TypeRegistry types);
    }

    /// <summary>The scalar <c>ID</c>. In C# it is a <see cref="string"/>.</summary>
    public sealed class IdType : INamedType
    {
        /// <inheritdoc/>
        public string Name => "ID";
    }

    /// <summary>A type that has no null.</summary>
    /// <typeparam name="T">The type within.</typeparam>
    public sealed class NonNullType<T> : IType
        where T : IType;

    /// <summary>A list.</summary>
    /// <typeparam name="T">The type of its items.</typeparam>
    public sealed class ListType<T> : IType
        where T : IType;
}
