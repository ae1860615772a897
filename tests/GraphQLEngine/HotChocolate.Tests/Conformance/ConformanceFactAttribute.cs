namespace HotChocolate.Conformance;

/// <summary>
/// A test that reads the conformance vectors. Where there are none it is skipped, and says so. A folder that is
/// named but missing is no reason to skip: then the test fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConformanceFactAttribute : FactAttribute
{
    public ConformanceFactAttribute() => Skip = ConformanceVectors.WhyNone;
}

/// <summary>A theory that reads the conformance vectors.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConformanceTheoryAttribute : TheoryAttribute
{
    public ConformanceTheoryAttribute() => Skip = ConformanceVectors.WhyNone;
}
