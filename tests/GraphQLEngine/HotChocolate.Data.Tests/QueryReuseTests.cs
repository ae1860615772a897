namespace HotChocolate.Data;

public sealed class QueryReuseTests
{
    private const string Document = """
        query($where: LeadFilterInput, $first: Int, $after: String, $id: Long!) {
          leads(where: $where, first: $first, after: $after) { totalCount nodes { userId } }
          lead(userId: $id) { email score tier }
        }
        """;

    [Fact]
    public async Task Requests_DifferingOnlyInValues_CompileEachQueryOnce()
    {
        await using var school = new School(new Registration { Id = 1, Username = "anna", Events = 3 });
        HashSet<string> texts = [];
        for (int n = 0; n < 1_000; n++)
        {
            school.Statements.Clear();
            await school.DataAsync(Document, new()
            {
                ["where"] = new Dictionary<string, object?>
                {
                    ["username"] = Filter(
                        ("contains", $"x{n}"), ("nstartsWith", $"y{n}"), ("in", List(n % 7, i => $"z{i}"))),
                    ["events"] = Filter(("gt", n), ("nin", List(n % 5, i => i))),
                    ["lastActivity"] = Filter(("nlt", $"2025-09-10T00:00:00.{n:000}Z")),
                    ["tier"] = Filter(("in", List(n % 3, i => ((string[])["HOT", "WARM", "COLD"])[i]))),
                },
                ["first"] = 1 + (n % 20),
                ["after"] = Cursor.Format(1 + n),
                ["id"] = n,
            });
            texts.UnionWith(school.Statements.Select(statement => statement.Split(" @")[0]));
        }

        // A page, the count of all, and one lead.
        Assert.Equal(3, school.Compilations);
        Assert.Equal(3, texts.Count);
    }

    private static Dictionary<string, object?> Filter(params (string Name, object? Value)[] operations)
        => operations.ToDictionary(operation => operation.Name, operation => operation.Value);

    private static object?[] List(int count, Func<int, object?> item) => [.. Enumerable.Range(0, count).Select(item)];
}
