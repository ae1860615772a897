using HotChocolate.Types;
using HotChocolate.Types.Pagination;

namespace HotChocolate.Data;

/// <summary>Makes the object types of connections.</summary>
internal static class ConnectionTypes
{
    public const string PageInfo = "pageInfo";
    public const string Edges = "edges";
    public const string Nodes = "nodes";
    public const string TotalCount = "totalCount";
    public const string Node = "node";
    public const string HasNextPage = "hasNextPage";

    /// <summary>The connection of a field: <c>userActivity</c> returns a <c>UserActivityConnection</c>.</summary>
    /// <param name="name">What the names of the types begin with, e.g. <c>UserActivity</c>.</param>
    /// <param name="row">The type of the rows, non-null if they are never null.</param>
    /// <param name="includeTotalCount">Whether there is a field <c>totalCount</c>.</param>
    /// <param name="types">The types of the schema.</param>
    public static ObjectType Create(string name, GraphQLType row, bool includeTotalCount, TypeRegistry types)
        => types.GetOrAdd(name + "Connection", typeName => new ObjectType(typeName), connection =>
        {
            connection.Description = "A connection to a list of items.";
            List<OutputField> fields =
            [
                Field<Connection>(
                    PageInfo,
                    new NonNullType(CreatePageInfo(types)),
                    "Information to aid in pagination.",
                    page => page.Info),
                Field<Connection>(
                    Edges, ListOf(CreateEdge(name, row, types)), "A list of edges.", page => page.EdgesOfAnyType),
                Field<Connection>(Nodes, new ListType(row), "A flattened list of the nodes.", page => page.Nodes),
            ];
            if (includeTotalCount)
            {
                OutputField total = Field<Connection>(
                    TotalCount,
                    new NonNullType(types.Scalar("Int")),
                    "Identifies the total count of items in the connection.",
                    page => page.TotalCount);
                total.Directives = [CostDirectives.Cost(CostDirectives.ResolverWeight)];
                fields.Add(total);
            }

            connection.Fields = new(fields, field => field.Name);
        });

    private static ObjectType CreateEdge(string name, GraphQLType row, TypeRegistry types)
        => types.GetOrAdd(name + "Edge", typeName => new ObjectType(typeName), edge =>
        {
            edge.Description = "An edge in a connection.";
            edge.Fields = new(
                [
                    Field<IEdge>(
                        "cursor",
                        new NonNullType(types.Scalar("String")),
                        "A cursor for use in pagination.",
                        item => item.Cursor),
                    Field<IEdge>(Node, row, "The item at the end of the edge.", item => item.Node),
                ],
                field => field.Name);
        });

    private static ObjectType CreatePageInfo(TypeRegistry types)
        => types.GetOrAdd("PageInfo", typeName => new ObjectType(typeName), info =>
        {
            ScalarType text = types.Scalar("String");
            GraphQLType flag = new NonNullType(types.Scalar("Boolean"));
            info.Description = "Information about pagination in a connection.";
            info.Fields = new(
                [
                    Field<ConnectionPageInfo>(
                        HasNextPage,
                        flag,
                        "Indicates whether more edges exist following the set defined by the clients arguments.",
                        info => info.HasNextPage),
                    Field<ConnectionPageInfo>(
                        "hasPreviousPage",
                        flag,
                        "Indicates whether more edges exist prior the set defined by the clients arguments.",
                        info => info.HasPreviousPage),
                    Field<ConnectionPageInfo>(
                        "startCursor",
                        text,
                        "When paginating backwards, the cursor to continue.",
                        info => info.StartCursor),
                    Field<ConnectionPageInfo>(
                        "endCursor",
                        text,
                        "When paginating forwards, the cursor to continue.",
                        info => info.EndCursor),
                ],
                field => field.Name);
        });

    private static ListType ListOf(NamedType type) => new(new NonNullType(type));

    private static OutputField Field<TParent>(
        string name, GraphQLType type, string description, Func<TParent, object?> read) => new(name)
        {
            Type = type,
            Description = description,
            Read = parent => read((TParent)parent!),
        };
}
