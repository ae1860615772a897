using System.Text.Json.Nodes;

namespace LeadGraph.Tests.Reference;

/// <summary>The comparison itself: what it must see, and what it must let pass.</summary>
public class RecordedAnswerTests
{
    private const string TwoErrors =
        """{"data":null,"errors":[{"path":["a"]},{"path":["b"],"extensions":{"code":"X"}}]}""";

    [Theory]
    [InlineData(TwoErrors, """{"errors":[{"path":["b"],"extensions":{"code":"X"}},{"path":["a"]}],"data":null}""")]
    [InlineData(TwoErrors, """{"data":null,"errors":[{"path":["a"],"extensions":{"code":"Y"}},{"path":["b"],"extensions":{"code":"X"}}]}""")]
    [InlineData("""[{"data":{"a":1}},{"data":{"b":2}}]""", """[{"data":{"a":1}},{"data":{"b":2}}]""")]
    [InlineData("""{"data":{"cursor":"MA=="}}""", """{"data":{"cursor":"WzFd"}}""")]
    public void Difference_OfWhatIsFree_IsNone(string recorded, string answer) => Assert.Null(Compare(recorded, answer));

    [Theory]
    [InlineData(TwoErrors, """{"data":null,"errors":[{"path":["a"],"extensions":{"code":"X"}},{"path":["b"]}]}""")]
    [InlineData(TwoErrors, """{"data":null,"errors":[{"path":["a"]},{"path":["a"],"extensions":{"code":"X"}}]}""")]
    [InlineData(TwoErrors, """{"data":null,"errors":[{"path":["b"],"extensions":{"code":"X"}}]}""")]
    [InlineData("""[{"data":{"a":1}},{"data":{"b":2}}]""", """[{"data":{"a":1}},{"data":{"b":3}}]""")]
    [InlineData("""[{"data":{"a":1}},{"data":{"b":2}}]""", """[{"data":{"a":1}}]""")]
    [InlineData("""[{"data":{"a":1}}]""", """{"data":{"a":1}}""")]
    [InlineData("""{"data":{"endCursor":"MA=="}}""", """{"data":{"endCursor":null}}""")]
    [InlineData("""{"data":{"endCursor":null}}""", """{"data":{"endCursor":"MA=="}}""")]
    public void Comparison_OfDifferentResponses_ReportsTheDifference(string recorded, string answer)
        => Assert.NotNull(Compare(recorded, answer));

    private static string? Compare(string recorded, string answer) => RecordedAnswer.Difference(
        new JsonObject { ["status"] = 200, ["contentType"] = "application/json", ["json"] = JsonNode.Parse(recorded) },
        200, "application/json", answer);
}
