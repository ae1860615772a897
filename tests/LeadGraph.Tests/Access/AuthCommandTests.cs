using LeadGraph.Access;

namespace LeadGraph.Tests.Access;

public class AuthCommandTests
{
    [Fact]
    public async Task NewKey_WithNameAndScopes_PrintsSettingsAndTheKeyApart()
    {
        var (code, settings, console) = await RunAsync(
            "new-key", "--name", "dashboard", "--scopes", "read, personal", "--expires", "2027-01-31");

        Assert.Equal(0, code);
        string key = console.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.True(ApiKey.HasKeyFormat(key));
        Assert.Equal(
            $"""
            LeadGraph__Auth__ApiKeys__dashboard__Hash={ApiKey.HashOf(key)}
            LeadGraph__Auth__ApiKeys__dashboard__Scopes=read,personal
            LeadGraph__Auth__ApiKeys__dashboard__Expires=2027-01-31T00:00:00Z

            """, settings);
        Assert.DoesNotContain(key, settings);
    }

    [Theory]
    [InlineData("There is no old-key", "old-key")]
    [InlineData("Required command", "")]
    [InlineData("'--name'", "new-key", "--name")]
    [InlineData("There is no --nam", "new-key", "--nam", "x", "--scopes", "read")]
    [InlineData("'--name' is required", "new-key", "--scopes", "read")]
    [InlineData("There is no more", "new-key", "--name", "a", "--scopes", "read", "more")]
    [InlineData("--name accepts", "new-key", "--name", "a__b", "--scopes", "read")]
    [InlineData("--name accepts", "new-key", "--name", "a\nb", "--scopes", "read")]
    [InlineData("--scopes accepts read, with personal and campaigns", "new-key", "--name", "a", "--scopes", "write")]
    [InlineData("--scopes accepts read, with personal", "new-key", "--name", "a", "--scopes", "personal")]
    [InlineData("--expires accepts", "new-key", "--name", "a", "--scopes", "read", "--expires", "soon")]
    public async Task NewKey_WithArgumentsThatMakeNoSense_SaysWhatItAccepts(string problem, params string[] arguments)
    {
        var (code, settings, console) = await RunAsync(arguments);

        Assert.Equal(1, code);
        Assert.Empty(settings);
        Assert.Contains(problem, console);
    }

    private static async Task<(int Code, string Settings, string Console)> RunAsync(params string[] arguments)
    {
        using StringWriter settings = new() { NewLine = "\n" }, console = new() { NewLine = "\n" };
        int code = await CommandLine.RunAsync(
            ["auth", .. arguments.Where(word => word.Length > 0)], settings, console);
        return (code, settings.ToString(), console.ToString());
    }
}
