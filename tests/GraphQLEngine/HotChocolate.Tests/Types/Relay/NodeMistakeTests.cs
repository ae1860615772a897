namespace HotChocolate.Types.Relay;

/// <summary>Mistakes in the classes of nodes stop the building of a schema, with what is wrong.</summary>
public sealed class NodeMistakeTests
{
    [Fact]
    public void Node_WithoutTheSwitch_IsAMistake()
        => Assert.Contains(
            "Coupon: [Node] needs AddGlobalObjectIdentification().",
            Schemas.MistakesIn<QueryOf<Coupon>>());

    [Fact]
    public void Node_WithoutAResolver_IsAMistake()
        => Assert.Contains(
            "Unloadable: a node needs one method marked [NodeResolver].",
            Schemas.MistakesIn<QueryOf<Unloadable>>(builder => builder.IdentifiesObjects = true));

    [Fact]
    public void Node_WithoutAnId_IsAMistake()
        => Assert.Contains(
            "Nameless: a node needs a field `id`.",
            Schemas.MistakesIn<QueryOf<Nameless>>(builder => builder.IdentifiesObjects = true));

    [Theory]
    [InlineData(typeof(WrongId), "the id of a node is a string, a whole number or a Guid")]
    [InlineData(typeof(WrongResult), "it has to return the node, WrongResult")]
    [InlineData(typeof(WrongArguments), "a node is loaded by its id alone, without `more`")]
    [InlineData(typeof(WrongMethod), "there is no instance to call it on, so it has to be static")]
    public void Resolver_ThatCannotLoad_IsAMistake(Type node, string mistake)
    {
        var builder = new SchemaBuilder { QueryType = typeof(QueryOf<>).MakeGenericType(node), IdentifiesObjects = true };

        Assert.Contains(
            $"{node.Name}.Load: {mistake}.", Assert.Throws<SchemaException>(builder.Build).Errors);
    }

    [GraphQLName("Query")]
    public sealed class QueryOf<T>
        where T : class
    {
        public T? GetIt() => null;
    }

    [Node]
    public sealed record Unloadable(long Id);

    [Node]
    public sealed record Nameless(long Number)
    {
        [NodeResolver]
        public static Nameless? Load(long id) => new(id);
    }

    [Node]
    public sealed record WrongId(long Id)
    {
        [NodeResolver]
        public static WrongId? Load(DateTime id) => new(id.Ticks);
    }

    [Node]
    public sealed record WrongResult(long Id)
    {
        [NodeResolver]
        public static Task<WrongId> Load(long id) => Task.FromResult(new WrongId(id));
    }

    [Node]
    public sealed record WrongArguments(long Id)
    {
        [NodeResolver]
        public static WrongArguments? Load(long id, int more) => new(id + more);
    }

    [Node]
    public sealed record WrongMethod(long Id)
    {
        [NodeResolver]
        public WrongMethod? Load(long id) => new(id + Id);
    }
}
