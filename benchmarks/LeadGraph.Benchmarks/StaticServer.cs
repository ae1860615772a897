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
        await BareServer.RunAsync(url, async context =>
        {
            context.Response.ContentLength = body.Length;
            await context.Response.BodyWriter.WriteAsync(body);
        });
    }
}
