namespace HotChocolate.Validation;

public sealed class FieldMergingTests
{
    [Theory]
    [InlineData("{ dog { name name owner { name } owner { name } } }")]
    [InlineData("{ a: person(id: 1, ids: [1]) { name } a: person(ids: [1], id: 1) { name } }")]
    [InlineData("{ pet { ... on Dog { x: name } ... on Cat { x: barks } } }")]
    public void Merging_FieldsThatAgreeOrNeverMeet_IsAllowed(string document) =>
        Assert.Empty(Validated.Errors(document));

    [Theory]
    [InlineData("{ dog { x: name x: barks } }", "1:9", "x", "`name` and `barks` are different fields")]
    [InlineData("{ a: number(value: 1) a: number }", "1:3", "a", "they have different arguments")]
    [InlineData("{ pet { ... on Dog { x: name } ... on Cat { x: meows } } }", "1:22", "x", "their types `String` and "
        + "`Boolean` differ")]
    [InlineData("{ named { name ... on Dog { name: barks } } }", "1:11", "name", "`name` and `barks` are different "
        + "fields")]
    [InlineData("{ dog { owner { x: name } } dog { owner { x: name(length: 1) } } }", "1:3", "dog", "they have "
        + "different arguments (below them, in `x`)")]
    public void Merging_FieldsThatDisagree_IsReportedAtTheOutermostField(
        string document, string location, string key, string difference) => Assert.Equal(
        [$"{location} Fields with the response key `{key}` conflict, since {difference}. Give one an alias."],
        Validated.Errors(document));

    [Fact]
    public void Merging_FragmentsThatDisagree_IsReportedOnceHoweverOftenTheyMeet() => Assert.Equal(
        ["1:91 Fields with the response key `x` conflict, since they have different arguments. Give one an alias."],
        Validated.Errors(
            "{ a: person(id: 1) { ...F ...G } b: person(id: 2) { ...G ...F } }".PadRight(67)
            + "fragment F on Person { x: name } fragment G on Person { x: name(length: 1) }"));

    [Fact]
    public void Merging_ThousandsOfFieldsWithOneKey_FindsTheOneThatDisagrees()
    {
        string same = string.Concat(Enumerable.Repeat("number(value: 2) ", 1_000));

        Assert.Contains(
            "1:2 Fields with the response key `number` conflict, since they have different arguments. Give one an "
            + "alias.",
            Validated.Errors($"{{{same} number(value: 3) {same}}}"));
    }

    [Fact]
    public void Merging_FragmentsThatDoubleAtEveryLevel_AreNotFollowedTwice()
    {
        string fragments = string.Concat(Enumerable.Range(0, 60).Select(
            i => $"fragment F{i} on Person {{ a: friends {{ ...F{i + 1} }} b: friends {{ ...F{i + 1} }} }} "));

        Assert.Empty(
            Validated.Errors($"{{ person(id: 1) {{ ...F0 }} }} {fragments} fragment F60 on Person {{ name }}"));
    }

    [Fact]
    public void Merging_FragmentsWithExponentiallyManyCombinations_IsGivenUp()
    {
        // The fields below a response key are the states that a nondeterministic automaton can be in after reading the
        // path of keys; merging makes it deterministic, and this is the classic one that explodes.
        const int states = 14;
        string Spread(int level, int state) => state == 0
            ? $"...F{level}x0 ...F{level}x1"
            : $"...F{level}x{Math.Min(states - 1, state + 1)}";
        string Fragment(int level, int state) =>
            $"fragment F{level}x{state} on Person {{ a: friends {{ name {Spread(level + 1, state)} }} "
            + $"b: friends {{ name {(state == 0 ? $"...F{level + 1}x0" : Spread(level + 1, state))} }} }} ";
        string fragments = string.Concat(
            Enumerable.Range(0, 30).SelectMany(level => Enumerable.Range(0, states).Select(s => Fragment(level, s))))
            + string.Concat(Enumerable.Range(0, states).Select(s => $"fragment F30x{s} on Person {{ name }} "));

        Assert.Contains(
            "1:1 The document is too complex: its fragments combine in too many ways.",
            Validated.Errors($"{{ person(id: 1) {{ ...F0x0 }} }} {fragments}"));
    }
}
