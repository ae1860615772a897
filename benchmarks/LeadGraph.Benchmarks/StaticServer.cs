namespace LeadGraph.Benchmarks;

/// <summary>The ceiling: Kestrel writing the same bytes to everybody, with nothing in between.</summary>
public static class StaticServer
{
    /// <summary>Serves until the process ends.</summary>
    /// <param name="url">Where to listen.</param>
    /// <param name="file">What to answer.</param>
    public static async Task RunAsync(string url, string file)
    {
        byte[] body = await File.ReadAllBytesAsync(file);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(url);
        WebApplication app = builder.Build();
        app.Run(Answer);
        await app.RunAsync();

        async Task Answer(HttpContext context)
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = body.Length;
            await context.Response.BodyWriter.WriteAsync(body);
        }
    }
}
