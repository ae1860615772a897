using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.AspNetCore.Tests.Hosting;

public class GraphQLCommandsTests
{
    [Fact]
    public async Task SchemaExport_ToFile_WritesTheSchemaWithoutStarting()
    {
        string file = System.IO.Path.GetTempFileName();
        await using WebApplication app = Build();

        int exitCode = await app.RunWithGraphQLCommandsAsync(["schema", "export", "--output", file]);

        Assert.Equal(0, exitCode);
        Assert.Contains("type Query {\n  hello: String!\n", await File.ReadAllTextAsync(file));
        Assert.False(app.Lifetime.ApplicationStarted.IsCancellationRequested);
        File.Delete(file);
    }

    [Theory]
    [InlineData("schema")]
    [InlineData("schema", "import")]
    [InlineData("schema", "export", "--output")]
    public async Task SchemaCommand_Wrong_IsReportedByTheExitCode(params string[] args)
    {
        await using WebApplication app = Build();

        int exitCode = await app.RunWithGraphQLCommandsAsync(args);

        Assert.Equal((1, 1), (exitCode, Environment.ExitCode));
        Environment.ExitCode = 0;
    }

    [Fact]
    public async Task OtherArguments_RunTheHost()
    {
        await using WebApplication app = Build();

        Task<int> running = app.RunWithGraphQLCommandsAsync(["--urls", "http://127.0.0.1:0"]);
        await Eventually.EqualAsync(true, () => app.Lifetime.ApplicationStarted.IsCancellationRequested);
        app.Lifetime.StopApplication();

        Assert.Equal(0, await running);
    }

    private static WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddGraphQLServer().AddQueryType<Query>();
        return builder.Build();
    }
}
