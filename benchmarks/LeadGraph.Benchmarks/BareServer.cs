namespace LeadGraph.Benchmarks;

/// <summary>A server with one response, on Kestrel alone.</summary>
internal static class BareServer
{
    /// <summary>Serves until the process ends.</summary>
    /// <param name="url">Where to listen.</param>
    /// <param name="answer">Writes the response to any request, which is JSON.</param>
    public static async Task RunAsync(string url, Func<HttpContext, Task> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(url);
        WebApplication app = builder.Build();
        app.Run(context =>
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            return answer(context);
        });
        await app.RunAsync();
    }
}
