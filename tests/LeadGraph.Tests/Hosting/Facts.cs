using System.Reflection;
using LeadGraph.Data;
using Xunit.Sdk;

namespace LeadGraph.Tests.Hosting;

/// <summary>Runs the theory on SQLite.</summary>
public sealed class OnSqliteAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[DatabaseProvider.Sqlite]];
}

/// <summary>Runs the theory on SQLite only in the long form of the tests; see CONTRIBUTING.md.</summary>
public sealed class OnSqliteInLongTestsAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
        => TestRun.IsLong ? [[DatabaseProvider.Sqlite]] : [];
}

/// <summary>Data of a theory that runs with them only in the long form of the tests; see CONTRIBUTING.md.</summary>
public sealed class LongTestDataAttribute(params object[] data) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => TestRun.IsLong ? [data] : [];
}

/// <summary>Runs the theory on PostgreSQL, where there is a server.</summary>
public sealed class OnPostgreSqlAttribute : DataAttribute
{
    public OnPostgreSqlAttribute() => Skip = PostgreSqlServer.WhyNone;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[DatabaseProvider.PostgreSql]];
}

/// <summary>A theory over the reference data, where they are at hand. In CI they must be.</summary>
public sealed class ReferenceTheoryAttribute : TheoryAttribute
{
    public ReferenceTheoryAttribute() => Skip = ReferenceData.WhyNone;
}

/// <summary>A fact on PostgreSQL.</summary>
public sealed class PostgreSqlFactAttribute : FactAttribute
{
    public PostgreSqlFactAttribute() => Skip = PostgreSqlServer.WhyNone;
}

/// <summary>A theory on PostgreSQL.</summary>
public sealed class PostgreSqlTheoryAttribute : TheoryAttribute
{
    public PostgreSqlTheoryAttribute() => Skip = PostgreSqlServer.WhyNone;
}

/// <summary>A fact on a PostgreSQL server that the test stops and starts.</summary>
public sealed class PrivatePostgreSqlFactAttribute : FactAttribute
{
    public PrivatePostgreSqlFactAttribute() => Skip = PostgreSqlServer.WhyNonePrivate;
}

/// <summary>A theory on a PostgreSQL server that the test stops and starts.</summary>
public sealed class PrivatePostgreSqlTheoryAttribute : TheoryAttribute
{
    public PrivatePostgreSqlTheoryAttribute() => Skip = PostgreSqlServer.WhyNonePrivate;
}
