namespace HotChocolate.Validation;

public sealed class FragmentRuleTests
{
    [Fact]
    public void KnownTypeNames_UnknownTypeCondition_IsReported() => Assert.Equal(
        ["1:16 There is no type `Dg`. Did you mean `Dog`?"], Validated.Errors("{ dog { ... on Dg { name } } }"));

    [Fact]
    public void FragmentsOnCompositeTypes_ScalarTypeCondition_IsReported() => Assert.Equal(
        ["1:16 A fragment cannot be on `Int`, which has no fields."],
        Validated.Errors("{ dog { ... on Int { name } } }"));

    [Fact]
    public void UniqueFragmentNames_SameName_IsReportedAtTheFirst() => Assert.Equal(
        ["1:27 There is more than one fragment named `F`."],
        Validated.Errors("{ dog { ...F } } fragment F on Dog { name } fragment F on Dog { name }"));

    [Fact]
    public void KnownFragmentNames_UnknownFragment_IsReportedAtItsName() => Assert.Equal(
        ["1:12 There is no fragment `F`."], Validated.Errors("{ dog { ...F } }"));

    [Fact]
    public void NoUnusedFragments_FragmentsThatOnlyUseEachOther_AreReported() => Assert.Equal(
        ["1:12 Fragment `A` is not used.", "1:39 Fragment `B` is not used."],
        Validated.Errors("{ number } fragment A on Dog { ...B } fragment B on Dog { name }"));

    [Fact]
    public void PossibleFragmentSpreads_TypesWithNothingInCommon_IsReported() => Assert.Equal(
        [
            "1:9 An inline fragment on `Cat` can never apply here, to an object of type `Dog`.",
            "1:37 Fragment `P` on `Person` can never apply here, to an object of type `Pet`.",
        ],
        Validated.Errors("{ dog { ... on Cat { name } } pet { ...P } } fragment P on Person { name }"));

    [Fact]
    public void NoFragmentCycles_CycleOfTwo_IsReportedAtTheFirstSpread() => Assert.Equal(
        ["1:38 Fragment `A` spreads itself, by way of `B`."],
        Validated.Errors("{ dog { ...A } } fragment A on Dog { ...B } fragment B on Dog { owner { pet { ...A } } }"));
}
