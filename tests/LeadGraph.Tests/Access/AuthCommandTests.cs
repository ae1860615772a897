using LeadGraph.Access;

namespace LeadGraph.Tests.Access;

public class AuthCommandTests
{
    [Fact]
    public void NewKey_WithNameAndScopes_PrintsSettingsAndTheKeyApart()
    {
        var (code, settings, console) = Run(
            "new-key", "--name", "dashboard", "--scopes", "read, personal", "--expires", "2027-01-31");

        Assert.Equal(0, code);
        string key = console.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.True(ApiKey.HasShape(key));
        Assert.Equal(
            $"""
            LeadGraph__Auth__ApiKeys__dashboard__Hash={ApiKey.HashOf(key)}
            LeadGraph__Auth__ApiKeys__dashboard__Scopes=read,personal
            LeadGraph__Auth__ApiKeys__dashboard__Expires=2027-01-31T00:00:00Z

            """, settings);
        Assert.DoesNotContain(key, settings);
    }

    [Theory]
    [InlineData("Usage: auth new-key", "old-key")]
    [InlineData("Usage: auth new-key")]
    [InlineData("Usage: auth new-key", "new-key", "--name")]
    [InlineData("There is no option --nam", "new-key", "--nam", "x", "--scopes", "read")]
    [InlineData("--name accepts", "new-key", "--scopes", "read")]
    [InlineData("--name accepts", "new-key", "--name", "a__b", "--scopes", "read")]
    [InlineData("--name accepts", "new-key", "--name", "a\nb", "--scopes", "read")]
    [InlineData("--scopes accepts read, or read,personal.", "new-key", "--name", "a", "--scopes", "write")]
    [InlineData("--scopes accepts read, or read,personal.", "new-key", "--name", "a", "--scopes", "personal")]
    [InlineData("--expires accepts", "new-key", "--name", "a", "--scopes", "read", "--expires", "soon")]
    public void NewKey_WithArgumentsThatMakeNoSense_SaysWhatItAccepts(string problem, params string[] arguments)
    {
        var (code, settings, console) = Run(arguments);

        Assert.Equal(1, code);
        Assert.Empty(settings);
        Assert.StartsWith(problem, console);
    }

    private static (int Code, string Settings, string Console) Run(params string[] arguments)
    {
        using StringWriter settings = new() { NewLine = "\n" }, console = new() { NewLine = "\n" };
        int code = AuthCommand.Run(arguments, settings, console);
        return (code, settings.ToString(), console.ToString());
    }
}
