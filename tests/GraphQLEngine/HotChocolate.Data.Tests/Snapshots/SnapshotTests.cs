using System.Text;
using Snapshooter.Xunit;

namespace HotChocolate.Data.Snapshots;

/// <summary>Whole responses with the SQL behind them, where the SQL as a whole is the point.</summary>
public sealed class SnapshotTests : IAsyncLifetime
{
    private readonly School _school = new(
        new Registration { Id = 1, Username = "anna", Email = "anna@example.com", Events = 25, Score = 0.5 },
        new Registration { Id = 2, Username = null, Email = "bea@example.com", Events = 12 },
        new Registration { Id = 3, Username = "carl", Email = "carl@example.com", Events = 12, Score = 1 });

    [Fact]
    public Task FilteredSortedPage_WithTotalCount() => MatchAsync(
        """
        {
          leads(
            first: 1, after: "MA=="
            where: { or: [{ username: { nstartsWith: "a" } }, { events: { in: [25, 26] } }] }
            order: [{ score: DESC }, { email: ASC }]
          ) {
            totalCount
            nodes { userId url }
            pageInfo { hasNextPage hasPreviousPage endCursor }
          }
        }
        """);

    [Fact]
    public Task LastPage_WithoutCursor() => MatchAsync("{ leads(last: 2) { nodes { userId } pageInfo { hasPreviousPage } } }");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _school.DisposeAsync();

    private async Task MatchAsync(string query)
    {
        var text = new StringBuilder(await _school.DataAsync(query)).AppendLine();
        foreach (string statement in _school.Statements)
        {
            text.AppendLine().AppendLine(statement);
        }

        text.ToString().MatchSnapshot();
    }
}
