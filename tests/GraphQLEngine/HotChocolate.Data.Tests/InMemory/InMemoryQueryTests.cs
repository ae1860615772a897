using System.Linq.Expressions;
using GreenDonut.Data;

namespace HotChocolate.Data.InMemory;

/// <summary>Queries over objects in memory answer what the framework's do, and are compiled once for each shape.</summary>
public sealed class InMemoryQueryTests
{
    public sealed class Row
    {
        public int Id { get; set; }

        public string? Name { get; set; }

        public int? Score { get; set; }
    }

    private static readonly Row[] s_rows =
    [
        .. Enumerable.Range(0, 200).Select(id => new Row
        {
            Id = id,
            Name = id % 7 == 0 ? null : $"name {id % 13}",
            Score = id % 5 == 0 ? null : id % 17,
        }),
    ];

    public static TheoryData<string> Queries => [.. s_queries.Keys];

    private static readonly Dictionary<string, Func<IQueryable<Row>, int, object?>> s_queries = new()
    {
        ["where"] = (rows, n) => Ids(rows.Where(row => row.Score > n)),
        ["where null"] = (rows, n) => Ids(rows.Where(row => row.Name == null || row.Id == n)),
        ["contains"] = (rows, n) => Ids(rows.Where(row => new[] { n, n + 1 }.Contains(row.Id))),
        ["order"] = (rows, n) => Ids(rows.Where(row => row.Id != n).OrderBy(row => row.Name).ThenByDescending(row => row.Id)),
        ["select"] = (rows, n) => Ids(rows.Select(row => new Row { Id = row.Id + n })),
        ["other rows"] = (rows, n) => rows.Select(row => new { row.Id, Sum = row.Score + n }).ToList(),
        ["skip"] = (rows, n) => Ids(rows.OrderByDescending(row => row.Id).Skip(n).Take(3)),
        ["nested"] = (rows, n) => Ids(rows.Where(row => s_rows.Any(other => other.Id == row.Id + n))),
        ["nested query"] = (rows, n) => Ids(rows.Where(row => rows.Count(other => other.Score == row.Score) > n)),
        ["conditional"] = (rows, n) => Ids(rows.Where(row => (row.Id > n ? row.Score : -row.Score) < 0)),
        ["joined"] = (rows, n) => rows.Join(rows.Where(row => row.Id < n), a => a.Id, b => b.Score, (a, b) => b.Id).ToList(),
        ["grouped"] = (rows, n) => rows.Where(row => row.Id > n).GroupBy(row => row.Name).Select(g => g.Count()).ToList(),
        ["count"] = (rows, n) => rows.Count(row => row.Id < n),
        ["any"] = (rows, n) => rows.Any(row => row.Id == n),
        ["first"] = (rows, n) => rows.Where(row => row.Id > n).OrderBy(row => row.Score).FirstOrDefault()?.Id,
        ["sum"] = (rows, n) => rows.Sum(row => row.Score * n),
        ["cast"] = (rows, n) => rows.Cast<object>().OfType<Row>().Where(row => row.Id > n).Select(row => row.Id).ToList(),
        ["index"] = (rows, n) => Ids(rows.Where((row, index) => index > n)),
        ["unknown"] = (rows, n) => Ids(rows.Where(Expression.Lambda<Func<Row, bool>>(
            Expression.Block(Expression.Constant(n > 3)), Expression.Parameter(typeof(Row), "row")))),
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public void Query_AskedAgainWithOtherValues_AnswersAsTheFrameworkDoes(string name)
    {
        Func<IQueryable<Row>, int, object?> query = s_queries[name];

        foreach (int n in (int[])[1, 5, 2])
        {
            Assert.Equal(query(s_rows.AsQueryable(), n), query(new InMemoryQuery<Row>(s_rows), n));
            Assert.Equal(query(s_rows.AsQueryable(), n), query(InMemoryQuery.Over(s_rows.AsQueryable()), n));
        }
    }

    [Fact]
    public void Shape_OfQueriesThatDifferInValuesAlone_IsTheSame()
    {
        Assert.Same(Compiled(5, "a"), Compiled(7, "b"));
        Assert.NotSame(Compiled(5, "a"), Compiled(5, null));
    }

    [Fact]
    public void Shape_OfQueriesThatDifferInMore_IsAnother()
    {
        int one = 1;
        QueryShape[] shapes =
        [
            Shape(rows => rows.Where(row => row.Id > one)),
            Shape(rows => rows.Where(row => row.Id < one)),
            Shape(rows => rows.Where(row => row.Score > one)),
            Shape(rows => rows.Where(row => one > row.Id)),
            Shape(rows => rows.OrderBy(row => row.Id)),
            Shape(rows => rows.OrderByDescending(row => row.Id)),
            Shape(rows => rows.Select(row => new Row { Id = row.Id })),
            Shape(rows => rows.Select(row => new Row { Id = row.Id, Name = row.Name })),
            Shape(rows => rows.Where(row => s_rows.Any(other => other.Id == row.Id))),
            Shape(rows => rows.Where(row => s_rows.Any(other => row.Id == other.Id))),
        ];

        Assert.Equal(shapes.Length, shapes.Distinct().Count());
    }

    [Fact]
    public void Shapes_MoreThanAreKept_AreForgottenAndStillAnswered()
    {
        for (int count = 1; count <= (CompiledQueries.MaxShapes * 2) + 2; count++)
        {
            ParameterExpression row = Expression.Parameter(typeof(Row), "row");
            Expression sum = Enumerable.Range(0, count).Aggregate<int, Expression>(
                Expression.Property(row, nameof(Row.Id)), (left, _) => Expression.Add(left, Expression.Constant(1)));
            var condition = Expression.Lambda<Func<Row, bool>>(Expression.Equal(sum, Expression.Constant(count)), row);

            Assert.Equal(0, Assert.Single(new InMemoryQuery<Row>(s_rows).Where(condition)).Id);
        }

        Assert.InRange(CompiledQueries.Count, 1, CompiledQueries.MaxShapes * 2);
    }

    [Fact]
    public void Count_OfOrderedAndProjectedRows_IsThatOfTheFilteredOnes()
    {
        var context = new QueryContext<Row>(row => new Row { Id = row.Id }, row => row.Id < 9);

        var rows = (InMemoryQuery<Row>)s_rows.AsQueryable().With(context, order => order.AddDescending(row => row.Id));

        Assert.Equal(9, rows.Count());
        Assert.Equal(8, rows.First().Id);
    }

    private static object Ids(IQueryable<Row> rows) => rows.AsEnumerable().Select(row => row.Id).ToList();

    private static Delegate Compiled(int least, string? name)
    {
        IQueryable<Row> query = new InMemoryQuery<Row>([.. s_rows]).Where(Condition(least, name)).Take(least);
        var shape = new QueryShape();
        Assert.True(shape.TryRead(query.Expression));
        return CompiledQueries.GetOrCompile<IEnumerable<Row>>(shape, query.Expression);
    }

    private static Expression<Func<Row, bool>> Condition(int least, string? name)
    {
        ParameterExpression row = Expression.Parameter(typeof(Row), "row");
        return Expression.Lambda<Func<Row, bool>>(
            Expression.AndAlso(
                Expression.GreaterThan(Expression.Property(row, nameof(Row.Id)), QueryParameter<int>.Create(least)),
                Expression.Equal(Expression.Property(row, nameof(Row.Name)), Expression.Constant(name, typeof(string)))),
            row);
    }

    private static QueryShape Shape(Func<IQueryable<Row>, IQueryable<Row>> query)
    {
        var shape = new QueryShape();
        Assert.True(shape.TryRead(query(new InMemoryQuery<Row>(s_rows)).Expression));
        return shape;
    }
}
