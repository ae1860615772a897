namespace HotChocolate.Types;

/// <summary>Each mistake in C# classes is told with the type and member that it is found at.</summary>
public partial class MistakeTests
{
    [Fact]
    public void Build_NoQueryType_IsRefused()
        => Assert.Equal(["The schema has no query type."], MistakesWithout());

    [Fact]
    public void Build_EmptyObject_IsNamed()
        => Assert.Equal(["Empty: the type has no fields."], Schemas.MistakesIn<EmptyObject>());

    [Fact]
    public void Build_EnumWithoutValues_IsNamed()
        => Assert.Equal(["NoValues: the enum has no values."], Schemas.MistakesIn<ValuelessEnum>());

    [Fact]
    public void Build_UnmappableProperties_AreAllNamed() => Assert.Equal(
        [
            "Unmappable.Dictionary: `Dictionary<String, Int32>` cannot be a result, because it is neither a scalar nor a class with fields of its own.",
            "Unmappable.Anything: `Object` cannot be a result, because it is neither a scalar nor a class with fields of its own.",
            "Unmappable.Struct: `Guid` cannot be a result, because it is a struct and no scalar.",
            "Unmappable.Interface: `IDisposable` cannot be a result, because no class says which fields it has.",
            "Unmappable.Nested: `Stream` cannot be a result, because no class says which fields it has.",
        ],
        Schemas.MistakesIn<Unmappable>());

    [Fact]
    public void Build_ArgumentsWithoutType_AreAllNamed() => Assert.Equal(
        [
            "UnmappableArguments.Ask: `Stream` cannot be an argument, because no class says which fields it has.",
            "UnmappableArguments.Ask: `Range` cannot be an argument, because it is a struct and no scalar.",
            "UnmappableArguments.Ask: `Queue<Int32>` cannot be an argument; arrays and lists can.",
        ],
        Schemas.MistakesIn<UnmappableArguments>());

    [Fact]
    public void Build_TwoTypesOfOneName_AreNamed() => Assert.Equal(
        [
            "Lead: its name in the schema, `Lead`, is that of `HotChocolate.Types.MistakeTests+One+Lead` too.",
            "Text: the schema has a type `String` of its own.",
        ],
        Schemas.MistakesIn<TwoOfOneName>());

    [Fact]
    public void Build_NamesThatAreNone_AreNamed() => Assert.Equal(
        [
            "BadNames.a-b: `a-b` is not a GraphQL name, or begins with `__`.",
            "BadNames.__x: `__x` is not a GraphQL name, or begins with `__`.",
            "BadNames.: `` is not a GraphQL name, or begins with `__`.",
            "BadNames.ask(1st:): `1st` is not a GraphQL name, or begins with `__`.",
        ],
        Schemas.MistakesIn<BadNames>());

    [Fact]
    public void Build_FieldsOfOneName_AreNamed() => Assert.Equal(
        [
            "Duplicates.Twice: there is more than one argument `a`.",
            "Duplicates.GetName: there is more than one field `name`.",
            "Duplicates.Overloaded: there is more than one field `overloaded`.",
        ],
        Schemas.MistakesIn<Duplicates>());

    [Fact]
    public void Build_EnumMembersOfOneValue_AreNamed() => Assert.Equal(
        ["Doubled.Again: another member has the name `AGAIN` or the value 1 too."], Schemas.MistakesIn<DoubledEnum>());

    [Fact]
    public void Build_Extensions_NeedAttributeAndTarget() => Assert.Equal(
        [
            "Good: a type extension needs the attribute [ExtendObjectType<T>].",
            "Unused: no field of the schema returns the `Empty` that it extends.",
        ],
        Schemas.MistakesIn<Good>(builder => builder.Extensions.AddRange([typeof(Good), typeof(Unused)])));

    [Fact]
    public void Build_RequirementThatIsNoProperty_IsNamed() => Assert.Equal(
        ["Requirements.Length: `Requirements` has no property `Nmae` to require."],
        Schemas.MistakesIn<Requirements>());

    [Fact]
    public void Build_SubscriptionsWithoutSource_AreNamed() => Assert.Equal(
        [
            "Subscription.OnA: there is no method `Missing` that returns an IAsyncEnumerable or a task of an ISourceStream.",
            "Subscription.OnB: the topic `b-{id}` has a placeholder, which only a method named by With can fill.",
            "Subscription.OnB: a subscription needs a parameter marked [EventMessage].",
            "Subscription.OnC: there is no method `NoStream` that returns an IAsyncEnumerable or a task of an ISourceStream.",
            "Subscription.Other: the field has no argument `from` for the parameter of that name.",
        ],
        Schemas.MistakesIn<Good>(builder => builder.SubscriptionType = typeof(Subscription)));

    [Fact]
    public void Build_RootThatCannotBeMade_IsNamed()
        => Assert.StartsWith("NeedsService: no instance can be made", Assert.Single(Schemas.MistakesIn<NeedsService>()));

    [Fact]
    public void Build_InputObjectsThatCannotBeGiven_AreNamed()
    {
        Assert.Equal(
            ["RecursiveInput: the input object needs itself to be given, without end."],
            Schemas.MistakesIn<AskRecursive>());
        Assert.Equal(
            [
                "NoConstructor: an input object needs one public constructor, or one without parameters.",
                "Unmatched: no property gives the constructor's parameter `other`.",
                "NoConstructorInput: the input object has no fields.",
                "UnmatchedInput: the input object has no fields.",
            ],
            Schemas.MistakesIn<BadInputs>());
    }

    [Fact]
    public void Build_DefaultThatIsNoLiteral_IsNamed() => Assert.Equal(
        ["BadDefault.Ask: `System.String` cannot be the default of `a`."], Schemas.MistakesIn<BadDefault>());

    [Fact]
    public void Build_SeveralMistakes_AreToldInOneException()
    {
        SchemaException exception = Assert.Throws<SchemaException>(() => Schemas.From<EmptyObject>(builder =>
            builder.Extensions.Add(typeof(Good))));
        Assert.Equal(
            $"The schema has 2 mistakes:{Environment.NewLine}"
                + $"- Good: a type extension needs the attribute [ExtendObjectType<T>].{Environment.NewLine}"
                + "- Empty: the type has no fields.",
            exception.Message);
    }

    private static IReadOnlyList<string> MistakesWithout()
        => Assert.Throws<SchemaException>(() => new SchemaBuilder().Build()).Errors;
}
