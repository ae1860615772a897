using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace LeadGraph.Data.PostgreSql;

/// <summary>
/// Translates <see cref="DaySet.Count"/> to
/// <c>bit_count(bit_or(int8shl(1, width_bucket(time, @dayStarts)))::bit(64))</c>, and <see cref="DaySet.DayOf"/> to
/// <c>width_bucket(time, @dayStarts)</c>.
/// </summary>
/// <param name="sql">Creates SQL expressions.</param>
/// <param name="types">Finds the database's types.</param>
/// <remarks>
/// <c>width_bucket</c> finds the day by binary search, whatever the time zone of the session and of the days is:
/// https://www.postgresql.org/docs/current/functions-math.html
/// </remarks>
public sealed class DaySetTranslator(ISqlExpressionFactory sql, IRelationalTypeMappingSource types)
    : IAggregateMethodCallTranslator, IAggregateMethodCallTranslatorPlugin,
        IMethodCallTranslator, IMethodCallTranslatorPlugin
{
    private static readonly StringTypeMapping Bits = new("bit(64)", dbType: null);

    /// <inheritdoc/>
    public IEnumerable<IAggregateMethodCallTranslator> Translators => [this];

    /// <inheritdoc/>
    IEnumerable<IMethodCallTranslator> IMethodCallTranslatorPlugin.Translators => [this];

    /// <inheritdoc/>
    public SqlExpression? Translate(
        SqlExpression? instance,
        MethodInfo method,
        IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
        => method.DeclaringType == typeof(DaySet) && method.Name == nameof(DaySet.DayOf)
            && arguments is [var time, SqlParameterExpression dayStarts]
            ? DayOf(time, dayStarts)
            : null;

    /// <inheritdoc/>
    public SqlExpression? Translate(
        MethodInfo method,
        EnumerableExpression source,
        IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        if (method.DeclaringType != typeof(DaySet) || method.Name != nameof(DaySet.Count)
            || source is not { Selector: SqlExpression time, Predicate: null, IsDistinct: false }
            || arguments is not [SqlParameterExpression dayStarts])
        {
            return null;
        }

        RelationalTypeMapping bigint = types.FindMapping(typeof(long))!;
        // The function of the operator <<, which EF Core's expressions lack.
        SqlExpression bit = sql.Function(
            "int8shl", [sql.Constant(1L, bigint), DayOf(time, dayStarts)],
            nullable: true, argumentsPropagateNullability: [true, true], typeof(long), bigint);
        SqlExpression days = sql.Function(
            "bit_or", [bit], nullable: true, argumentsPropagateNullability: [false], typeof(long), bigint);
        SqlExpression count = sql.Function(
            "bit_count", [new SqlUnaryExpression(ExpressionType.Convert, days, typeof(string), Bits)],
            nullable: true, argumentsPropagateNullability: [true], typeof(long), bigint);
        return sql.Convert(count, typeof(int), types.FindMapping(typeof(int)));
    }

    private SqlExpression DayOf(SqlExpression time, SqlParameterExpression dayStarts) => sql.Function(
        "width_bucket",
        [time, dayStarts.ApplyTypeMapping(types.FindMapping($"{time.TypeMapping!.StoreType}[]"))],
        nullable: true, argumentsPropagateNullability: [true, true], typeof(int), types.FindMapping(typeof(int)));
}

/// <summary>Adds <see cref="DaySetTranslator"/> to EF Core's services.</summary>
public sealed class DaySetExtension : IDbContextOptionsExtension
{
    /// <summary>Initializes the extension.</summary>
    public DaySetExtension() => Info = new ExtensionInfo(this);

    /// <inheritdoc/>
    public DbContextOptionsExtensionInfo Info { get; }

    /// <inheritdoc/>
    public void ApplyServices(IServiceCollection services)
        => new EntityFrameworkRelationalServicesBuilder(services)
            .TryAdd<IAggregateMethodCallTranslatorPlugin, DaySetTranslator>()
            .TryAdd<IMethodCallTranslatorPlugin, DaySetTranslator>();

    /// <inheritdoc/>
    public void Validate(IDbContextOptions options)
    {
    }

    private sealed class ExtensionInfo(IDbContextOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "";

        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other)
            => other is ExtensionInfo;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo)
        {
        }
    }
}
